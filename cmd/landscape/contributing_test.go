// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// codeBlock is a file of Go in CONTRIBUTING, which its first line names.
var codeBlock = regexp.MustCompile("(?ms)^```go\n// ([a-z/]+\\.go)\n\n(.*?)^```$")

// The walk-through of a new format of evidence builds as it stands, with the word
// that it names and no other edit, and its package is a room like the others.
func TestContributingFormat(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	text := read("CONTRIBUTING.md")
	files := make(map[string]string)
	for _, block := range codeBlock.FindAllStringSubmatch(text, -1) {
		files[block[1]] = block[2]
	}
	const doc, code, list = "probes/csaf/doc.go", "probes/csaf/csaf.go", "ecosystems/formats.go"
	if len(files) != 3 || files[doc] == "" || files[code] == "" || files[list] == "" {
		t.Fatalf("CONTRIBUTING has %d files of Go, want %s, %s and %s", len(files), doc, code, list)
	}
	if !strings.Contains(text, "`csafForm` in `formats`") {
		t.Error("CONTRIBUTING does not name the word of the list")
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), doc, files[doc], parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if problem := docProblem(parsed.Doc); problem != "" {
		t.Errorf("%s %s", doc, problem)
	}
	listed := strings.Replace(read(list), "osvForm}", "osvForm, csafForm}", 1)
	files[list] = strings.Replace(listed, "/probes\"\n", "/probes\"\n\t\""+module+"probes/csaf\"\n", 1) + files[list]
	dir := t.TempDir()
	overlay := make(map[string]string)
	for name, content := range files {
		place := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(place, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(root, filepath.FromSlash(name))] = place
	}
	replaced, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, replaced, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", file, "./probes/csaf", "./ecosystems")
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
