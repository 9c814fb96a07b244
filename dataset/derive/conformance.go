// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"cmp"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// NoFeature is the note of a guidance's item that the survey does not ask about.
const NoFeature = "No feature answers it yet."

// Conformance compares verdicts with the working group's guidance, item by item.
func Conformance(wave string, c *catalog.Catalog, all []*ecosystems.Ecosystem, verdicts []table.VerdictRow) []table.ConformanceRow {
	found := table.ByPlace(verdicts)
	var rows []table.ConformanceRow
	for _, e := range all {
		for _, guidance := range c.Guidance {
			for _, item := range guidance.Items {
				rows = append(rows, newConformanceRow(wave, e, guidance, item, found))
			}
		}
	}
	table.SortByKey(rows, func(r table.ConformanceRow) []string { return []string{r.Wave, r.Ecosystem, r.Guidance, r.Item} })
	return rows
}

func newConformanceRow(wave string, e *ecosystems.Ecosystem, guidance catalog.Checklist, item catalog.Item, found map[table.Cell]table.VerdictRow) table.ConformanceRow {
	row := table.ConformanceRow{
		Wave: wave, Ecosystem: e.ID, Guidance: guidance.ID, Item: item.ID, Title: item.Title, Observations: []string{},
		Beyond: item.Beyond, Aim: item.Aim, URL: item.URL, Grade: item.Grade,
	}
	if len(item.Features) > 0 {
		row.Feature = item.Features[0]
	}
	v, judged := found[table.Cell{Ecosystem: e.ID, Feature: cmp.Or(row.Feature, guidance.ID+"."+item.ID)}]
	if guidance.Refines != "" && row.Feature == "" {
		v, judged = refined(v, judged, found[table.Cell{Ecosystem: e.ID, Feature: guidance.Refines}])
	}
	switch {
	case !guidance.Scope.Covers(e.ID, e.PackageOrigin, e.Traits):
		row.Verdict, row.Note = vocabulary.NotApplicable, guidance.Because
	case row.Feature == "" && guidance.Refines == "":
		row.Verdict, row.Note = vocabulary.Unknown, NoFeature
	case !judged:
		row.Verdict = vocabulary.Unknown
	default:
		row.Verdict, row.Enforcement, row.Note = v.Verdict, v.Enforcement, v.Note
		row.Observations = slices.Clone(v.Observations)
	}
	return row
}

// refined gives an item the verdict of its own rules, which is at most that of the
// feature that its checklist refines: what is not offered, or only planned, cannot
// have the item's property.
func refined(own table.VerdictRow, judged bool, parent table.VerdictRow) (table.VerdictRow, bool) {
	switch {
	case parent.Verdict.Offered():
		return own, judged
	case parent.Verdict.Intended():
		parent.Verdict = vocabulary.Unsupported
	}
	parent.Enforcement = ""
	return parent, parent.Verdict != ""
}
