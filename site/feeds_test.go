// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/feed"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Feeds and JSON say of which day, version and commit they are. Entries are
// changes of verdicts, each with a permanent id and its evidence, and with the
// same id wherever the site is published.
func TestFeeds(t *testing.T) {
	dir := releaseSite(t)
	d := published(t, dir)
	says := []string{observedDay(d), "0123abc", "dataset version"}
	moved := make(map[string]table.Change)
	for _, c := range d.Changes {
		if c.FromVerdict != "" && c.ToVerdict != "" && c.FromVerdict != c.ToVerdict && c.Direction != vocabulary.NotComparable {
			moved[c.Ecosystem+"/"+c.Feature] = c
		}
	}
	offers := make(map[string]bool)
	for _, v := range d.Verdicts {
		offers[v.Ecosystem+"/"+v.Feature] = len(v.Observations) > 0
	}
	check := func(name string, of func(table.Change) bool) {
		var atom atomFeed
		if err := xml.Unmarshal([]byte(read(t, dir, name)), &atom); err != nil {
			t.Fatal(err)
		}
		for _, want := range says {
			if !strings.Contains(atom.Subtitle, want) {
				t.Errorf("%s does not say %s: %s", name, want, atom.Subtitle)
			}
		}
		n := 0
		for _, c := range publishedCorrections(t) {
			if of(table.Change{Ecosystem: c.Ecosystem, Feature: c.Feature}) {
				n++
			}
		}
		for at, c := range moved {
			if !of(c) {
				continue
			}
			n++
			id := idBase + "change/2022/" + c.ToWave + "/" + at
			i := slices.IndexFunc(atom.Entries, func(e atomEntry) bool { return e.ID == id })
			if i < 0 {
				t.Errorf("%s lacks %s", name, id)
				continue
			}
			e := atom.Entries[i]
			u, err := url.Parse(e.Links[0].Href)
			if err != nil || u.Fragment != c.Ecosystem || path.Join(path.Dir(name), u.Path) != "features/"+c.Feature+"/index.html" {
				t.Errorf("%s: %s leads to %s", name, id, e.Links[0].Href)
			}
			if offers[at] && (len(e.Links) < 2 || e.Links[1].Rel != "via") {
				t.Errorf("%s: %s has no evidence", name, id)
			}
		}
		if len(atom.Entries) != n {
			t.Errorf("%s has %d entries, want %d", name, len(atom.Entries), n)
		}
	}
	check("changes/atom.xml", func(table.Change) bool { return true })
	for _, e := range d.Ecosystems {
		check("registries/"+e.Ecosystem+"/atom.xml", func(c table.Change) bool { return c.Ecosystem == e.Ecosystem })
	}
	for _, f := range d.Features {
		check("features/"+f.Feature+"/atom.xml", func(c table.Change) bool { return c.Feature == f.Feature })
	}
	for _, name := range []string{"index", "verdicts", "features", "registries", "changes", "corrections"} {
		var answer struct{ Meta metaJSON }
		if err := json.Unmarshal([]byte(read(t, dir, "api/v1/"+name+".json")), &answer); err != nil || answer.Meta.Observed != says[0] || answer.Meta.Commit != says[1] || answer.Meta.Version == "" {
			t.Errorf("api/v1/%s.json: %v %+v", name, err, answer.Meta)
		}
	}
	for _, want := range says {
		if !strings.Contains(read(t, dir, "changes/feed.json"), want) {
			t.Errorf("the JSON feed does not say %s", want)
		}
	}
}

// Every badge is a file that says its verdict and its day, and needs nothing else.
func TestBadges(t *testing.T) {
	dir := releaseSite(t)
	d := published(t, dir)
	w, _ := messages.Load("en")
	for _, v := range d.Verdicts {
		svg := read(t, dir, "badges/"+v.Ecosystem+"/"+v.Feature+".svg")
		says := title(t, svg)
		says = says[strings.LastIndex(says, ": ")+2:] // after registry and feature
		if word, _, _ := strings.Cut(strings.ReplaceAll(says, ",", " ("), " ("); word != model.VerdictWord(w, v.Verdict) {
			t.Errorf("%s %s: the badge says %q", v.Ecosystem, v.Feature, says)
		}
		if !strings.HasSuffix(says, "("+observedDay(d)+")") || !strings.Contains(svg, "</text>") || strings.Contains(strings.Replace(svg, "http://www.w3.org/2000/svg", "", 1), "://") {
			t.Errorf("%s %s: %s", v.Ecosystem, v.Feature, svg)
		}
	}
}

// A week in which nothing changes gives the same bytes, whether the rows say since
// when they match or only when they were read; a week in which evidence came gives
// the feed another day.
func TestFeedsStandStill(t *testing.T) {
	const week = 7 * 24 * 3600 * 1000
	release := published(t, releaseSite(t))
	marked := *release // as a look of the refresh leaves it
	marked.Observations = slices.Clone(release.Observations)
	for i, o := range marked.Observations {
		marked.Observations[i].MatchedSince = cmp.Or(o.MatchedSince, o.RetrievedAt)
	}
	feeds := func(d *table.Dataset) map[string][]byte {
		m, err := newModel(d, Options{Commit: "0123abc"})
		if err != nil {
			t.Fatal(err)
		}
		out := make(map[string][]byte)
		for _, f := range feed.Files(m) {
			if path.Base(f.Path) != "atom.xml" && f.Path != "changes/feed.json" {
				continue
			}
			out[f.Path] = contentOf(t, f.Make)
		}
		return out
	}
	for name, d := range map[string]*table.Dataset{"release": release, "marked": &marked} {
		later := *d
		later.Observations = slices.Clone(d.Observations)
		for i := range later.Observations {
			later.Observations[i].RetrievedAt += week
		}
		before, after := feeds(d), feeds(&later)
		for file, text := range before {
			if strings.Contains(file, "changes/") && !strings.Contains(string(text), observedDay(d)) {
				t.Errorf("%s, %s: no day", name, file)
			}
			if !bytes.Equal(text, after[file]) {
				t.Errorf("%s, %s: differs after a week without changes", name, file)
			}
		}
		i := slices.IndexFunc(later.Observations, func(o table.Observation) bool { return o.Outcome == probes.Matched })
		later.Observations[i].Observation, later.Observations[i].MatchedSince = "new/"+later.Observations[i].Observation, later.Observations[i].RetrievedAt
		if bytes.Equal(before["changes/atom.xml"], feeds(&later)["changes/atom.xml"]) {
			t.Errorf("%s: the feed is of the same day, although evidence came", name)
		}
	}
}
