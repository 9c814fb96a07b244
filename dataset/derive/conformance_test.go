// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

func TestConformance(t *testing.T) {
	c := &catalog.Catalog{Guidance: []catalog.Checklist{
		{ID: "deletion", Items: []catalog.Item{
			{ID: "yank", Title: "Yank", Features: []string{"policy.yanking"}, URL: "https://example.org/#L1"},
			{ID: "reason", Title: "Reason", URL: "https://example.org/#L2"},
			{ID: "later", Title: "Later", Features: []string{"policy.unheard"}, URL: "https://example.org/#L3"},
		}},
		{ID: "homebrew", Scope: catalog.Scope{Ecosystems: []string{"brew"}}, Because: "For Homebrew.", Items: []catalog.Item{
			{ID: "one", Title: "One", Features: []string{"policy.yanking"}, Aim: true, URL: "https://example.org/#L4"},
		}},
	}}
	verdicts := []table.VerdictRow{{Ecosystem: "npm", Feature: "policy.yanking", Verdict: "partial", Enforcement: "optional", Note: "Half.", Observations: []string{"k"}}}
	got := derive.Conformance("2026", c, []*ecosystems.Ecosystem{{ID: "npm"}}, verdicts)
	want := []table.ConformanceRow{
		{Wave: "2026", Ecosystem: "npm", Guidance: "deletion", Item: "later", Title: "Later", Verdict: table.Unknown, Observations: []string{}, Feature: "policy.unheard", URL: "https://example.org/#L3"},
		{Wave: "2026", Ecosystem: "npm", Guidance: "deletion", Item: "reason", Title: "Reason", Verdict: table.Unknown, Observations: []string{}, Note: derive.NoFeature, URL: "https://example.org/#L2"},
		{Wave: "2026", Ecosystem: "npm", Guidance: "deletion", Item: "yank", Title: "Yank", Verdict: "partial", Observations: []string{"k"}, Enforcement: "optional", Feature: "policy.yanking", Note: "Half.", URL: "https://example.org/#L1"},
		{Wave: "2026", Ecosystem: "npm", Guidance: "homebrew", Item: "one", Title: "One", Verdict: table.NotApplicable, Observations: []string{}, Feature: "policy.yanking", Note: "For Homebrew.", Aim: true, URL: "https://example.org/#L4"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
}

// An item with rules of its own has at most the verdict of the feature that its
// checklist refines.
func TestConformanceRefines(t *testing.T) {
	c := &catalog.Catalog{Guidance: []catalog.Checklist{{ID: "ui", Refines: "integrity.provenance-ui", Items: []catalog.Item{{ID: "logs", Grade: "A"}}}}}
	own := table.VerdictRow{Ecosystem: "npm", Feature: "ui.logs", Verdict: "supported", Enforcement: "default", Observations: []string{"own"}}
	for parent, want := range map[string]table.ConformanceRow{
		"supported":      {Verdict: "supported", Enforcement: "default", Observations: []string{"own"}},
		"partial":        {Verdict: "supported", Enforcement: "default", Observations: []string{"own"}},
		"planned":        {Verdict: "unsupported", Observations: []string{"parent"}},
		"exploring":      {Verdict: "unsupported", Observations: []string{"parent"}},
		"unsupported":    {Verdict: "unsupported", Observations: []string{"parent"}},
		"not-applicable": {Verdict: "not-applicable", Observations: []string{"parent"}},
		"unknown":        {Verdict: "unknown", Observations: []string{"parent"}},
	} {
		want.Wave, want.Ecosystem, want.Guidance, want.Item, want.Grade = "2026", "npm", "ui", "logs", "A"
		verdicts := []table.VerdictRow{own, {Ecosystem: "npm", Feature: "integrity.provenance-ui", Verdict: parent, Enforcement: "default", Observations: []string{"parent"}}}
		got := derive.Conformance("2026", c, []*ecosystems.Ecosystem{{ID: "npm"}}, verdicts)
		if diff := cmp.Diff([]table.ConformanceRow{want}, got); diff != "" {
			t.Errorf("parent %s: want -, got +: %s", parent, diff)
		}
	}
}
