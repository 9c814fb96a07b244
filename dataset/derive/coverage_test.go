// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

func TestCoverage(t *testing.T) {
	c := datasettest.Catalog(t)
	asks := func(keys ...string) []probes.Probe {
		var list []probes.Probe
		for _, key := range keys {
			list = append(list, probes.Probe{Key: key})
		}
		return list
	}
	e := &ecosystems.Ecosystem{ID: "made", Judgements: []ecosystems.Judgement{
		{Feature: "sbom.generation", Rules: []ecosystems.Rule{
			{Verdict: "supported", Evidence: asks("code", "code-too", "page"), SinceEvidence: asks("dated")},
			{Verdict: "planned", Evidence: asks("plan")},
		}},
		{Feature: "sbom.published", Rules: []ecosystems.Rule{{Verdict: "partial", Evidence: asks("code", "missed")}}},
		{Feature: "dependencies.scoring", Unprobed: "withheld"},
		{Feature: "dependencies.pinning", Unprobed: "no-public-source"},
	}}
	seen := []table.Observation{
		{Observation: "code", Kind: "source", Outcome: "matched", Repository: "acme/code", Path: "a.go", CommittedAt: datasettest.At(2025, 3, 1)},
		{Observation: "code-too", Kind: "source", Outcome: "matched", Repository: "acme/code", Path: "a.go", CommittedAt: datasettest.At(2025, 3, 1)},
		{Observation: "page", Kind: "documentation", Outcome: "matched", Repository: "acme/docs", Path: "b.md", CommittedAt: datasettest.At(2024, 2, 3)},
		{Observation: "dated", Kind: "announcement", Outcome: "matched", Repository: "acme/blog", Path: "c.md", CommittedAt: datasettest.At(2011, 1, 1)},
		{Observation: "plan", Kind: "proposal", Outcome: "matched", Repository: "acme/blog", Path: "d.md", CommittedAt: datasettest.At(2012, 1, 1)},
		{Observation: "missed", Kind: "documentation", Outcome: "unmatched", Repository: "acme/docs", Path: "e.md", CommittedAt: datasettest.At(2013, 1, 1)},
	}
	verdicts := []table.VerdictRow{
		{Ecosystem: "made", Feature: "sbom.generation", Verdict: "supported", Observations: []string{"code", "code-too", "dated", "page"}},
		{Ecosystem: "made", Feature: "sbom.published", Verdict: "partial", Disputed: true, Observations: []string{"code", "missed"}},
	}
	rows := derive.Coverage("2026", c, []*ecosystems.Ecosystem{e}, verdicts, seen)
	if len(rows) != len(c.Journeys) {
		t.Fatalf("%d rows, want one a journey", len(rows))
	}
	got := make(map[string]table.CoverageRow)
	for _, r := range rows {
		got[r.Journey] = r
	}
	for journey, want := range map[string]table.CoverageRow{
		"sbom": {Features: 2, Rules: 3, Supported: 1, Partial: 1, Kinds: []string{"source", "documentation"}, UnprobedReasons: []string{},
			SingleSource: 1, TwoKinds: 1, Disputed: 1, OldestEvidence: "2024-02-03"},
		"dependencies": {Features: 7, Unknown: 7, Kinds: []string{}, Unprobed: 2, UnprobedReasons: []string{"no-public-source", "withheld"}},
	} {
		want.Wave, want.Ecosystem, want.Journey = "2026", "made", journey
		if diff := cmp.Diff(want, got[journey]); diff != "" {
			t.Errorf("%s: want -, got +: %s", journey, diff)
		}
	}
}

func TestCoverageOfRelease(t *testing.T) {
	c, d := datasettest.Catalog(t), datasettest.Built(t)
	features, unknown := int32(0), int32(0)
	for _, r := range d.Coverage {
		features, unknown = features+r.Features, unknown+r.Unknown
		if r.Supported+r.Partial+r.Planned+r.Exploring+r.Unsupported+r.NotApplicable+r.Unknown != r.Features {
			t.Errorf("%+v does not add up", r)
		}
	}
	want := int32(0)
	for _, v := range d.Verdicts {
		if v.Verdict == table.Unknown {
			want++
		}
	}
	if features != int32(len(c.Features)*len(d.Ecosystems)) || unknown != want {
		t.Errorf("%d features and %d unknown, want %d and %d", features, unknown, len(c.Features)*len(d.Ecosystems), want)
	}
}
