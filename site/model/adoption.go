// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Measure is a row of adoption as pages show it: which share of a cohort of packages
// uses a feature, by one metric.
type Measure struct {
	Anchor   string // on the page of all of them
	Metric   string // id of the metric
	Title    string // what the share is about
	Of       string // of what the share is a share, in words
	Unit     string // what counts, in words
	Cohort   string // in words, with its size
	Source   string // in words
	Day      string // of the sample
	Digest12 string // head of the digest of the cohort
	Mirror   bool   // a mirror answered in the public registry's place

	Share, Low, High              string // percentages
	With, Units, Read, Unreadable string // numbers in groups of three digits
	Bar                           Bar
	unit                          string
}

// Bar is a share with its interval as a picture, in hundredths of its width.
type Bar struct{ Share, Low, Width float64 }

// measureUnits is the order in which a cell's measures are shown.
var measureUnits = []string{"package", "release", "file", "download"}

// addMeasures puts the rows of adoption beside the verdicts that they belong to.
func (m *Model) addMeasures() {
	for _, row := range m.raw.Adoption {
		e, f := m.eco[row.Ecosystem], m.feature[row.Feature]
		if e == nil || f == nil {
			continue
		}
		c := f.Cells[e.Index]
		c.Measures = append(c.Measures, m.newMeasure(c, row))
		m.Measured = true
	}
	for _, c := range m.AllCells() {
		slices.SortStableFunc(c.Measures, func(a, b *Measure) int {
			return cmp.Or(cmp.Compare(unitPlace(a.unit), unitPlace(b.unit)), strings.Compare(a.Metric, b.Metric), strings.Compare(a.Cohort, b.Cohort))
		})
	}
}

// unitPlace is the place of a unit, a word that is none of ours after all others.
func unitPlace(unit string) int {
	if i := slices.Index(measureUnits, unit); i >= 0 {
		return i
	}
	return len(measureUnits)
}

func (m *Model) newMeasure(c *Cell, row table.AdoptionRow) *Measure {
	anchor := strings.Join([]string{c.Eco.Slug, Slug(row.Cohort), Slug(row.Metric)}, ".")
	r := cleanRow(row)
	low, high := clampShare(r.Low), clampShare(r.High)
	return &Measure{
		Anchor: anchor, Metric: r.Metric, Title: r.Title, Of: r.Denominator, Unit: messages.Word(m.Texts, "unit", r.Unit), unit: r.Unit,
		Cohort: m.cohortInWords(r.Cohort, r.CohortSize), Source: messages.Word(m.Texts, "measured", r.Source), Day: DayOf(r.SampledAt), Digest12: r.CohortDigest[:min(12, len(r.CohortDigest))], Mirror: r.Mirror,
		Share: table.Percent(r.Share), Low: table.Percent(r.Low), High: table.Percent(r.High),
		With: table.GroupDigits(r.WithMetric), Units: table.GroupDigits(r.Units), Read: table.GroupDigits(r.Read), Unreadable: table.GroupDigits(r.Unreadable),
		Bar: Bar{clampShare(r.Share), low, max(high-low, 0)},
	}
}

// cohortInWords says which packages were asked about.
func (m *Model) cohortInWords(cohort string, size int64) string {
	n := table.GroupDigits(size)
	kind, _, numbered := strings.Cut(cohort, "-")
	if cohort == "all" || numbered && (kind == "top" || kind == "sample") {
		return m.Texts.Must("cohort."+kind, n)
	}
	return m.Texts.Must("cohort.file", cohort, n)
}

// clampShare gives a share in hundredths, at a tenth, that a picture can show.
func clampShare(share float64) float64 {
	if !(share > 0) { // also what is not a number
		return 0
	}
	return float64(int(min(share, 1)*1000+0.5)) / 10
}
