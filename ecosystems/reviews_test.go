// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

const soundReviews = `integrity.signing:
  date: 2026-11-24
  role: working group member
  note: >
    The page was withdrawn
    together with the feature.
`

func loadReviews(t *testing.T, text string) ([]*Ecosystem, error) {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Load(fstest.MapFS{
		"made/ecosystem.yml": {Data: []byte(soundEcosystem)}, "made/probes.yml": {Data: []byte(soundProbes)},
		"made/reviews.yml": {Data: []byte(text)},
	}, "ecosystems", features)
}

func TestReviews(t *testing.T) {
	all, err := loadReviews(t, soundReviews)
	if err != nil {
		t.Fatal(err)
	}
	want := &Review{"integrity.signing", 1, "2026-11-24", "working group member", "The page was withdrawn together with the feature."}
	if diff := cmp.Diff(want, all[0].Review("integrity.signing")); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
	if r := all[0].Review("integrity.provenance"); r != nil {
		t.Errorf("a review of nothing: %v", r)
	}
	for _, test := range []struct{ name, old, new, want string }{
		{"unknown feature", "integrity.signing", "integrity.singing", `1:1: unknown feature "integrity.singing": did you mean integrity.signing?`},
		{"no rule", "integrity.signing", "naming.namespaces", "1:1: no rule judges naming.namespaces here"},
		{"bad date", "2026-11-24", "November", `2:9: date "November" must be a day`},
		{"no role", "  role: working group member\n", "", "1:1: role is missing"},
		{"no note", "The page was withdrawn\n    together with the feature.", "", "note is missing"},
		{"unknown key", "role:", "rule:", `3:3: unknown key "rule"`},
	} {
		if _, err := loadReviews(t, strings.Replace(soundReviews, test.old, test.new, 1)); err == nil || !strings.Contains(err.Error(), "ecosystems/made/reviews.yml:") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}
