// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// published is what the built site says of itself: its own Parquet files.
func published(t *testing.T, dir string) *table.Dataset {
	t.Helper()
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The matrix is whole: titles are not cut, nothing waits for a script or another page.
func TestMatrixWaitsForNothing(t *testing.T) {
	dir := releaseSite(t)
	page := parseHTML(t, dir, "compare/index.html")
	for _, f := range published(t, dir).Features {
		row, ok := page.id(f.Feature)
		if !ok || row.all("th", "")[0].all("a", "")[0].text() != f.Title {
			t.Errorf("%s: the row does not say %q", f.Feature, f.Title)
		}
	}
	if m := regexp.MustCompile(`(?i)loading|show more|next page|\[\.\.\.\]|…`).FindString(page.all("main", "")[0].text()); m != "" {
		t.Errorf("the matrix says %q", m)
	}
	for _, name := range htmlFiles(t, dir) {
		if m := regexp.MustCompile(`(?i)\b(\d+|an?|few|some) (seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago\b`).FindString(parseHTML(t, dir, name).text()); m != "" {
			t.Errorf("%s says %q", name, m)
		}
	}
}

// Evidence is found at the commit and the lines; excerpts are shown when the
// dataset has them.
func TestEvidenceIsExact(t *testing.T) {
	d := *release(t)
	d.Observations = slices.Clone(d.Observations)
	for i := range d.Observations {
		d.Observations[i].Excerpt = fmt.Sprintf("line %d says <so> & \"more\"", i)
	}
	dir := build(t, &d, Options{})
	pages := make(map[string]node)
	for i, o := range d.Observations {
		if o.Outcome != "matched" || !isFeature(&d, o.Feature) { // items of checklists have no page of their own
			continue
		}
		name := "features/" + o.Feature + "/index.html"
		if _, ok := pages[name]; !ok {
			pages[name] = parseHTML(t, dir, name)
		}
		block, ok := pages[name].id(o.Ecosystem + "-" + path.Base(o.Observation))
		if !ok {
			continue // no verdict rests on it
		}
		href := block.all("a", "source")[0].attr("href")
		if o.Commit != "" && !strings.Contains(href, o.Commit) {
			t.Errorf("%s: %s is not at the commit %s", o.Observation, href, o.Commit)
		}
		if lines := regexp.MustCompile(`^L\d+`).FindString(o.Locator); lines != "" && !strings.Contains(href, "#"+lines) {
			t.Errorf("%s: %s is not at the lines %s", o.Observation, href, o.Locator)
		}
		if got := block.all("blockquote", "")[0].text(); got != fmt.Sprintf("line %d says <so> & \"more\"", i) {
			t.Errorf("%s: the excerpt is %q", o.Observation, got)
		}
	}
	for _, e := range d.Ecosystems {
		for _, name := range []string{"registries/" + e.Ecosystem + "/index.html", "v/" + observedDay(&d) + "/" + e.Ecosystem + ".html"} {
			page := parseHTML(t, dir, name)
			for _, v := range d.Verdicts {
				if v.Ecosystem != e.Ecosystem {
					continue
				}
				row, ok := page.id(v.Feature)
				if v.Verdict == vocabulary.Unknown || v.Verdict == vocabulary.NotApplicable {
					continue
				}
				if !ok || len(row.all("a", "source")) == 0 {
					t.Errorf("%s: %s is %s without a source", name, v.Feature, v.Verdict)
				}
			}
		}
	}
}

func observedDay(d *table.Dataset) string {
	observed := ""
	for _, o := range d.Observations {
		observed = max(observed, model.DayOf(o.RetrievedAt))
	}
	return observed
}

// N/A names the trait, Unknown what came of the looks, in the cell itself.
func TestCellsSayWhy(t *testing.T) {
	dir := releaseSite(t)
	page := parseHTML(t, dir, "compare/index.html")
	w, _ := messages.Load("en")
	for _, v := range published(t, dir).Verdicts {
		cell, _ := page.id(v.Feature + "." + v.Ecosystem)
		small := ""
		if list := cell.all("small", ""); len(list) > 0 {
			small = list[0].text()
		}
		switch v.Verdict {
		case vocabulary.NotApplicable:
			if strings.Contains(v.Note, "rait ") && (small == "" || !strings.HasPrefix(small, "no ")) {
				t.Errorf("%s %s: N/A names no trait: %q (%s)", v.Feature, v.Ecosystem, small, v.Note)
			}
		case vocabulary.Unknown:
			if small == "" || cell.text() == model.VerdictWord(w, "unsupported") {
				t.Errorf("%s %s: Unknown does not say why: %q (%s)", v.Feature, v.Ecosystem, cell.text(), v.Note)
			}
			for _, outcome := range []string{"unmatched", "unreachable", "invalid"} {
				if strings.HasPrefix(strings.ToLower(v.Note), outcome) && small != w["why."+outcome] {
					t.Errorf("%s %s: %s shows as %q", v.Feature, v.Ecosystem, outcome, small)
				}
			}
		}
	}
}

// Features, cells and evidence have addresses that a link can name, on the
// pages that change and on those that do not.
func TestAnchors(t *testing.T) {
	dir := releaseSite(t)
	d := published(t, dir)
	frozen := make(map[string]node)
	for _, e := range d.Ecosystems {
		frozen[e.Ecosystem] = parseHTML(t, dir, "v/"+observedDay(d)+"/"+e.Ecosystem+".html")
	}
	matched := make(map[string]bool)
	for _, o := range d.Observations {
		matched[o.Observation] = o.Outcome == "matched"
	}
	for _, v := range d.Verdicts {
		if _, ok := frozen[v.Ecosystem].id(v.Feature); !ok {
			t.Errorf("%s %s has no anchor in its version", v.Ecosystem, v.Feature)
		}
		for _, key := range v.Observations {
			if _, ok := frozen[v.Ecosystem].id(v.Feature + "-" + path.Base(key)); !ok && matched[key] {
				t.Errorf("evidence %s has no anchor in its version", key)
			}
		}
	}
}

func isFeature(d *table.Dataset, id string) bool {
	return slices.ContainsFunc(d.Features, func(f table.FeatureRow) bool { return f.Feature == id })
}
