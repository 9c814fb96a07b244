// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// An artifact that a hostile look wrote puts nothing into a pull request, an issue
// or a log that acts there, through whatever column.
func TestRefreshHostileArtifact(t *testing.T) {
	t.Parallel()
	const evil = "x\n\n# Heading @octocat fixes #1 GH-2 &commat;octocat\n::error::y \x1b[31m ##[group] https://evil.example <b>"
	columns := map[string]func(*table.Observation){
		"observation": func(o *table.Observation) { o.Observation += evil },
		"ecosystem":   func(o *table.Observation) { o.Ecosystem = evil },
		"feature":     func(o *table.Observation) { o.Feature = evil },
		"kind":        func(o *table.Observation) { o.Kind = evil },
		"url":         func(o *table.Observation) { o.URL = "https://evil.example/" + evil },
		"repository":  func(o *table.Observation) { o.Repository = evil },
		"commit":      func(o *table.Observation) { o.Commit = evil },
		"path":        func(o *table.Observation) { o.Path = evil },
		"locator":     func(o *table.Observation) { o.Locator = evil },
		"outcome":     func(o *table.Observation) { o.Outcome = evil },
		"detail":      func(o *table.Observation) { o.Detail, o.Outcome = evil, "unreachable" },
	}
	w := merged(t)
	for name, change := range columns {
		t.Run(name, func(t *testing.T) {
			look := later(t, w.probe(), 7)
			rows, err := table.ReadObservations(look)
			if err != nil {
				t.Fatal(err)
			}
			for i := range rows {
				if rows[i].Ecosystem == "one" {
					change(&rows[i])
				}
			}
			data, err := table.EncodeObservations(rows)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(look, data, 0o644); err != nil {
				t.Fatal(err)
			}
			out := t.TempDir()
			got := w.refresh("--observations", look, "--dry-run", "--out", out)
			nothingActs(t, got.said)
			files, _ := filepath.Glob(filepath.Join(out, "refresh", "*.md"))
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, banned := range []string{"\n# ", "@octocat", "&commat;", "fixes #1", "GH-2", "https://evil", "\x1b", "<b>"} {
					if strings.Contains(string(text), banned) {
						t.Errorf("%q is in what is proposed: %s", banned, text)
					}
				}
			}
			if name == "outcome" && (got.code != exitNeedsReview || !strings.Contains(got.said, "rows are not answers to the questions of the rules")) {
				t.Errorf("status %d: %s", got.code, got.said)
			}
		})
	}
}
