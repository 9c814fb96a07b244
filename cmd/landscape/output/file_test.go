// SPDX-License-Identifier: Apache-2.0

package output

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFile(t *testing.T) {
	bothSteps(t, func(t *testing.T) {
		out := Place{Flag: "--out", Dir: filepath.Join(t.TempDir(), "out")}
		for _, content := range []string{"one", "two", "two", "", "three"} {
			must(t, out.File("a.json", []byte(content)), out.File("b.json", []byte("other")))
			if data, _ := os.ReadFile(filepath.Join(out.Dir, "a.json")); string(data) != content {
				t.Errorf("it holds %q", data)
			}
		}
		if left, _ := os.ReadDir(out.Dir); len(left) != 3 {
			t.Errorf("left behind: %v", left)
		}
		part := filepath.Join(out.Dir, "c.part")
		for _, content := range []string{"one", "two"} {
			text(t, part, content)
			must(t, out.Move(part, "c"))
			if data, _ := os.ReadFile(filepath.Join(out.Dir, "c")); string(data) != content {
				t.Errorf("it holds %q", data)
			}
		}
	})
}

// A file of a person's stays, and so does what a command would have moved there.
func TestFileKeeps(t *testing.T) {
	tests := map[string]func(t *testing.T, place string){
		"a file": func(t *testing.T, place string) { text(t, place, "mine") },
		"a changed one": func(t *testing.T, place string) {
			must(t, Place{Dir: filepath.Dir(place)}.File("a", []byte("one")))
			text(t, place, "mine")
		},
		"a link":   func(t *testing.T, place string) { must(t, os.Symlink("elsewhere", place)) },
		"a folder": func(t *testing.T, place string) { must(t, os.Mkdir(place, 0o755)) },
		"a linked mark": func(t *testing.T, place string) {
			must(t, os.Symlink("elsewhere", filepath.Join(filepath.Dir(place), markName)))
		},
		"a mark": func(t *testing.T, place string) { text(t, filepath.Join(filepath.Dir(place), markName), "mine") },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			out := Place{Flag: "--out x", Dir: t.TempDir()}
			prepare(t, filepath.Join(out.Dir, "a"))
			text(t, filepath.Join(out.Dir, "part"), "a run")
			before := listing(t, out.Dir)
			err := out.File("a", []byte("two"))
			moved := out.Move(filepath.Join(out.Dir, "part"), "a")
			if err == nil || moved == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "--out x: ") {
				t.Errorf("ended with %v, %v", err, moved)
			}
			if after := listing(t, out.Dir); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// A file that is known by its content needs no mark.
func TestOwnFile(t *testing.T) {
	out := Place{Flag: "--out", Dir: t.TempDir(), Own: func(_ string, data []byte) bool { return bytes.HasPrefix(data, []byte("own")) }}
	must(t, out.File("a", []byte("own 1")), out.File("a", []byte("own 2")))
	text(t, filepath.Join(out.Dir, "a"), "mine")
	if out.File("a", []byte("own 3")) == nil {
		t.Error("a person's file was replaced")
	}
	if _, err := os.Lstat(filepath.Join(out.Dir, markName)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("there is a mark")
	}
}

// What comes to a place between the check and the swap survives there.
func TestFileRace(t *testing.T) {
	bothSteps(t, func(t *testing.T) {
		for _, first := range []string{"", "own one"} {
			dir := t.TempDir()
			place := filepath.Join(dir, "a")
			out := Place{Flag: "--out", Dir: dir, Own: func(_ string, data []byte) bool {
				if string(data) == "own two" { // asked of what is to be written, after the check
					text(t, place, "mine")
				}
				return bytes.HasPrefix(data, []byte("own"))
			}}
			if first != "" {
				text(t, place, first)
			}
			err := out.File("a", []byte("own two"))
			if data, _ := os.ReadFile(place); err == nil || string(data) != "mine" {
				t.Errorf("after %q it holds %q: %v", first, data, err)
			}
		}
	})
}

func TestNew(t *testing.T) {
	out := Place{Flag: "--dir", Dir: t.TempDir()}
	must(t, out.New("a", []byte("one")), os.Symlink("elsewhere", filepath.Join(out.Dir, "b")))
	if out.New("a", nil) == nil || out.New("b", nil) == nil {
		t.Error("what was there was replaced")
	}
	if _, err := os.Lstat(filepath.Join(out.Dir, "elsewhere")); err == nil {
		t.Error("a link was followed")
	}
}
