// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/catalog"
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
		for _, f := range c.Find(words) {
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
		if got := c.Find(words); len(got) == 0 || got[0].ID != want {
			t.Errorf("%q: %v", words, got)
		}
	}
	for _, words := range []string{"", " - ", "quantum blockchain"} {
		if got := c.Find(words); len(got) != 0 {
			t.Errorf("%q finds %v", words, got)
		}
	}
}
