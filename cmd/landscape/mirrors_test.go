// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
)

// What a company's mirror of npm answers is marked, costs no verdict of the
// registry, reaches no release, and its address no file or word of the run.
func TestMirrorIsNotPublished(t *testing.T) {
	t.Parallel()
	with, without, _ := makeShapes(t)
	const mirror = "npm.made.example" // the made answers are found by it
	for name, answer := range with {
		if !strings.HasPrefix(name, mirror) {
			without[name] = answer
		}
	}
	server := shapesServer(t, without)
	out := t.TempDir()
	args := []string{"--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--registry", "npm=https://" + mirror, "--ecosystem", "npm",
		"--feature", "integrity.provenance,integrity.registry-signatures,integrity.publish-attestation,policy.deprecation,ecosystem.security-txt,ecosystem.advisory-database", "--out", out}
	said, code := landscape(append([]string{"survey"}, args...)...)
	if code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	if !strings.Contains(said, "a mirror answered in the place of npm") {
		t.Errorf("the run does not tell of the mirror:\n%s", said)
	}
	if strings.Contains(said, mirror) {
		t.Errorf("the run tells the mirror's address:\n%s", said)
	}
	checkNowhere(t, out, mirror)
	d, err := dataset.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	marked := 0
	for _, o := range d.Observations {
		if o.Mirror {
			marked++
		}
		if o.Mirror && o.Outcome == "unmatched" || strings.ContainsAny(o.URL, "{}") || o.Mirror != (o.URL == "https://www.npmjs.com") {
			t.Errorf("%s: %s, marked %v, %s", o.Observation, o.Outcome, o.Mirror, o.URL)
		}
	}
	if marked < 5 {
		t.Errorf("only %d observations are marked", marked)
	}
	if said, code = landscape(append([]string{"probe"}, args...)...); code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	checkNowhere(t, out, mirror)
	next := filepath.Join(t.TempDir(), "next")
	if said, code = landscape("release", "--version", "2027.01", "--observations", filepath.Join(out, "observations.parquet"), "--out", next); code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	if d, err = dataset.Open(filepath.Join(next, "dataset")); err != nil {
		t.Fatal(err)
	}
	for _, o := range d.Observations {
		if o.Mirror {
			t.Errorf("a release holds %s", o.Observation)
		}
	}
}

// checkNowhere looks for a word in every file below a folder.
func checkNowhere(t *testing.T, dir, word string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if bytes.Contains(data, []byte(word)) {
			t.Errorf("%s holds %s", name, word)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
