// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

func loadOne(t *testing.T, ecosystem, rules string) *Ecosystem {
	t.Helper()
	all, err := loadMade(t, ecosystem, rules)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// A repository that moved asks the same questions, at its present place.
func TestRepositoryThatMoved(t *testing.T) {
	before := loadOne(t, soundEcosystem, soundProbes)
	moved := func(text string) string { return strings.ReplaceAll(text, "acme/made", "present/made") }
	after := loadOne(t, strings.Replace(moved(soundEcosystem), "pages:", "former:\n  present/made: [acme/made, between/made]\npages:", 1), moved(soundProbes))
	keys := func(e *Ecosystem) (list []string) {
		for _, p := range e.Probes() {
			list = append(list, p.Key)
		}
		return list
	}
	if !slices.Equal(keys(before), keys(after)) {
		t.Errorf("keys %q became %q", keys(before), keys(after))
	}
	if !slices.ContainsFunc(after.Probes(), func(p probes.Probe) bool { return p.Repository == "present/made" }) {
		t.Error("no question is asked at the present place")
	}
	name, address := PresentNames([]*Ecosystem{after})
	for from, to := range map[string]string{
		"https://github.com/acme/made/blob/0123/a.md#L1":  "https://github.com/present/made/blob/0123/a.md#L1",
		"https://github.com/between/made":                 "https://github.com/present/made",
		"https://github.com/acme/made.js":                 "https://github.com/acme/made.js",
		"https://github.com/acme":                         "https://github.com/acme",
		"https://example.org/acme/made":                   "https://example.org/acme/made",
		"https://github.com/present/made/tree/0123/acme/": "https://github.com/present/made/tree/0123/acme/",
	} {
		if got := address(from); got != to {
			t.Errorf("%s became %s, want %s", from, got, to)
		}
	}
	if name("between/made") != "present/made" || name("acme/other") != "acme/other" {
		t.Error("names are not the present ones")
	}
}
