// SPDX-License-Identifier: Apache-2.0

package site

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"slices"
	"strings"
	"testing"
)

// A verdict that stands on evidence that went missing says so, with the day it
// was last seen, wherever it is shown; others do not.
func TestStale(t *testing.T) {
	d := many(3)
	d.Verdicts[0].Verdict, d.Verdicts[0].Stale, d.Verdicts[0].LastSeen = "supported", true, "2026-03-04"
	v := &d.Verdicts[0]
	v.Observations = []string{"reg00/integrity.feature-0/aaaa@2026-03-04"}
	d.Observations = []table.Observation{{
		Wave: "2026", Observation: v.Observations[0], Ecosystem: v.Ecosystem, Feature: v.Feature, Kind: "source", Outcome: "matched",
		URL: "https://example.org/a", RetrievedAt: 1772582400000, MissedAt: 1777680000000,
	}}
	dir := build(t, d, Options{})
	const says = "stale, last seen 2026-03-04"
	cell, _ := parseHTML(t, dir, "compare/index.html").id(v.Feature + "." + v.Ecosystem)
	if !strings.Contains(cell.text(), says) || !cell.has("stale") {
		t.Errorf("the cell says %q", cell.text())
	}
	for name, id := range map[string]string{"features/" + v.Feature + "/index.html": v.Ecosystem, "registries/reg00/index.html": v.Feature, "lists/stale/index.html": v.Feature} {
		section, ok := parseHTML(t, dir, name).id(id)
		if !ok || !strings.Contains(section.text(), says) {
			t.Errorf("%s does not say so: %s", name, section.text())
		}
	}
	feature := read(t, dir, "features/"+v.Feature+"/index.html")
	if !strings.Contains(feature, "not there any more since <time>2026-05-02</time>") {
		t.Error("the evidence does not say since when it is missing")
	}
	if !strings.Contains(read(t, dir, "badges/reg00/"+v.Feature+".svg"), says) {
		t.Error("the badge does not say so")
	}
	options := parseHTML(t, dir, "compare/index.html").all("option", "")
	if !slices.ContainsFunc(options, func(o node) bool { return o.attr("value") == "stale" }) {
		t.Error("the filter has no such choice")
	}
	if n := strings.Count(read(t, dir, "compare/index.html"), "last seen"); n != 1 {
		t.Errorf("%d cells are stale, want 1", n)
	}
}

// A verdict that rests on an old copy says of which month it is, in its cell and
// beside its evidence.
func TestOldSourceIsShown(t *testing.T) {
	d := many(3)
	v := &d.Verdicts[0]
	v.Verdict, v.OldSource = "supported", "2024-10"
	dir := build(t, d, Options{})
	for name, id := range map[string]string{
		"compare/index.html": v.Feature + "." + v.Ecosystem, "features/" + v.Feature + "/index.html": v.Ecosystem, "registries/reg00/index.html": v.Feature,
	} {
		section, ok := parseHTML(t, dir, name).id(id)
		if !ok || !strings.Contains(section.text(), "source of 2024-10") {
			t.Errorf("%s does not say so: %s", name, section.text())
		}
	}
}
