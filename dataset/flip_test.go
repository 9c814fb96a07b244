// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// damage makes the look of a day later at which some rows say less.
func damage(rows []table.Observation, days int, outcome func(table.Observation) probes.Outcome) []table.Observation {
	later := slices.Clone(rows)
	for i, o := range later {
		later[i].RetrievedAt += int64(days) * 24 * 3600 * 1000
		if less := outcome(o); history.OutcomeRank(less) < history.OutcomeRank(o.Outcome) {
			later[i].Outcome, later[i].Detail = less, "lost"
		}
	}
	return later
}

// Whatever goes missing on the rules built in, no verdict changes within
// StaleDays: it is as it was, or as it was and stale. After that it is as it
// was, or unknown.
func TestNoSilentFlip(t *testing.T) {
	features, all := mustCatalog(t), allEcosystems(t)
	old, err := Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	asked, before := judge.Asked(all), judge.Judge(catalog.Wave, time.Time{}, features, all, old)
	stale, ran := 0, 0
	check := func(what string, outcome func(table.Observation) probes.Outcome) {
		rows := history.Carry(old, damage(old, 7, outcome), asked)
		for i, v := range judge.Judge(catalog.Wave, time.Time{}, features, all, rows) {
			if was := before[i]; was.Verdict != vocabulary.Unknown && !judge.SameVerdict(was, v) {
				t.Errorf("%s: %s %s turns from %s to %s", what, v.Ecosystem, v.Feature, was.Verdict, v.Verdict)
			}
			if v.Stale {
				stale++
			}
		}
		rows = history.Carry(rows, damage(old, 7+history.StaleDays+1, outcome), asked)
		for i, v := range judge.Judge(catalog.Wave, time.Time{}, features, all, rows) {
			if was := before[i]; was.Verdict != vocabulary.Unknown && v.Verdict != vocabulary.Unknown && !judge.SameVerdict(was, v) || v.Stale {
				t.Errorf("%s, later: %s %s turns from %s to %s, stale %v", what, v.Ecosystem, v.Feature, was.Verdict, v.Verdict, v.Stale)
			}
			if v.LastSeen != "" {
				ran++
			}
		}
	}
	check("nothing", func(o table.Observation) probes.Outcome { return o.Outcome })
	if stale+ran > 0 {
		t.Errorf("nothing lost, and %d stale", stale+ran)
	}
	for _, lost := range []probes.Outcome{probes.Unreachable, probes.Unmatched} {
		check("all "+string(lost), func(table.Observation) probes.Outcome { return lost })
		for seed := range uint64(2) {
			random := rand.New(rand.NewPCG(seed, 0))
			share := random.Float64()
			gone := make(map[string]bool)
			for _, o := range old {
				gone[o.Observation] = random.Float64() < share
			}
			check(fmt.Sprintf("%s, seed %d", lost, seed), func(o table.Observation) probes.Outcome {
				if gone[o.Observation] {
					return lost
				}
				return o.Outcome
			})
		}
	}
	if stale < 1000 || ran < 1000 {
		t.Errorf("only %d stale verdicts, and %d that ran out", stale, ran)
	}
}

// A release with stale verdicts is verified from its rows alone.
func TestVerifyStale(t *testing.T) {
	all := allEcosystems(t)
	one := slices.DeleteFunc(slices.Clone(all), func(e *ecosystems.Ecosystem) bool { return e.ID != "npm" })
	old := builtNpm(t, all).Observations
	rows := history.Carry(old, damage(old, 7, func(table.Observation) probes.Outcome { return probes.Unreachable }), judge.Asked(one))
	made := func() *table.Dataset {
		return Build(catalog.Wave, time.Time{}, mustCatalog(t), one, slices.Clone(rows))
	}
	d := made()
	stale := slices.IndexFunc(d.Verdicts, func(v table.VerdictRow) bool { return v.Stale && v.Verdict == "supported" })
	if stale < 0 {
		t.Fatal("no stale verdict")
	}
	var told bytes.Buffer
	if err := report.Diff(&told, "md", mustCatalog(t), builtNpm(t, all), d); err != nil || !strings.Contains(told.String(), "## Stale, for review") {
		t.Errorf("diff does not list stale verdicts: %v %s", err, told.String())
	}
	if problems := verified(t, published(t, d, nil), all); len(problems) > 0 {
		t.Errorf("a sound release: %q", problems)
	}
	if problems := verified(t, published(t, made(), &report.Previous{Version: "2026.11", Data: d}), all); len(problems) > 0 {
		t.Errorf("a sound release after another: %q", problems)
	}
	for name, change := range map[string]func(*table.Dataset){
		"stale is not on the rows": func(d *table.Dataset) { d.Verdicts[stale].Stale = false },
		"not told when last seen":  func(d *table.Dataset) { d.Verdicts[stale].LastSeen = "" },
		"missed later than it was": func(d *table.Dataset) {
			for i := range d.Observations {
				if history.IsCarried(d.Observations[i]) {
					d.Observations[i].MissedAt += 24 * 3600 * 1000
				}
			}
		},
	} {
		d := made()
		change(d)
		if problems := verified(t, published(t, d, nil), all); !strings.Contains(strings.Join(problems, "\n"), "verdicts 2026 npm ") {
			t.Errorf("%s: %q", name, problems)
		}
	}
}
