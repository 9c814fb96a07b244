// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkout is a folder with the catalog and the ecosystems of this one, and no
// more.
func checkout(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"probes/catalog", "ecosystems"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(root, part))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestNewEcosystem(t *testing.T) {
	dir := checkout(t)
	t.Chdir(dir)
	_, before, _ := command(t, "lint")
	code, out, errs := command(t, "new", "ecosystem", "made", "--name", "Made: one's own")
	if code != exitDone || errs != "" || !strings.HasPrefix(out, "ecosystems/made/ecosystem.yml\necosystems/made/probes.yml\n") {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	files, err := os.ReadDir("ecosystems/made")
	if err != nil || len(files) != 2 {
		t.Errorf("%d files, %v", len(files), err)
	}
	code, after, errs := command(t, "lint")
	if code != exitDone || after == before {
		t.Errorf("lint of the skeleton: %d %q, before %q: %s", code, after, before, errs)
	}
	// Every feature is unknown, without a source to read.
	if code, _, errs := command(t, "survey", "--offline", "--ecosystems", "ecosystems", "--ecosystem", "made", "--out", "out"); code != exitDone {
		t.Fatal(errs)
	}
	_, table, _ := command(t, "export", "--table", "verdicts", "--dataset", "out/dataset")
	if lines := strings.Count(table, "\n") - 1; lines < 86 || strings.Count(table, ",made,") != lines || strings.Count(table, ",unknown,") != lines {
		t.Errorf("%d verdicts, not all unknown of made:\n%.400s", lines, table)
	}
	page, err := os.ReadFile("out/site/index.html")
	if err != nil || !strings.Contains(string(page), "Made: one") {
		t.Errorf("the site does not show it: %v", err)
	}
}

func TestNewEcosystemRefuses(t *testing.T) {
	t.Chdir(checkout(t))
	if err := os.WriteFile("ecosystems/a-file", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"npm"}, "landscape: ecosystems/npm is there already: choose another id, or edit what it holds\n"},
		{[]string{"a-file"}, "landscape: ecosystems/a-file is there already"},
		{[]string{"Made"}, `landscape: "Made" is not a purl type: lower-case letters, digits, . and -, beginning with a letter, such as pypi`},
		{[]string{"../made"}, `landscape: "../made" is not a purl type`},
		{[]string{"made", "--dir", "elsewhere"}, "landscape: elsewhere is not a folder"},
		{[]string{"made", "--dir", "probes/catalog"}, "landscape: probes/catalog is not the folder ecosystems of a checkout"},
	} {
		code, out, errs := command(t, append([]string{"new", "ecosystem"}, test.args...)...)
		if code != exitUsage || out != "" || !strings.HasPrefix(errs, test.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: %d %q %q", test.args, code, out, errs)
		}
	}
	if _, err := os.Stat("ecosystems/made"); err == nil {
		t.Error("a refused ecosystem left a folder")
	}
}
