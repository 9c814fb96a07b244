// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// codeBlock is a file of Go in CONTRIBUTING, which its first line names.
var codeBlock = regexp.MustCompile("(?ms)^```go\n// ([a-z/]+\\.go)\n\n(.*?)^```$")

// The walk-through of a new format of evidence builds as it stands, with the two
// lines that it names and no other edit.
func TestContributingFormat(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := make(map[string]string)
	put := func(name, content string) {
		place := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(place, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(root, filepath.FromSlash(name))] = place
	}
	for _, block := range codeBlock.FindAllSubmatch(text, -1) {
		put(string(block[1]), string(block[2]))
	}
	if len(overlay) != 2 {
		t.Fatalf("CONTRIBUTING has %d files of Go, want two", len(overlay))
	}
	for name, edit := range map[string][3]string{
		"ecosystems/form.go":         {"osvForm,", "osvForm, csafForm,", "`csafForm,` in `forms` (`ecosystems/form.go`)"},
		"probes/endpoint/formats.go": {"osv.Format,", "osv.Format,\n\t\"csaf\": csaf.Format,", "`\"csaf\": csaf.Format,` in `formats`\n(`probes/endpoint/formats.go`)"},
	} {
		if !strings.Contains(string(text), edit[2]) {
			t.Errorf("CONTRIBUTING does not say %q", edit[2])
		}
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		edited := strings.Replace(string(content), edit[0], edit[1], 1)
		put(name, strings.Replace(edited, "/probes/attestation\"\n", "/probes/attestation\"\n\t\"github.com/ossf/package-manager-landscape/probes/csaf\"\n", 1))
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", file, "./probes/csaf", "./probes/endpoint", "./ecosystems")
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
