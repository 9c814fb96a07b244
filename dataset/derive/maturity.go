// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

const (
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
			State: vocabulary.ItemNotApplicable, Because: track.Because, Observations: []string{},
		}
		if len(item.Features) > 1 {
			row.Combine = map[bool]string{true: "any", false: "all"}[item.Any]
		}
		if track.Scope.Covers(e.ID, e.PackageOrigin, e.Traits) {
			answerItem(&row, item, found)
		}
		rows = append(rows, row)
	}
	return rows
}

// answerItem fills in the state of an item from the verdicts of its features.
func answerItem(row *table.MaturityItem, item catalog.Item, found map[table.Cell]table.VerdictRow) {
	var states []vocabulary.ItemState
	var because []string
	for _, id := range item.Features {
		v, ok := found[table.Cell{Ecosystem: row.Ecosystem, Feature: id}]
		if !ok {
			v.Verdict = vocabulary.Unknown
		}
		state := ItemState(v, item.Enforcement)
		text := id + " " + v.Verdict.With(v.Enforcement)
		if v.Verdict == vocabulary.Supported && state == vocabulary.PartlyMet {
			text += ", where the item asks for " + string(item.Enforcement)
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
func ItemState(v table.VerdictRow, least vocabulary.Enforcement) vocabulary.ItemState {
	switch v.Verdict {
	case vocabulary.Supported:
		if v.Enforcement.Weight() < least.Weight() {
			return vocabulary.PartlyMet
		}
		return vocabulary.Met
	case vocabulary.Partial:
		return vocabulary.PartlyMet
	case vocabulary.Planned, vocabulary.Exploring, vocabulary.Unsupported:
		return vocabulary.Unmet
	case vocabulary.NotApplicable:
		return vocabulary.ItemNotApplicable
	}
	return vocabulary.ItemUnknown
}

// CombineStates puts the states of several features together; those that do not
// apply are left out. What is unknown keeps the item unknown only when it could
// still decide whether the item is met.
func CombineStates(states []vocabulary.ItemState, anyIsEnough bool) vocabulary.ItemState {
	count := make(map[vocabulary.ItemState]int)
	for _, s := range states {
		count[s]++
	}
	applicable := len(states) - count[vocabulary.ItemNotApplicable]
	switch {
	case applicable == 0:
		return vocabulary.ItemNotApplicable
	case count[vocabulary.Met] == applicable, anyIsEnough && count[vocabulary.Met] > 0:
		return vocabulary.Met
	case anyIsEnough && count[vocabulary.ItemUnknown] > 0:
		return vocabulary.ItemUnknown
	case count[vocabulary.PartlyMet] > 0, count[vocabulary.Met] > 0 && count[vocabulary.Unmet] > 0:
		return vocabulary.PartlyMet
	case count[vocabulary.Unmet] > 0:
		return vocabulary.Unmet
	}
	return vocabulary.ItemUnknown
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
		if row.State == vocabulary.LevelNotApplicable && !track.Scope.Covers(e.ID, e.PackageOrigin, e.Traits) {
			row.Because = track.Because
		}
		below = below && (row.Reached || row.State == vocabulary.LevelNotApplicable)
		row.ReachedWithLower = row.Reached && below
		rows = append(rows, row)
	}
	return rows
}

func countState(r *table.MaturityRow, state vocabulary.ItemState) {
	switch state {
	case vocabulary.Met:
		r.Met++
	case vocabulary.PartlyMet:
		r.Partial++
	case vocabulary.Unmet:
		r.Unmet++
	case vocabulary.ItemUnknown:
		r.Unknown++
	}
	r.Items = r.Met + r.Partial + r.Unmet + r.Unknown
}

// settleLevel says whether the level is reached, and what is missing.
func settleLevel(r *table.MaturityRow, items []table.MaturityItem) {
	switch {
	case r.Items == 0:
		r.State, r.Because = vocabulary.LevelNotApplicable, noneApplies
		return
	case r.Met == r.Items:
		r.State, r.Reached = vocabulary.LevelReached, true
		return
	case r.Partial+r.Unmet > 0:
		r.State = vocabulary.LevelNotReached
	default:
		r.State = vocabulary.LevelOpen
	}
	var missing []string
	for _, state := range []vocabulary.ItemState{vocabulary.Unmet, vocabulary.PartlyMet, vocabulary.ItemUnknown} {
		var ids []string
		for _, item := range items {
			if item.Level == r.Level && item.State == state {
				ids = append(ids, item.Item)
			}
		}
		if len(ids) > 0 {
			missing = append(missing, string(state)+": "+strings.Join(ids, ", "))
		}
	}
	r.Because = strings.Join(missing, "; ")
}
