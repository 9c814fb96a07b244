// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const (
	released = "../../releases/2026/observations/npm.parquet"
	duckDB   = "testdata/duckdb.parquet" // five made rows: numbers, texts, NULLs and a list
)

func TestSound(t *testing.T) {
	for name, want := range map[string]string{released: Writer, duckDB: "DuckDB version "} {
		if by, err := File(read(t, name)); err != nil || !strings.HasPrefix(by, want) {
			t.Errorf("%s: %q, %v", name, by, err)
		}
	}
}

// What is not as we, DuckDB or Arrow write it is refused with the reason.
func TestRefused(t *testing.T) {
	sound := read(t, duckDB)
	for name, tt := range map[string]struct {
		change func([]byte) []byte
		want   string
	}{
		"empty":        {func([]byte) []byte { return nil }, "does not begin and end"},
		"cut off":      {func(b []byte) []byte { return b[:len(b)-9] }, "does not begin and end"},
		"cut in pages": {func(b []byte) []byte { return append([]byte("PAR1"), b[40:]...) }, ""},
		"footer":       {func(b []byte) []byte { b[len(b)-5] = 0x7f; return b }, "size of its metadata"},
		"other writer": {func(b []byte) []byte { return bytes.Replace(b, []byte("DuckDB"), []byte("DuckDC"), 1) }, "files of landscape, DuckDB and Arrow"},
		"appended":     {func(b []byte) []byte { return append(b, "PAR1"...) }, "size of its metadata"},
		"not a footer": {func(b []byte) []byte { copy(b[len(b)-60:], bytes.Repeat([]byte{0xff}, 20)); return b }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := File(tt.change(bytes.Clone(sound)))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// Numbers within a page never ask for more than the page holds.
func TestRuns(t *testing.T) {
	none := func(uint32) error { return nil }
	for name, raw := range map[string][]byte{
		"no head": {}, "long head": {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, "run too long": {40, 1}, "run of nothing": {0, 1},
		"no value": {8}, "groups missing": {5, 1}, "groups without end": {0xff, 0xff, 0x03},
	} {
		if runs(raw, 1, 16, none) == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := runs([]byte{16, 1, 3, 0xff}, 1, 16, none); err != nil {
		t.Error(err)
	}
	if err := runs([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, 0, 16, none); err == nil {
		t.Error("groups of no width without end")
	}
}

func TestDeltas(t *testing.T) {
	sound := []byte{0x80, 0x01, 0x04, 0x03, 0x02, 0x02, 0, 0, 0, 0} // 1, 2, 3
	if numbers, rest, err := deltas(sound, 3); err != nil || len(rest) > 0 || len(numbers) != 3 || numbers[2] != 3 {
		t.Errorf("%v %v %v", numbers, rest, err)
	}
	for at := range sound {
		for bit := range 8 {
			damaged := bytes.Clone(sound)
			damaged[at] ^= 1 << bit
			if numbers, _, _ := deltas(damaged, 3); len(numbers) > 3 {
				t.Errorf("byte %d, bit %d: %d numbers", at, bit, len(numbers))
			}
		}
	}
	// Each text is the one before and a byte more: the sum grows with the square.
	p := &pages{checker: &checker{}, leaf: leaf{kind: byteArray}}
	prefixes := make([]int64, 1<<16)
	for i := range prefixes {
		prefixes[i] = int64(i)
	}
	lens := []byte{0x80, 0x80, 0x04, 0x80, 0x04, 0x80, 0x80, 0x04, 0x02, 0x00}
	lens = append(lens, make([]byte, 512)...)
	if err := p.checkSuffixes(append(lens, make([]byte, 1<<16)...), prefixes); !errors.Is(err, errLimit) {
		t.Errorf("growing texts: %v", err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add(read(f, duckDB))
	f.Add(read(f, released))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := File(data); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("more than one line: %v", err)
		}
	})
}
