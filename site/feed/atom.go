// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/site/model"
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

// feedFiles lists the Atom feed of the site, of each registry and each feature, and
// the site's JSON feed. Entries are changes of verdicts and nothing else.
func feedFiles(m *model.Model) []File {
	list := []File{{"changes/feed.json", func(b *bytes.Buffer) error { return jsonFeed(b, m) }}}
	add := func(folder, title string, changes []*model.Change) {
		list = append(list, File{folder + "atom.xml", func(b *bytes.Buffer) error { return newFeed(b, m, folder, title, changes) }})
	}
	add("changes/", m.Texts.Must("feed.site"), m.Changes)
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug+"/", m.Texts.Must("feed.of", e.Name), e.Changes)
	}
	for _, f := range m.Features {
		add("features/"+f.Slug+"/", m.Texts.Must("feed.of", f.Title), f.Changes)
	}
	return list
}

// entryTime is the time of an entry: when the change began where that is known,
// otherwise when it was first seen. It stays the same from look to look, so that
// a reader is told of an entry once.
func entryTime(c *model.Change) string {
	if c.Day != "" {
		return c.Day + "T00:00:00Z"
	}
	date := c.Date.Day
	switch len(date) {
	case 4:
		date += "-01-01"
	case 7:
		date += "-01"
	default:
		date = c.FirstSeen
	}
	return date + "T00:00:00Z"
}

func movedEntries(list []*model.Change) []*model.Change {
	var moved []*model.Change
	for _, c := range list {
		if c.Moved() {
			moved = append(moved, c)
		}
	}
	slices.SortStableFunc(moved, func(a, b *model.Change) int { return strings.Compare(entryTime(b), entryTime(a)) })
	return moved
}

func entryID(c *model.Change) string {
	if c.Day != "" {
		return idBase + "correction/" + c.Day + "/" + c.Eco.Slug + "/" + c.Feature.Slug
	}
	return idBase + "change/" + model.Slug(c.FromWave) + "/" + model.Slug(c.ToWave) + "/" + c.Eco.Slug + "/" + c.Feature.Slug
}

// sourceOf is the strongest evidence of the later verdict, or where a correction
// was discussed; "" without any.
func sourceOf(c *model.Change) string {
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

// summaryOf says whether the world changed or the record, and what the note says.
func summaryOf(c *model.Change) string {
	return strings.TrimSpace(c.KindWord + ". " + c.Note)
}

func changeTitle(m *model.Model, c *model.Change) string {
	return m.Texts.Must("feed.entry", c.Eco.Name, c.Feature.Title, c.From, c.To.Word)
}

func changeLink(m *model.Model, folder string, c *model.Change) string {
	if m.BaseURL != "" {
		return m.Absolute(c.Feature.Path) + "#" + c.Eco.Slug
	}
	return model.Root(folder) + c.Path
}

func newFeed(b *bytes.Buffer, m *model.Model, folder, title string, list []*model.Change) error {
	f := atomFeed{
		Namespace: "http://www.w3.org/2005/Atom", Lang: "en", ID: idBase + "feed/" + strings.TrimSuffix(folder, "/"),
		Title: title, Subtitle: standing(m), Updated: cmp.Or(m.Standing, "1970-01-01") + "T00:00:00Z", Author: model.Publisher,
		Generator: "landscape", Links: []atomLink{{"alternate", "text/html", "index.html"}, {"self", "application/atom+xml", "atom.xml"}},
	}
	if m.BaseURL != "" {
		f.Links[0].Href, f.Links[1].Href = m.Absolute(folder), m.Absolute(folder+"atom.xml")
	}
	for _, c := range movedEntries(list) {
		links := []atomLink{{"alternate", "text/html", changeLink(m, folder, c)}}
		if via := sourceOf(c); via != "" {
			links = append(links, atomLink{Rel: "via", Href: via})
		}
		f.Entries = append(f.Entries, atomEntry{ID: entryID(c), Title: changeTitle(m, c), Updated: entryTime(c), Links: links, Summary: summaryOf(c)})
	}
	return writeXML(b, f)
}

// standing says since which day and version a feed is as it is: a later look that
// sees the same gives the same bytes, however the tables are dated.
func standing(m *model.Model) string {
	version := m.Version
	if version == m.Observed {
		version = m.Standing
	}
	none := m.Texts.Must("none")
	return m.Texts.Must("feed.standing", cmp.Or(m.Standing, none), cmp.Or(version, none), m.CommitText)
}
