// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// A release with stale verdicts is verified from its rows alone.
func TestVerifyStale(t *testing.T) {
	all := datasettest.Ecosystems(t)
	one := slices.DeleteFunc(slices.Clone(all), func(e *ecosystems.Ecosystem) bool { return e.ID != "npm" })
	old := builtNpm(t).Observations
	rows := history.Carry(old, datasettest.Damage(old, 7, func(table.Observation) probes.Outcome { return probes.Unreachable }), judge.Asked(one))
	made := func() *table.Dataset {
		return dataset.Build(catalog.Wave, time.Time{}, datasettest.Catalog(t), one, slices.Clone(rows))
	}
	d := made()
	stale := slices.IndexFunc(d.Verdicts, func(v table.VerdictRow) bool { return v.Stale && v.Verdict == "supported" })
	if stale < 0 {
		t.Fatal("no stale verdict")
	}
	var told bytes.Buffer
	if err := report.Diff(&told, "md", datasettest.Catalog(t), builtNpm(t), d); err != nil || !strings.Contains(told.String(), "## Stale, for review") {
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
