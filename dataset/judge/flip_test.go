// SPDX-License-Identifier: Apache-2.0

package judge_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Whatever goes missing on the rules built in, no verdict changes within
// StaleDays: it is as it was, or as it was and stale. After that it is as it
// was, or unknown.
func TestNoSilentFlip(t *testing.T) {
	features, all := datasettest.Catalog(t), datasettest.Ecosystems(t)
	old, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	asked, before := judge.Asked(all), judge.Judge(catalog.Wave, time.Time{}, features, all, old)
	stale, ran := 0, 0
	check := func(what string, outcome func(table.Observation) probes.Outcome) {
		rows := history.Carry(old, datasettest.Damage(old, 7, outcome), asked)
		for i, v := range judge.Judge(catalog.Wave, time.Time{}, features, all, rows) {
			if was := before[i]; was.Verdict != table.Unknown && !judge.SameVerdict(was, v) {
				t.Errorf("%s: %s %s turns from %s to %s", what, v.Ecosystem, v.Feature, was.Verdict, v.Verdict)
			}
			if v.Stale {
				stale++
			}
		}
		rows = history.Carry(rows, datasettest.Damage(old, 7+history.StaleDays+1, outcome), asked)
		for i, v := range judge.Judge(catalog.Wave, time.Time{}, features, all, rows) {
			if was := before[i]; was.Verdict != table.Unknown && v.Verdict != table.Unknown && !judge.SameVerdict(was, v) || v.Stale {
				t.Errorf("%s, later: %s %s turns from %s to %s, stale %v", what, v.Ecosystem, v.Feature, was.Verdict, v.Verdict, v.Stale)
			}
			if v.LastSeen != "" {
				ran++
			}
		}
	}
	check("nothing", func(o table.Observation) probes.Outcome { return probes.Outcome(o.Outcome) })
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
				return probes.Outcome(o.Outcome)
			})
		}
	}
	if stale < 1000 || ran < 1000 {
		t.Errorf("only %d stale verdicts, and %d that ran out", stale, ran)
	}
}
