// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The packages that the race detector looks at are those that start goroutines.
func TestRacePackages(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^RACE := (.*)$`).FindSubmatch(text)
	if found == nil {
		t.Fatal("the Makefile has no list RACE")
	}
	listed := strings.Fields(string(found[1]))
	starts := regexp.MustCompile(`(?m)^\s*go (func|[a-z])|\.Go\(`)
	var want []string
	for _, top := range []string{"cmd", "dataset", "ecosystems", "probes", "site"} {
		for _, file := range goFiles(t, filepath.Join(root, top)) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			folder, err := filepath.Rel(root, filepath.Dir(file))
			if err != nil {
				t.Fatal(err)
			}
			if name := "./" + filepath.ToSlash(folder); starts.Match(source) && !slices.Contains(want, name) {
				want = append(want, name)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(listed)
	if !slices.Equal(listed, want) {
		t.Errorf("RACE in the Makefile is %q, and goroutines are started in %q", listed, want)
	}
}

// goFiles lists the sources below a folder, without tests and what only they use.
func goFiles(t *testing.T, top string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(top, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || strings.HasSuffix(entry.Name(), "test")) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			list = append(list, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What the race detector leaves out is there: a test, a script, a server.
func TestRaceSkipsWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	sources := make(map[string]bool)
	files := slices.Concat(globbed("*_test.go"), globbed("../../dataset/table/*_test.go"))
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			sources[string(found[1])] = true
		}
	}
	for _, script := range globbed("testdata/*.txtar") {
		sources[strings.TrimSuffix(filepath.Base(script), ".txtar")] = true
	}
	for name := range hostile {
		sources[strings.ReplaceAll(name, " ", "_")] = true
	}
	lines := regexp.MustCompile(`(?m)^RACE_SKIP := (.*)$`).FindAllSubmatch(text, -1)
	if len(lines) < 4 {
		t.Fatalf("%d lines of RACE_SKIP in the Makefile", len(lines))
	}
	for _, line := range lines {
		for _, name := range regexp.MustCompile(`\w+(-\w+)*`).FindAllString(strings.TrimPrefix(string(line[1]), "$(RACE_SKIP)"), -1) {
			if !sources[name] {
				t.Errorf("RACE_SKIP in the Makefile names %s, which is nowhere", name)
			}
		}
	}
}

func globbed(pattern string) []string {
	found, _ := filepath.Glob(pattern)
	return found
}
