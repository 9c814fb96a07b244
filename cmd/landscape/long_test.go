// SPDX-License-Identifier: Apache-2.0

//go:build long

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReproducibleBuild builds twice, in folders of different names, and
// compares the binaries.
func TestReproducibleBuild(t *testing.T) {
	var first []byte
	for _, dir := range []string{copied(t), copied(t)} {
		shell(t, dir, "make build")
		binary, err := os.ReadFile(filepath.Join(dir, "bin", "landscape"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = binary
		} else if string(first) != string(binary) {
			t.Error("two builds of the same sources in two folders differ")
		}
	}
}

// TestContributing follows what CONTRIBUTING.md says of a new feature and a new
// ecosystem, word for word, in a copy of the checkout. The tests that it asks to
// run are left out, since this is one of them.
func TestContributing(t *testing.T) {
	file := filepath.Join(root, "CONTRIBUTING.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, record, _ := strings.Cut(string(text), "## Add a feature")
	_, record, _ = strings.Cut(record, "```yaml\n")
	record, _, found := strings.Cut(record, "```\n")
	if !found || !strings.Contains(record, "id: ecosystem.bug-bounty\n") {
		t.Fatalf("%s shows no record of a feature", file)
	}
	dir := copied(t)
	// Whoever adds CRAN one day keeps this test.
	for _, mine := range []string{"ecosystems/cran", "dataset/releases/2026/observations/cran.parquet"} {
		if err := os.RemoveAll(filepath.Join(dir, mine)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "probes", "catalog", "features", "ecosystem.bug-bounty.yml"), []byte(record), 0o644); err != nil {
		t.Fatal(err)
	}
	var said string
	for _, heading := range []string{"## Add an ecosystem", "## Add a feature"} {
		for _, command := range block(t, file, heading) {
			if command != "make test" {
				said = shell(t, dir, command)
			}
		}
	}
	features := strings.Count(shell(t, dir, "ls probes/catalog/features"), "\n")
	if want := fmt.Sprintf("\ncran     %d unknown\n", features); !strings.Contains(said, want) {
		t.Errorf("the survey says %s, want %q", said, want)
	}
}
