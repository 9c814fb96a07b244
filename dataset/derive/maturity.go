// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// The states of an item of the principles; Unknown and NotApplicable are two more.
const (
	Met         = "met"
	PartlyMet   = "partial"
	Unmet       = "unmet"
	Reached     = "reached"     // of a level: all items that apply are met
	NotReached  = "not reached" // of a level: an item is not met, or in part
	OpenLevel   = "open"        // of a level: only unknown items are missing
	maxLevel    = 3
	noneApplies = "None of its items applies."
)

// Maturity compares verdicts with the Principles for Package Repository
// Security: one row per level, and one per item. Nothing is added up beyond a
// level: there is no score.
func Maturity(wave string, c *catalog.Catalog, all []*ecosystems.Ecosystem, verdicts []table.VerdictRow) ([]table.MaturityRow, []table.MaturityItem) {
	found := table.ByPlace(verdicts)
	var (
		rows  []table.MaturityRow
		items []table.MaturityItem
	)
	for _, e := range all {
		for _, track := range c.Principles {
			states := trackItems(wave, e, track, found)
			items = append(items, states...)
			rows = append(rows, trackLevels(wave, e, track, states)...)
		}
	}
	table.SortByKey(rows, func(r table.MaturityRow) []string {
		return []string{r.Wave, r.Ecosystem, r.Track, strconv.Itoa(int(r.Level))}
	})
	table.SortByKey(items, func(r table.MaturityItem) []string { return []string{r.Wave, r.Ecosystem, r.Item} })
	return rows, items
}

func trackItems(wave string, e *ecosystems.Ecosystem, track catalog.Checklist, found map[table.Cell]table.VerdictRow) []table.MaturityItem {
	var rows []table.MaturityItem
	for _, item := range track.Items {
		row := table.MaturityItem{
			Wave: wave, Ecosystem: e.ID, Item: item.ID, Track: track.ID, Level: int32(item.Level), Title: item.Title,
			Features: slices.Clone(item.Features), Enforcement: item.Enforcement, Beyond: item.Beyond, URL: item.URL,
			State: table.NotApplicable, Because: track.Because, Observations: []string{},
		}
		if len(item.Features) > 1 {
			row.Combine = map[bool]string{true: "any", false: "all"}[item.Any]
		}
		if track.Scope.Covers(e.ID, e.PackageOrigin, e.Traits) {
			answer(&row, item, found)
		}
		rows = append(rows, row)
	}
	return rows
}

// answer fills in the state of an item from the verdicts of its features.
func answer(row *table.MaturityItem, item catalog.Item, found map[table.Cell]table.VerdictRow) {
	var states, because []string
	for _, id := range item.Features {
		v, ok := found[table.Cell{Ecosystem: row.Ecosystem, Feature: id}]
		if !ok {
			v.Verdict = table.Unknown
		}
		state := ItemState(v, item.Enforcement)
		text := id + " " + table.VerdictText(v.Verdict, v.Enforcement)
		if v.Verdict == table.Supported && state == PartlyMet {
			text += ", where the item asks for " + item.Enforcement
		}
		states, because = append(states, state), append(because, text)
		row.Observations = append(row.Observations, v.Observations...)
	}
	slices.Sort(row.Observations)
	row.Observations = slices.Compact(row.Observations)
	row.State = CombineStates(states, item.Any)
	row.Because = strings.Join(because, "; ")
}

// ItemState turns a verdict into the state of an item that asks for no less
// than an enforcement.
func ItemState(v table.VerdictRow, least string) string {
	switch v.Verdict {
	case table.Supported:
		if table.EnforcementWeight(v.Enforcement) < table.EnforcementWeight(least) {
			return PartlyMet
		}
		return Met
	case table.Partial:
		return PartlyMet
	case table.Planned, table.Exploring, table.Unsupported:
		return Unmet
	case table.NotApplicable:
		return table.NotApplicable
	}
	return table.Unknown
}

// CombineStates puts the states of several features together; those that do not
// apply are left out. What is unknown keeps the item unknown only when it could
// still decide whether the item is met.
func CombineStates(states []string, anyIsEnough bool) string {
	count := make(map[string]int)
	for _, s := range states {
		count[s]++
	}
	applicable := len(states) - count[table.NotApplicable]
	switch {
	case applicable == 0:
		return table.NotApplicable
	case count[Met] == applicable, anyIsEnough && count[Met] > 0:
		return Met
	case anyIsEnough && count[table.Unknown] > 0:
		return table.Unknown
	case count[PartlyMet] > 0, count[Met] > 0 && count[Unmet] > 0:
		return PartlyMet
	case count[Unmet] > 0:
		return Unmet
	}
	return table.Unknown
}

func trackLevels(wave string, e *ecosystems.Ecosystem, track catalog.Checklist, items []table.MaturityItem) []table.MaturityRow {
	var rows []table.MaturityRow
	below := true
	for level := int32(1); level <= maxLevel; level++ {
		row := table.MaturityRow{Wave: wave, Ecosystem: e.ID, Track: track.ID, Level: level}
		for _, item := range items {
			if item.Level == level {
				countState(&row, item.State)
			}
		}
		settleLevel(&row, items)
		if row.State == table.NotApplicable && !track.Scope.Covers(e.ID, e.PackageOrigin, e.Traits) {
			row.Because = track.Because
		}
		below = below && (row.Reached || row.State == table.NotApplicable)
		row.ReachedWithLower = row.Reached && below
		rows = append(rows, row)
	}
	return rows
}

func countState(r *table.MaturityRow, state string) {
	switch state {
	case Met:
		r.Met++
	case PartlyMet:
		r.Partial++
	case Unmet:
		r.Unmet++
	case table.Unknown:
		r.Unknown++
	}
	r.Items = r.Met + r.Partial + r.Unmet + r.Unknown
}

// settleLevel says whether the level is reached, and what is missing.
func settleLevel(r *table.MaturityRow, items []table.MaturityItem) {
	switch {
	case r.Items == 0:
		r.State, r.Because = table.NotApplicable, noneApplies
		return
	case r.Met == r.Items:
		r.State, r.Reached = Reached, true
		return
	case r.Partial+r.Unmet > 0:
		r.State = NotReached
	default:
		r.State = OpenLevel
	}
	var missing []string
	for _, state := range []string{Unmet, PartlyMet, table.Unknown} {
		var ids []string
		for _, item := range items {
			if item.Level == r.Level && item.State == state {
				ids = append(ids, item.Item)
			}
		}
		if len(ids) > 0 {
			missing = append(missing, state+": "+strings.Join(ids, ", "))
		}
	}
	r.Because = strings.Join(missing, "; ")
}
