// SPDX-License-Identifier: Apache-2.0

package site

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// idBase begins the permanent ids of entries (RFC 4151): they do not depend on
// where the site is published.
const idBase = "tag:github.com,2026:ossf/package-manager-landscape/"

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
	Summary string     `xml:"summary"`
}

type atomFeed struct {
	XMLName   xml.Name    `xml:"feed"`
	Namespace string      `xml:"xmlns,attr"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle"`
	Updated   string      `xml:"updated"`
	Author    string      `xml:"author>name"`
	Generator string      `xml:"generator"`
	Links     []atomLink  `xml:"link"`
	Entries   []atomEntry `xml:"entry"`
}

// feeds lists the Atom feed of the site, of each registry and each feature, and
// the site's JSON feed. Entries are changes of verdicts and nothing else.
func (m *model) feeds() []file {
	list := []file{
		{"changes/atom.xml", func() ([]byte, error) { return m.atom("changes/", m.words.must("feed.site"), m.Changes) }},
		{"changes/feed.json", m.jsonFeed},
	}
	for _, e := range m.Ecosystems {
		list = append(list, file{"registries/" + e.Slug + "/atom.xml", func() ([]byte, error) {
			return m.atom("registries/"+e.Slug+"/", m.words.must("feed.of", e.Name), e.Changes)
		}})
	}
	for _, f := range m.Features {
		list = append(list, file{"features/" + f.Slug + "/atom.xml", func() ([]byte, error) {
			return m.atom("features/"+f.Slug+"/", m.words.must("feed.of", f.Title), f.Changes)
		}})
	}
	return list
}

// stamp is the time of an entry: when the change began where that is known,
// otherwise when it was first seen. It stays the same from look to look, so that
// a reader is told of an entry once.
func (m *model) stamp(c *change) string {
	if c.Day != "" {
		return c.Day + "T00:00:00Z"
	}
	date := strings.TrimPrefix(c.Since, "by ")
	switch len(date) {
	case 4:
		date += "-01-01"
	case 7:
		date += "-01"
	default:
		date = m.firstSeen(c)
	}
	return date + "T00:00:00Z"
}

// firstSeen is the day of the first look at which evidence of a change matched,
// by this dataset or by the built-in release, whichever saw it earlier. Without
// evidence there is no day, and the change is dated with its wave.
func (m *model) firstSeen(c *change) string {
	first := int64(math.MaxInt64)
	for _, e := range c.Feature.Cells[c.Eco.Index].Evidence {
		if e.Kind == string(probes.Response) || e.RetrievedAt == 0 {
			continue
		}
		first = min(first, cmp.Or(e.MatchedSince, e.RetrievedAt))
		if released := releasedSince()[e.Observation.Observation]; released != 0 {
			first = min(first, released)
		}
	}
	if first == math.MaxInt64 {
		return c.ToWave[:min(4, len(c.ToWave))] + "-01-01"
	}
	return time.UnixMilli(first).UTC().Format(time.DateOnly)
}

// releasedSince is since when, in milliseconds, the evidence of the built-in release matches.
var releasedSince = sync.OnceValue(func() map[string]int64 {
	since := make(map[string]int64)
	rows, err := dataset.Release(catalog.Wave)
	if err != nil {
		return nil // a release that cannot be read has no dates to keep
	}
	for _, o := range rows {
		if o.Outcome == string(probes.Matched) {
			since[o.Observation] = cmp.Or(o.MatchedSince, o.RetrievedAt)
		}
	}
	return since
})

func (m *model) entries(list []*change) []*change {
	var moved []*change
	for _, c := range list {
		if c.Moved() {
			moved = append(moved, c)
		}
	}
	slices.SortStableFunc(moved, func(a, b *change) int { return strings.Compare(m.stamp(b), m.stamp(a)) })
	return moved
}

func (c *change) id() string {
	if c.Day != "" {
		return idBase + "correction/" + c.Day + "/" + c.Eco.Slug + "/" + c.Feature.Slug
	}
	return idBase + "change/" + slug(c.FromWave) + "/" + slug(c.ToWave) + "/" + c.Eco.Slug + "/" + c.Feature.Slug
}

// source is the strongest evidence of the later verdict, or where a correction
// was discussed; "" without any.
func (c *change) source() string {
	if c.Day != "" {
		return c.Link
	}
	for _, e := range c.Feature.Cells[c.Eco.Index].Evidence {
		if e.Href != "" {
			return e.Href
		}
	}
	return ""
}

// summary says whether the world changed or the record, and what the note says.
func (m *model) summary(c *change) string {
	return strings.TrimSpace(m.words.must("kindofchange."+c.Kind()) + ". " + c.Note)
}

func (m *model) changeTitle(c *change) string {
	return m.words.must("feed.entry", c.Eco.Name, c.Feature.Title, c.From, c.To)
}

func (m *model) changeLink(folder string, c *change) string {
	target := "features/" + c.Feature.Slug + "/index.html"
	if m.BaseURL != "" {
		return m.Absolute(target) + "#" + c.Eco.Slug
	}
	return root(folder) + target + "#" + c.Eco.Slug
}

func (m *model) atom(folder, title string, list []*change) ([]byte, error) {
	f := atomFeed{
		Namespace: "http://www.w3.org/2005/Atom", Lang: "en", ID: idBase + "feed/" + strings.TrimSuffix(folder, "/"),
		Title: title, Subtitle: m.provenance(), Updated: cmp.Or(m.Observed, "1970-01-01") + "T00:00:00Z", Author: "OpenSSF Securing Software Repositories Working Group",
		Generator: "landscape", Links: []atomLink{{"alternate", "text/html", "index.html"}, {"self", "application/atom+xml", "atom.xml"}},
	}
	if m.BaseURL != "" {
		f.Links[0].Href, f.Links[1].Href = m.Absolute(folder), m.Absolute(folder+"atom.xml")
	}
	for _, c := range m.entries(list) {
		links := []atomLink{{"alternate", "text/html", m.changeLink(folder, c)}}
		if source := c.source(); source != "" {
			links = append(links, atomLink{Rel: "via", Href: source})
		}
		f.Entries = append(f.Entries, atomEntry{ID: c.id(), Title: m.changeTitle(c), Updated: m.stamp(c), Links: links, Summary: m.summary(c)})
	}
	out, err := xml.MarshalIndent(f, "", " ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}

// provenance says of which day and version something is.
func (m *model) provenance() string {
	return m.words.must("provenance", cmp.Or(m.Observed, m.words.must("none")), m.Version, m.CommitText(), m.Digest16())
}

// CommitText names the commit, or says that it is not known.
func (m *model) CommitText() string {
	if revision, changed, _ := strings.Cut(clean(m.Commit), "-"); len(revision) == 40 {
		return revision[:12] + strings.TrimSuffix("-"+changed, "-") // enough to tell commits apart
	}
	return cmp.Or(clean(m.Commit), m.words.must("commit.unknown"))
}

// Digest16 is the head of the digest, enough to compare by eye.
func (m *model) Digest16() string { return strings.TrimSuffix(cut(m.Digest, 16), "…") }

func (m *model) jsonFeed() ([]byte, error) {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Text      string `json:"content_text"`
		Source    string `json:"external_url,omitempty"`
		Published string `json:"date_published"`
	}
	f := struct {
		Version     string `json:"version"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Home        string `json:"home_page_url,omitempty"`
		Feed        string `json:"feed_url,omitempty"`
		Items       []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: m.words.must("feed.site"), Description: m.provenance(), Items: []item{}}
	if m.BaseURL != "" {
		f.Home, f.Feed = m.Absolute("changes/index.html"), m.Absolute("changes/feed.json")
	}
	for _, c := range m.entries(m.Changes) {
		f.Items = append(f.Items, item{c.id(), m.changeLink("changes/", c), m.changeTitle(c), m.summary(c), c.source(), m.stamp(c)})
	}
	return json.MarshalIndent(f, "", " ")
}
