// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
	"golang.org/x/tools/txtar"
)

// gatedGit stands before git on the program's path. It counts the calls, and holds the
// one that is to be the last, so that a run is killed at a state and not at a time.
type gatedGit struct {
	*testing.T
	dir   string
	there *os.File // a byte comes when the call is held
}

func newGatedGit(t *testing.T) *gatedGit {
	t.Helper()
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	g := &gatedGit{T: t, dir: t.TempDir()}
	script := fmt.Sprintf(`#!/bin/sh
printf x >> '%[1]s/calls'
if [ -s '%[1]s/last' ] && [ $(wc -c < '%[1]s/calls') -ge $(cat '%[1]s/last') ]; then
	printf x > '%[1]s/there'
	exec cat '%[1]s/never'
fi
exec '%[2]s' "$@"
`, g.dir, real)
	if err := os.WriteFile(filepath.Join(g.dir, "git"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"there", "never"} {
		if err := syscall.Mkfifo(filepath.Join(g.dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if g.there, err = os.OpenFile(filepath.Join(g.dir, "there"), os.O_RDWR, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.there.Close() })
	return g
}

// letGo ends the calls that are held: whoever kills a program leaves its children.
func (g *gatedGit) letGo() {
	g.Helper()
	never, err := os.OpenFile(filepath.Join(g.dir, "never"), os.O_RDWR, 0)
	if err != nil {
		g.Fatal(err)
	}
	_ = never.Close()
}

// run lets the program run, and kills it when it makes its last call of git (0: none
// is the last). It gives the number of calls.
func (g *gatedGit) run(last int, name string, args ...string) (calls int, killed bool) {
	g.Helper()
	text := ""
	if last > 0 {
		text = strconv.Itoa(last)
	}
	for file, content := range map[string]string{"calls": "", "last": text} {
		if err := os.WriteFile(filepath.Join(g.dir, file), []byte(content), 0o600); err != nil {
			g.Fatal(err)
		}
	}
	cmd := exec.Command(name, args...)
	// Whoever is killed leaves its temporary folders, too.
	cmd.Env = append(os.Environ(), "PATH="+g.dir+":"+os.Getenv("PATH"), "TMPDIR="+g.T.TempDir())
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		g.Fatal(err)
	}
	ended, held := make(chan error, 1), make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if last > 0 {
		go func() {
			_, err := g.there.Read(make([]byte, 1))
			held <- err
		}()
	}
	select {
	case err := <-ended:
		if err != nil || last > 0 {
			g.Fatalf("%v: %v: %s", cmd.Args, err, said.String())
		}
	case err := <-held:
		if err != nil {
			g.Fatal(err)
		}
		_ = cmd.Process.Kill()
		<-ended
		g.letGo()
		killed = true
	}
	counted, err := os.ReadFile(filepath.Join(g.dir, "calls"))
	if err != nil {
		g.Fatal(err)
	}
	return len(counted), killed
}

// pastWorld is the made rules of timeline.txtar with a clone of each repository.
func pastWorld(t *testing.T) (rules, mirror string) {
	t.Helper()
	made, err := txtar.ParseFile(filepath.Join("testdata", "timeline.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range made.Files {
		name := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := repotest.New(t)
	c.Write("guide.md", "Signing is coming.\n")
	c.Commit("2015-03-10T00:00:00Z", "old")
	c.Write("guide.md", "# Signing\n\nSign your packages with made sign, and sign in with a second factor.\n")
	c.Commit("2018-06-20T00:00:00Z", "new")
	gone := &repotest.Clone{T: t, Mirror: c.Mirror, Dir: filepath.Join(c.Mirror, "acme", "gone")}
	if err := os.MkdirAll(gone.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	gone.Git("init", "-q", "-b", "main")
	gone.Write("lost.md", "checksum")
	gone.Commit("2019-01-02T00:00:00Z", "made")
	return filepath.Join(root, "ecosystems"), c.Mirror
}

// Killed at any call of git and taken up, a timeline ends with the same bytes as one
// that nobody killed, and until then what stood there stands.
func TestKilledTimeline(t *testing.T) {
	t.Parallel()
	name, g := program(t), newGatedGit(t)
	rules, mirror := pastWorld(t)
	run := func(last int, out, kept string, more ...string) (int, bool) {
		args := append([]string{"timeline", "--ecosystems", rules, "--mirror", mirror, "--until", "2024", "--cache", kept, "--out", out}, more...)
		return g.run(last, name, args...)
	}
	tables := func(out string) (all string) {
		for _, table := range []string{"timeline.parquet", "timeline_monthly.parquet", "datapackage.json", "SHA256SUMS"} {
			data, err := os.ReadFile(filepath.Join(out, "dataset", table))
			if err != nil {
				t.Fatal(err)
			}
			all += string(data)
		}
		return all
	}
	whole := t.TempDir()
	calls, _ := run(0, filepath.Join(whole, "out"), filepath.Join(whole, "kept"))
	want := tables(filepath.Join(whole, "out"))
	if calls < 8 {
		t.Fatalf("only %d calls of git", calls)
	}
	for _, kills := range [][]int{{1}, {calls / 3}, {calls / 2, calls / 4}, {calls * 2 / 3, 2, 3}, {calls}} {
		t.Run(strings.Trim(fmt.Sprint(kills), "[]"), func(t *testing.T) {
			dir := t.TempDir()
			out, kept := filepath.Join(dir, "out"), filepath.Join(dir, "kept")
			run(0, out, filepath.Join(dir, "other"), "--since", "2020")
			before := tables(out)
			for i, last := range kills {
				more := []string{"--resume"}[:min(i, 1)]
				if _, killed := run(last, out, kept, more...); !killed {
					t.Fatal("it was not killed")
				}
				if tables(out) != before {
					t.Fatal("a run that was killed changed the tables")
				}
			}
			if run(0, out, kept, "--resume"); tables(out) != want {
				t.Error("other tables than those of a run that nobody killed")
			}
		})
	}
}
