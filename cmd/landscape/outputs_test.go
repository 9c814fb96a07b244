// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
	"github.com/spf13/cobra"
)

// writing is a command, as it is called to write to a folder or file, and what it
// makes there.
type writing struct {
	args  []string
	out   string   // what --out says, below a folder of its own
	made  []string // folders and files below it that it replaces; "" is --out itself
	extra string   // a file of a person's within, which keeps it; "" when made is a file
}

// writingCommands lists every command that writes.
func writingCommands(t *testing.T, set string) map[string]writing {
	tables := filepath.Join(set, "dataset")
	world := newRefreshWorld(t)
	trust := trustServer(t, "")
	return map[string]writing{
		"survey":                {[]string{"survey", "--offline", "--ecosystem", "nuget"}, "o", []string{"dataset", "site"}, "mine.go"},
		"judge":                 {[]string{"judge", "--observations", filepath.Join(tables, "observations.parquet"), "--ecosystem", "nuget"}, "o", []string{"dataset", "site"}, "v/CNAME"},
		"site":                  {[]string{"site", "--dataset", tables}, "o", []string{""}, "CNAME"},
		"release":               {[]string{"release", "--version", "2026.11"}, "o", []string{""}, "draft.md"},
		"probe":                 {[]string{"probe", "--offline", "--ecosystem", "npm"}, "o", []string{"observations.parquet"}, ""},
		"probe --per-ecosystem": {[]string{"probe", "--offline", "--per-ecosystem", "--ecosystem", "npm"}, "o", []string{"observations/npm.parquet"}, ""},
		"import-2022":           {[]string{"import-2022", absolute(t, madeSurvey)}, "o", []string{"survey_2022.parquet"}, ""},
		"refresh":               {append(world.args(), "--dry-run"), "o", []string{"refresh/one.parquet", "refresh/one.md"}, ""},
		"export":                {[]string{"export", "--table", "verdicts", "--dataset", tables}, "o.csv", []string{""}, ""},
		"adoption":              {[]string{"adoption", "--ecosystem", "cargo", "--bulk", madeDump(t)}, "o", []string{"dataset"}, "mine.md"},
		"adoption, packages":    {[]string{"adoption", "--ecosystem", "cargo", "--bulk", madeDump(t)}, "o", []string{"adoption_packages.parquet"}, ""},
		"cohort":                {[]string{"cohort", "--ecosystem", "cargo", "--from", madeDump(t)}, "o.csv", []string{""}, ""},
		"timeline":              {[]string{"timeline", "--mirror", oneClone(t), "--no-cache", "--ecosystem", "nuget"}, "o", []string{"dataset"}, "mine.md"},
		"trust-root":            {append([]string{"trust-root"}, trust...), "root.json", []string{""}, ""},
	}
}

// oneClone is a mirror with one repository that nuget's rules read, made.
func oneClone(t *testing.T) string {
	t.Helper()
	c := &repotest.Clone{T: t, Mirror: t.TempDir()}
	c.Dir = filepath.Join(c.Mirror, "NuGet", "NuGetGallery")
	put(t, filepath.Join(c.Dir, "README.md"), "made")
	c.Git("init", "-q", "-b", "main")
	c.Commit("2020-01-02T03:04:05Z", "made")
	return c.Mirror
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// tree is every path below a folder with its kind, and the content of files.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	if err := filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		b.WriteString(place + " " + entry.Type().String() + " ")
		if entry.Type().IsRegular() {
			data, _ := os.ReadFile(place)
			b.Write(data)
		}
		b.WriteByte('\n')
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func put(t *testing.T, place, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every command that writes replaces what it wrote, and nothing else.
func TestOutputs(t *testing.T) {
	t.Parallel()
	set := t.TempDir()
	if code, _, errs := command(t, "survey", "--offline", "--ecosystem", "nuget", "--out", set); code != exitDone {
		t.Fatal(errs)
	}
	for name, w := range writingCommands(t, set) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			out := filepath.Join(home, w.out)
			call := func() (int, string) {
				code, _, errs := command(t, append(append([]string{}, w.args...), "--out", out)...)
				return code, errs
			}
			for range 2 { // the second time over what the first made
				if code, errs := call(); code != exitDone {
					t.Fatal(errs)
				}
			}
			for _, made := range w.made {
				w.keeps(t, call, filepath.Join(out, made))
			}
			if left, _ := filepath.Glob(filepath.Join(out, ".landscape-new-*")); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// keeps puts things of a person's in a place, one after the other, and looks
// whether they survive.
func (w writing) keeps(t *testing.T, call func() (int, string), place string) {
	t.Helper()
	aside := filepath.Join(t.TempDir(), "aside")
	if err := os.Rename(place, aside); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	put(t, filepath.Join(elsewhere, "thesis.tex"), "mine")
	things := map[string]func() error{
		"link":    func() error { return os.Symlink(elsewhere, place) },
		"dangles": func() error { return os.Symlink(filepath.Join(elsewhere, "nothing"), place) },
		"file":    func() error { return os.WriteFile(place, []byte("mine"), 0o644) },
		"folder":  func() error { return os.CopyFS(place, os.DirFS(elsewhere)) },
	}
	if w.extra != "" {
		things["beside its own"] = func() error {
			if err := os.CopyFS(place, os.DirFS(aside)); err != nil {
				return err
			}
			put(t, filepath.Join(place, filepath.FromSlash(w.extra)), "mine")
			return nil
		}
	}
	for name, make := range things {
		if err := make(); err != nil {
			t.Fatal(err)
		}
		before := tree(t, filepath.Dir(place)) + tree(t, elsewhere)
		code, errs := call()
		lines := strings.Split(strings.TrimSpace(errs), "\n")
		if code != exitUsage || !strings.HasPrefix(lines[len(lines)-1], "landscape: --out ") || !strings.Contains(errs, "nothing is replaced: move it away") {
			t.Errorf("%s at %s: status %d: %s", name, filepath.Base(place), code, errs)
		}
		if after := tree(t, filepath.Dir(place)) + tree(t, elsewhere); after != before {
			t.Errorf("%s at %s: not as it was", name, filepath.Base(place))
		}
		if err := os.RemoveAll(place); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(aside, place); err != nil {
		t.Fatal(err)
	}
}

// A command with --out is in the table above.
func TestEveryOutIsTested(t *testing.T) {
	known := make(map[string]bool)
	for _, w := range writingCommands(t, t.TempDir()) {
		known[w.args[0]] = true
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Flags().Lookup("out") != nil && !known[cmd.Name()] {
			t.Errorf("%s has --out: say in writingCommands how it is called", cmd.Name())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
}

// What is read is not replaced, nor a folder above it.
func TestOutputsKeepWhatIsRead(t *testing.T) {
	t.Parallel()
	set := t.TempDir()
	if code, _, errs := command(t, "survey", "--offline", "--ecosystem", "nuget", "--out", set); code != exitDone {
		t.Fatal(errs)
	}
	tables := filepath.Join(set, "dataset")
	before := tree(t, set)
	for _, args := range [][]string{
		{"site", "--dataset", tables, "--out", tables},
		{"judge", "--observations", filepath.Join(tables, "observations.parquet"), "--out", set},
		{"release", "--version", "2026.11", "--observations", filepath.Join(tables, "observations.parquet"), "--out", tables},
		{"site", "--dataset", tables, "--versions", filepath.Join(set, "site", "v"), "--out", filepath.Join(set, "site")},
		{"export", "--table", "verdicts", "--dataset", tables, "--out", filepath.Join(tables, "verdicts.parquet")},
	} {
		code, _, errs := command(t, args...)
		if code != exitUsage || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: status %d: %s", args, code, errs)
		}
	}
	if tree(t, set) != before {
		t.Error("what was read is not as it was")
	}
}

// The journal and a recording of a run neither follow links nor replace files.
func TestRunFilesAreNotLinks(t *testing.T) {
	rules := worldRules(t)
	for _, name := range []string{".landscape-journal", "run.warc", "run.warc.part", "audit.json"} {
		for _, kind := range []string{"link", "file"} {
			dir := t.TempDir()
			out, victim := filepath.Join(dir, "out"), filepath.Join(dir, "victim")
			put(t, victim, "mine")
			put(t, filepath.Join(out, "other"), "mine")
			if kind == "file" {
				put(t, filepath.Join(out, name), "mine")
			} else if err := os.Symlink(victim, filepath.Join(out, name)); err != nil {
				t.Fatal(err)
			}
			before := tree(t, filepath.Join(out, name)) + tree(t, victim)
			code, _, errs := command(t, "probe", "--ecosystems", rules, "--origins", "*=http://127.0.0.1:1", "--allow-private", "--no-pace",
				"--record", filepath.Join(out, "run.warc"), "--out", out)
			if code != exitUsage || !strings.Contains(errs, name) {
				t.Errorf("%s as a %s: status %d: %s", name, kind, code, errs)
			}
			if tree(t, filepath.Join(out, name))+tree(t, victim) != before {
				t.Errorf("%s as a %s: not as it was", name, kind)
			}
		}
	}
}
