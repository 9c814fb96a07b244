// SPDX-License-Identifier: Apache-2.0

//go:build long

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeResearcher follows the README's way for a researcher word for word
// in a copy of the checkout: build, survey from clones, load in DuckDB,
// reproduce a published figure, cite. The clone is made; it costs verdicts,
// and no command.
func TestReadmeResearcher(t *testing.T) {
	install(t, "g++", "g++") // make query links DuckDB
	commands := block(t, filepath.Join(root, "README.md"), "## As a researcher, in five commands")
	if len(commands) != 5 {
		t.Fatalf("README.md has %d commands for a researcher, and should have 5: %q", len(commands), commands)
	}
	dir := copied(t)
	shell(t, dir, `git init -q -b main CLONES/npm/documentation.git && cd CLONES/npm/documentation.git &&
		mkdir content && echo "# Made" >content/made.mdx && git add -A &&
		git -c user.name=Made -c user.email=made@example.org commit -q -m made`)
	said := make([]string, len(commands))
	for i, command := range commands {
		said[i] = shell(t, dir, command)
	}
	for i, want := range map[int]string{
		1: `npm +\d+ `,
		2: `(?s)ecosystem,.*npm,`,
		3: `(?m)^27\.3$`,
		4: `(?m)^cff-version: `,
	} {
		if !regexp.MustCompile(want).MatchString(said[i]) {
			t.Errorf("%s\nsaid %q, which does not match %s", commands[i], said[i], want)
		}
	}
}

// block gives the commands of the first shell block below a heading.
func block(t *testing.T, file, heading string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	_, rest, _ = strings.Cut(rest, "```sh\n")
	inside, _, _ := strings.Cut(rest, "\n```")
	return strings.Split(inside, "\n")
}

// copied copies what a clean clone holds into a folder of its own.
func copied(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a clone")
	leave := map[string]bool{".git": true, "bin": true, "out": true, "node_modules": true, "CLONES": true}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != root && leave[entry.Name()] {
			if !entry.IsDir() { // such as a link to where the clones are
				return nil
			}
			return filepath.SkipDir
		}
		inside, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, inside)
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// shell runs one line and gives what it printed.
func shell(t *testing.T, dir, line string) string {
	t.Helper()
	cmd := exec.Command("bash", "-c", "set -euo pipefail; "+line)
	cmd.Dir = dir
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s\n%v\n%s%s", line, err, out, complaints.String())
	}
	return string(out)
}
