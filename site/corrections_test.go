// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/xml"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/messages"
)

const correctionsHead = "date,ecosystem,feature,from,to,why,link\n"

// What is published of corrections can be read, and names what there is.
func TestCorrectionsFile(t *testing.T) {
	data, err := files.ReadFile("corrections.csv")
	if err != nil {
		t.Fatal(err)
	}
	list, err := readCorrections(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	published := strings.Fields(read(t, "testdata", "published.txt"))
	known := make(map[string]bool)
	for _, id := range published {
		known[id] = true
	}
	for _, c := range list {
		if !known[c.Feature] || !known[c.Ecosystem] {
			t.Errorf("corrections.csv: %s %s was never published", c.Ecosystem, c.Feature)
		}
	}
}

func TestReadCorrections(t *testing.T) {
	const good = "2027-01-31,npm,integrity.provenance,unsupported,partial,The page was misread,https://example.org/1\n"
	if list, err := readCorrections(strings.NewReader(correctionsHead + good)); err != nil || len(list) != 1 || list[0].Why != "The page was misread" {
		t.Errorf("%v %v", list, err)
	}
	for _, each := range []struct{ text, want string }{
		{"", "corrections.csv:1: the columns are"},
		{"date,eco\n", "corrections.csv:1: the columns are"},
		{correctionsHead + "2027-01-31,npm\n", "corrections.csv: "},
		{correctionsHead + strings.Replace(good, "2027-01-31", "soon", 1), "corrections.csv:2: date"},
		{correctionsHead + strings.Replace(good, "npm", "../x", 1), "corrections.csv:2: ecosystem and feature"},
		{correctionsHead + strings.Replace(good, "partial", "yes", 1), "corrections.csv:2: from and to are verdicts"},
		{correctionsHead + strings.Replace(good, "unsupported", "partial", 1), "corrections.csv:2: from and to are the same"},
		{correctionsHead + strings.Replace(good, "The page was misread", " ", 1), "corrections.csv:2: why"},
		{correctionsHead + strings.Replace(good, "https:", "javascript:", 1), "corrections.csv:2: link"},
		{correctionsHead + good + strings.Replace(good, "2027", "2026", 1), "corrections.csv:3: dates go up"},
	} {
		if _, err := readCorrections(strings.NewReader(each.text)); err == nil || !strings.HasPrefix(err.Error(), each.want) {
			t.Errorf("%q: %v, want %s", each.text, err, each.want)
		}
	}
}

// "World changed" is said only of offers that evidence dates after the survey
// before; nothing is guessed.
func TestKindOfChange(t *testing.T) {
	for _, each := range []struct{ direction, since, want string }{
		{dataset.Gained, "2023-04", "world"},
		{dataset.Gained, "2023", "world"},
		{dataset.Delivered, "2024-01", "world"},
		{dataset.Strengthened, "2025", "world"},
		{dataset.Gained, "", "open"},
		{dataset.Gained, "2022-11", "open"},    // before or after the survey of that year
		{dataset.Gained, "2021", "open"},       // judged differently
		{dataset.Gained, "by 2023-04", "open"}, // perhaps long before
		{dataset.Gained, "202", "open"},
		{dataset.Weakened, "2023-04", "open"}, // the day of what is left, not of what went
		{dataset.Lost, "2023-04", "open"},
		{dataset.NotYet, "2025-02", "open"},
		{dataset.NotComparable, "2023-04", "apart"},
		{recordCorrected, "", "record"},
	} {
		c := &change{Change: dataset.Change{FromWave: "2022", ToWave: "2026", Direction: each.direction, Since: each.since}}
		if got := c.Kind(); got != each.want {
			t.Errorf("%s since %q: %s, want %s", each.direction, each.since, got, each.want)
		}
	}
}

// The feature page lists each change with its date, both verdicts, and whether
// the world changed or the record: recomputed from the published table.
func TestHistory(t *testing.T) {
	dir := releaseSite(t)
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	w, _ := messages.Load("en")
	pages, n := make(map[string]node), make(map[string]int)
	for _, row := range d.Changes {
		if row.FromVerdict == "" || row.ToVerdict == "" {
			continue
		}
		name := "features/" + row.Feature + "/index.html"
		if _, ok := pages[name]; !ok {
			pages[name] = parseHTML(t, dir, name)
		}
		kind := (&change{Change: row}).Kind()
		n[kind]++
		found := false
		for _, tr := range pages[name].all("tr", "") {
			text := tr.text()
			if links := tr.all("a", ""); len(links) == 0 || links[0].attr("href") != "#"+row.Ecosystem || !strings.Contains(text, "→") {
				continue
			}
			found = true
			date := row.Since
			if date == "" {
				date = w.Must("between", row.FromWave, row.ToWave)
			}
			for _, want := range []string{date, verdictWord(w, row.FromVerdict) + " → " + verdictWord(w, row.ToVerdict), w["kindofchange."+kind]} {
				if !strings.Contains(text, want) {
					t.Errorf("%s %s: the history says %q, and not %q", row.Ecosystem, row.Feature, text, want)
				}
			}
		}
		if !found {
			t.Errorf("%s %s: the change is not listed", row.Ecosystem, row.Feature)
		}
	}
	if n["world"] == 0 || n["open"] == 0 || n["apart"] == 0 {
		t.Errorf("kinds of changes: %v", n)
	}
}

// A correction is listed as one wherever changes are, and is no change of the registry.
func TestCorrectionShown(t *testing.T) {
	w, _ := messages.Load("en")
	m, err := newModel(many(2), nil, Options{}, w)
	if err != nil {
		t.Fatal(err)
	}
	m.addCorrections([]correction{
		{"2027-01-31", "reg01", "integrity.feature-2", "unsupported", "partial", "The page was <misread>", "https://example.org/1"},
		{"2027-01-31", "gone", "integrity.feature-2", "unsupported", "partial", "Elsewhere", "https://example.org/2"},
	})
	tmpl, err := parse(w)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.pages() {
		html, err := p.render(tmpl)
		if err != nil {
			t.Fatal(err)
		}
		switch p.Path {
		case "features/integrity.feature-2/index.html", "corrections/index.html", "registries/reg01/index.html", "changes/index.html":
			if !strings.Contains(string(html), "Record corrected") && !strings.Contains(string(html), "The page was &lt;misread") || !strings.Contains(string(html), "<time>2027-01-31</time>") || strings.Contains(string(html), "<misread>") {
				t.Errorf("%s does not list the correction", p.Path)
			}
		}
	}
	if m.feature["integrity.feature-2"].Cells[1].Changed() {
		t.Error("a correction counts as a change since the last survey")
	}
	out, err := m.atom("changes/", "x", m.Changes)
	var feed atomFeed
	if err != nil || xml.Unmarshal(out, &feed) != nil || len(feed.Entries) != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	e := feed.Entries[0]
	if e.ID != idBase+"correction/2027-01-31/reg01/integrity.feature-2" || e.Updated != "2027-01-31T00:00:00Z" || len(e.Links) != 2 || e.Links[1].Href != "https://example.org/1" {
		t.Errorf("%+v", e)
	}
}
