// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func writes(text string) func(string) error {
	return func(dir string) error { return os.WriteFile(filepath.Join(dir, "file"), []byte(text), 0o600) }
}

func reads(t *testing.T, path, want string) {
	t.Helper()
	if data, err := os.ReadFile(filepath.Join(path, "file")); err != nil || string(data) != want {
		t.Errorf("%s holds %q (%v), want %q", path, data, err, want)
	}
}

func TestReplace(t *testing.T) {
	out := t.TempDir()
	for _, text := range []string{"one", "two"} {
		if err := replace(out, map[string]func(string) error{"dataset": writes(text), "site": writes(text)}); err != nil {
			t.Fatal(err)
		}
		reads(t, filepath.Join(out, "dataset"), text)
		reads(t, filepath.Join(out, "site"), text)
	}
	broken := errors.New("full")
	err := replace(out, map[string]func(string) error{"dataset": writes("three"), "site": func(string) error { return broken }})
	if !errors.Is(err, broken) {
		t.Errorf("ended with %v", err)
	}
	reads(t, filepath.Join(out, "dataset"), "two")
	if left, _ := os.ReadDir(out); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

// A folder is at its place at every moment.
func TestSwapLeavesNoGap(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux changes two folders in one step")
	}
	out := t.TempDir()
	fresh, place := filepath.Join(out, "fresh"), filepath.Join(out, "place")
	for _, dir := range []string{fresh, place} {
		if err := errors.Join(os.Mkdir(dir, 0o700), writes(filepath.Base(dir))(dir)); err != nil {
			t.Fatal(err)
		}
	}
	if err := exchange(fresh, place); err != nil {
		t.Fatalf("%v: the file system of %s cannot do it: set TMPDIR to one that can", err, out)
	}
	reads(t, place, "fresh")
	reads(t, fresh, "place")
}

// What a killed process had set aside comes back, and its rest goes.
func TestPutBack(t *testing.T) {
	out := t.TempDir()
	work := filepath.Join(out, workPrefix+"1")
	for _, dir := range []string{filepath.Join(work, "dataset.old"), filepath.Join(work, "site.old"), filepath.Join(out, "site")} {
		if err := errors.Join(os.MkdirAll(dir, 0o700), writes(dir)(dir)); err != nil {
			t.Fatal(err)
		}
	}
	putBack(out, time.Now().Add(-time.Hour))
	if _, err := os.Stat(work); err != nil {
		t.Error("a folder in which another process may be at work is gone")
	}
	putBack(out, time.Now().Add(time.Hour))
	reads(t, filepath.Join(out, "dataset"), filepath.Join(work, "dataset.old"))
	reads(t, filepath.Join(out, "site"), filepath.Join(out, "site"))
	if _, err := os.Stat(work); !os.IsNotExist(err) {
		t.Error("what was left is still there")
	}
}
