// SPDX-License-Identifier: Apache-2.0

//go:build long

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
)

// TestQueries asks DuckDB each question of the built-in release.
func TestQueries(t *testing.T) {
	dir := t.TempDir()
	tool := filepath.Join(dir, "query")
	build := exec.Command("go", "build", "-C", root+"/.github/tools/duckdb", "-o", tool, ".")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if said, code := landscape("survey", "--offline", "--out", filepath.Join(dir, "out")); code != exitDone {
		t.Fatal(said)
	}
	for _, file := range queryFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		ask := exec.Command(tool, string(text))
		ask.Dir = dir
		answer, err := ask.Output()
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		datasettest.Golden(t, answerFile(file), string(answer))
	}
}
