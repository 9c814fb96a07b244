// SPDX-License-Identifier: Apache-2.0

package datasettest

import (
	"slices"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// Feature is the one that a made look is about.
const Feature = "integrity.signing"

// Item is a made probe; Saw makes its observation.
func Item(key string, kind probes.Kind) probes.Probe {
	return probes.Probe{Key: key, Kind: kind, Method: probes.Page}
}

// Saw is what a look saw of an Item.
func Saw(key string, kind probes.Kind, outcome probes.Outcome) table.Observation {
	return table.Observation{Observation: key, Kind: string(kind), Outcome: string(outcome), Path: key, Detail: "why " + key}
}

// StaleRules are strong (source and page) over weak, over a no that takes both
// of two pages. The outcome of each key at a look is one letter.
func StaleRules() []ecosystems.Rule {
	rule := func(verdict, enforcement string, every bool, items ...probes.Probe) ecosystems.Rule {
		return ecosystems.Rule{Verdict: verdict, Enforcement: enforcement, Every: every, Note: "As " + verdict + ".", Evidence: items}
	}
	return []ecosystems.Rule{
		rule("supported", "default", false, Item("made/f/src", probes.SourceCode), Item("made/f/doc", probes.Documentation)),
		rule("partial", "optional", false, Item("made/f/weak", probes.Documentation)),
		rule("unsupported", "", true, Item("made/f/no1", probes.Documentation), Item("made/f/no2", probes.Documentation)),
	}
}

var staleKeys = []string{"src", "doc", "weak", "no1", "no2"}

// LookAt makes the rows of one look: y matched, n unmatched, x unreachable, -
// not asked.
func LookAt(t *testing.T, day, letters string) []table.Observation {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || len(letters) != len(staleKeys) {
		t.Fatalf("look %s %q: %v", day, letters, err)
	}
	outcomes := map[byte]probes.Outcome{'y': probes.Matched, 'n': probes.Unmatched, 'x': probes.Unreachable}
	var rows []table.Observation
	for i, name := range staleKeys {
		if outcome, ok := outcomes[letters[i]]; ok {
			kind := probes.Documentation
			if name == "src" {
				kind = probes.SourceCode
			}
			o := Saw("made/f/"+name, kind, outcome)
			o.Wave, o.Ecosystem, o.Feature, o.RetrievedAt = "2026", "made", Feature, at.UnixMilli()
			rows = append(rows, o)
		}
	}
	table.SortObservations(rows)
	return rows
}

// StaleAsked are the keys of the questions of StaleRules.
func StaleAsked() map[string]bool {
	asked := make(map[string]bool)
	for _, name := range staleKeys {
		asked["made/f/"+name] = true
	}
	return asked
}

// Damage makes the look of a day later at which some rows say less.
func Damage(rows []table.Observation, days int, outcome func(table.Observation) probes.Outcome) []table.Observation {
	later := slices.Clone(rows)
	for i, o := range later {
		later[i].RetrievedAt += int64(days) * 24 * 3600 * 1000
		if less := outcome(o); history.OutcomeRank(string(less)) < history.OutcomeRank(o.Outcome) {
			later[i].Outcome, later[i].Detail = string(less), "lost"
		}
	}
	return later
}
