// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func madeKept(t *testing.T) *Kept {
	t.Helper()
	k, err := OpenKept(filepath.Join(t.TempDir(), "kept"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// used makes an entry of a hundred bytes and more that was used some hours ago.
func (k *Kept) used(t *testing.T, name string, hours int) {
	t.Helper()
	k.write(name, name, make([]byte, 100))
	at := time.Now().Add(-time.Duration(hours) * time.Hour)
	if err := os.Chtimes(filepath.Join(k.dir, name), at, at); err != nil {
		t.Fatal(err)
	}
}

func (k *Kept) names(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// What was used longest ago goes first, and what others put there stays.
func TestPrune(t *testing.T) {
	k := madeKept(t)
	var entries []string
	for _, letter := range []string{"a", "b", "c", "d"} {
		entries = append(entries, "signs-"+strings.Repeat(letter, 32))
	}
	for i, name := range entries {
		k.used(t, name, 4-i)
	}
	info, err := os.Stat(filepath.Join(k.dir, entries[0]))
	if err != nil {
		t.Fatal(err)
	}
	strange := []string{"notes.txt", "signs-mine"}
	for _, name := range strange {
		if err := os.WriteFile(filepath.Join(k.dir, name), make([]byte, 5000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, hours := range map[string]int{"new-1": 2, "new-2": 30} { // one is written now, one was left
		k.used(t, name, hours)
	}
	k.prune()
	if diff := cmp.Diff(append([]string{"new-1", "notes.txt"}, append(slices.Clone(entries), "signs-mine")...), k.names(t)); diff != "" {
		t.Errorf("within the limit: want -, got +: %s", diff)
	}
	if k.read(entries[0], entries[0]) == nil { // which makes it the newest
		t.Fatal("it is kept and cannot be read")
	}
	k.most = 2 * info.Size()
	k.prune()
	if diff := cmp.Diff([]string{"new-1", "notes.txt", entries[0], entries[3], "signs-mine"}, k.names(t)); diff != "" {
		t.Errorf("beyond the limit: want -, got +: %s", diff)
	}
}

// An entry that is damaged, cut or of another name is none.
func TestDamagedEntries(t *testing.T) {
	k := madeKept(t)
	name := digestName("signs", "one")
	k.write(name, name, []byte("content"))
	file := filepath.Join(k.dir, name)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := k.read(name, name); string(got) != "content" {
		t.Fatalf("kept %q", got)
	}
	damaged := [][]byte{nil, whole[:len(whole)-1], append(bytes.Clone(whole), 0), bytes.Replace(whole, []byte("content"), []byte("c0ntent"), 1)}
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1
		damaged = append(damaged, flipped)
	}
	for _, data := range damaged {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := k.read(name, name); got != nil {
			t.Errorf("%q is read as %q", data, got)
		}
	}
	if k.read(name, digestName("signs", "other")) != nil {
		t.Error("it is read as another entry")
	}
}
