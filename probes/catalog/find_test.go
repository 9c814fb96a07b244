// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// Everyday words find their feature among the first three.
func TestFindWords(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		words, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		n++
		var first []string
		for _, f := range featuresFound(c, words) {
			first = append(first, f.ID)
		}
		if first = first[:min(3, len(first))]; !slices.Contains(first, want) {
			t.Errorf("%q finds %v, and not %s first", words, first, want)
		}
	}
	if n < 60 {
		t.Errorf("%d words, want 60 at least", n)
	}
}

func TestFind(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{"provenance": "integrity.provenance", "INTEGRITY.PROVENANCE": "integrity.provenance", "-mfa_": "authentication.mfa"} {
		if got := featuresFound(c, words); len(got) == 0 || got[0].ID != want {
			t.Errorf("%q: %v", words, got)
		}
	}
	for _, words := range []string{"", " - ", "quantum blockchain"} {
		if got := featuresFound(c, words); len(got) != 0 {
			t.Errorf("%q finds %v", words, got)
		}
	}
}

// featuresFound lists the features that a person may mean by some words.
func featuresFound(c *catalog.Catalog, words string) []catalog.Feature {
	var found []catalog.Feature
	for _, e := range record.Find(c.Terms(), words) {
		f, _ := c.Feature(e.ID)
		found = append(found, f)
	}
	return found
}
