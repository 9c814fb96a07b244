// SPDX-License-Identifier: Apache-2.0

package site

import (
	"math"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// madeAdoption is a row of the dataset that many makes.
func madeAdoption() table.AdoptionRow {
	return table.AdoptionRow{
		Ecosystem: "reg00", Cohort: "sample-2000", Metric: "integrity.feature-0.signed", Feature: "integrity.feature-0", Unit: "package", SampledAt: 1_600_000_000_000,
		CohortSize: 2000, Read: 1990, Unreadable: 10, WithMetric: 1492, Share: 0.74975, Low: 0.73, High: 0.77, Source: "api", CohortDigest: strings.Repeat("ab", 32),
		Units: 1990, Title: "carry a signature", Denominator: "packages with a release",
	}
}

// saysMeasure looks for all that a figure rests on in a text.
func saysMeasure(t *testing.T, where, text string, w messages.Texts, r table.AdoptionRow) {
	t.Helper()
	for _, want := range []string{
		table.Percent(r.Share) + " %", "between " + table.Percent(r.Low) + " and " + table.Percent(r.High) + " %", table.GroupDigits(r.WithMetric) + " of " + table.GroupDigits(r.Units),
		r.Title, r.Denominator, w["unit."+r.Unit], table.GroupDigits(r.CohortSize), "could not be read: " + table.GroupDigits(r.Unreadable), model.DayOf(r.SampledAt),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: %s: no %q in %q", where, r.Metric, want, text)
		}
	}
}

// Every figure is on its page, beside the verdict on the feature's page and on the
// registry's. What was not measured says so.
func TestAdoptionShown(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	w, _ := messages.Load("en")
	page := parseHTML(t, dir, "adoption/index.html")
	measured := make(map[[2]string]bool)
	for _, r := range d.Adoption {
		measured[[2]string{r.Feature, r.Ecosystem}] = true
		own, ok := page.id(r.Ecosystem + "." + r.Cohort + "." + r.Metric)
		if !ok {
			t.Fatalf("%s is not shown", r.Metric)
		}
		saysMeasure(t, "adoption", own.text(), w, r)
		beside, ok := parseHTML(t, dir, "features/"+r.Feature+"/index.html").id("use-" + r.Ecosystem)
		if !ok {
			t.Fatalf("%s is not shown beside the verdict", r.Metric)
		}
		saysMeasure(t, r.Feature, beside.text(), w, r)
		row, _ := parseHTML(t, dir, "registries/"+r.Ecosystem+"/index.html").id(r.Feature)
		saysMeasure(t, r.Ecosystem, row.text(), w, r)
	}
	if len(measured) == 0 {
		t.Fatal("nothing was measured")
	}
	for _, v := range d.Verdicts {
		section, _ := parseHTML(t, dir, "features/"+v.Feature+"/index.html").id(v.Ecosystem)
		if said := strings.Contains(section.text(), "use not measured"); said != (v.Verdict.Offered() && !measured[[2]string{v.Feature, v.Ecosystem}]) {
			t.Errorf("%s %s, %s: says that it was not measured: %v", v.Feature, v.Ecosystem, v.Verdict, said)
		}
	}
}

// Numbers that no measure gives break no picture: a bar stays within its frame.
func TestOddShares(t *testing.T) {
	w, _ := messages.Load("en")
	for _, share := range []float64{0, 1, 7.5, -3, 0.00001, 0.99999} {
		d := many(1)
		row := madeAdoption()
		row.Share, row.Low, row.High, row.Unit, row.Cohort, row.CohortSize = share, share, share-0.1, "release", "top-10", -1
		d.Adoption = []table.AdoptionRow{row}
		m := modelOf(t, d, "", nil)
		bar := m.Features[0].Cells[0].Measures[0].Bar
		for _, x := range []float64{bar.Share, bar.Low, bar.Width} {
			if x < 0 || x > 100 || math.IsNaN(x) {
				t.Errorf("%g: the bar is %v", share, bar)
			}
		}
		if page := rendered(t, m)["adoption/index.html"]; !strings.Contains(page, table.Percent(share)+" %") || !strings.Contains(page, w["unit.release"]) {
			t.Errorf("%g is not shown", share)
		}
	}
}

// Measures are shown by unit, packages first, whatever their ids.
func TestMeasuresInOrder(t *testing.T) {
	d := many(1)
	for _, unit := range []string{"other", "download", "file", "release", "package"} {
		row := madeAdoption()
		row.Metric, row.Unit = "integrity.feature-0."+unit, unit
		d.Adoption = append(d.Adoption, row)
	}
	var units []string
	for _, x := range modelOf(t, d, "", nil).Features[0].Cells[0].Measures {
		units = append(units, x.Unit)
	}
	if got := strings.Join(units, " "); got != "packages versions files downloads other" {
		t.Error(got)
	}
}
