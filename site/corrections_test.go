// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/xml"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/feed"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// What is published of corrections can be read, and names what there is.
func TestCorrectionsFile(t *testing.T) {
	list, err := model.ReadCorrections(strings.NewReader(correctionsCSV))
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
		kind := model.KindOfChange(row)
		n[kind]++
		found := false
		for _, tr := range pages[name].all("tr", "") {
			text := tr.text()
			if links := tr.all("a", ""); len(links) == 0 || links[0].attr("href") != "#"+row.Ecosystem || !strings.Contains(text, "→") || strings.Contains(text, w["kindofchange.criterion"]) || strings.Contains(text, w["kindofchange.record"]) {
				continue
			}
			found = true
			date, asThen := row.Since, row.Cause == vocabulary.AnswerWider || row.Cause == vocabulary.AnswerNarrower
			switch {
			case date != "" && (row.Cause != vocabulary.RegistryChanged || date >= "2022"):
			case asThen && row.ThenVerdict.Rank() >= row.ToVerdict.Rank():
				date = w["changes.asthen"]
			default:
				date = w.Must("between", row.FromWave, row.ToWave)
			}
			for _, want := range []string{date, model.VerdictWord(w, row.FromVerdict) + " → " + model.VerdictWord(w, row.ToVerdict), w["kindofchange."+kind]} {
				if !strings.Contains(text, want) {
					t.Errorf("%s %s: the history says %q, and not %q", row.Ecosystem, row.Feature, text, want)
				}
			}
		}
		if !found {
			t.Errorf("%s %s: the change is not listed", row.Ecosystem, row.Feature)
		}
	}
	if n["registry-changed"] == 0 || n["open"] == 0 || n["apart"] == 0 {
		t.Errorf("kinds of changes: %v", n)
	}
}

// A correction is listed as one wherever changes are, and is not a change of the registry.
func TestCorrectionShown(t *testing.T) {
	m := modelOf(t, many(2), "", []model.Correction{
		{Date: "2027-01-31", Ecosystem: "reg01", Feature: "integrity.feature-2", From: "unsupported", To: "partial", Why: "The page was <misread>", Link: "https://example.org/1"},
		{Date: "2027-01-31", Ecosystem: "gone", Feature: "integrity.feature-2", From: "unsupported", To: "partial", Why: "Elsewhere", Link: "https://example.org/2"},
	})
	for name, html := range rendered(t, m) {
		switch name {
		case "features/integrity.feature-2/index.html", "corrections/index.html", "registries/reg01/index.html", "changes/index.html":
			if !strings.Contains(html, "Record corrected") && !strings.Contains(html, "The page was &lt;misread") || !strings.Contains(html, "<time>2027-01-31</time>") || strings.Contains(html, "<misread>") {
				t.Errorf("%s does not list the correction", name)
			}
		}
	}
	if m.FeatureOf("integrity.feature-2").Cells[1].Changed {
		t.Error("a correction counts as a change since the last survey")
	}
	var out []byte
	for _, f := range feed.Files(m) {
		if f.Path == "changes/atom.xml" {
			out = contentOf(t, f.Make)
		}
	}
	var atom atomFeed
	if err := xml.Unmarshal(out, &atom); err != nil || len(atom.Entries) != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	e := atom.Entries[0]
	if e.ID != idBase+"correction/2027-01-31/reg01/integrity.feature-2" || e.Updated != "2027-01-31T00:00:00Z" || len(e.Links) != 2 || e.Links[1].Href != "https://example.org/1" {
		t.Errorf("%+v", e)
	}
}
