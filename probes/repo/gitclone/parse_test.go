// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

func TestReadObject(t *testing.T) {
	for _, test := range []struct {
		in, kind, data string
		gone, fails    bool
	}{
		{"aa blob 3\nabc\n", "blob", "abc", false, false},
		{"aa blob 0\n\n", "blob", "", false, false},
		{"aa missing\n", "", "", true, false},
		{"aa blob 3\nab", "", "", false, true},
		{"aa blob -1\n", "", "", false, true},
		{"aa blob x\n", "", "", false, true},
		{"nonsense\n", "", "", false, true},
		{"", "", "", false, true},
	} {
		var buffer []byte
		kind, data, err := (&repository{}).readObject(bufio.NewReader(bytes.NewBufferString(test.in)), &buffer)
		var gone *goneError
		if kind != test.kind || string(data) != test.data || errors.As(err, &gone) != test.gone || (err != nil && !test.gone) != test.fails {
			t.Errorf("%q: %q %q %v", test.in, kind, data, err)
		}
	}
}

func FuzzReadObject(f *testing.F) {
	f.Add([]byte("aa blob 3\nabc\nbb missing\n"))
	f.Add([]byte("aa blob 99999999999999999999\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		var buffer []byte
		for range 100 {
			_, data, err := (&repository{}).readObject(r, &buffer)
			if len(data) > len(in) {
				t.Fatalf("%d bytes out of %d", len(data), len(in))
			}
			var gone *goneError
			if err != nil && !errors.As(err, &gone) {
				return
			}
		}
	})
}

func FuzzParseTree(f *testing.F) {
	f.Add([]byte("100644 blob 11\ta\x00120000 blob 22\tb\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		files, err := parseTree(bufio.NewReader(bytes.NewReader(in)))
		if err != nil {
			return
		}
		if !slices.IsSorted(files.Paths()) {
			t.Fatal("not sorted")
		}
	})
}

func TestParseMoments(t *testing.T) {
	a, b := strings.Repeat("a", 40), strings.Repeat("b", 40)
	for in, want := range map[string]int{
		"":                                 0,
		"12 commit " + a + "\n" + b + "\n": 1,
		"0 commit " + a + "\n" + b + "\n-5 commit " + b + "\n" + a + "\n": 2,
		"12 commit " + a + "\n":            -1, // without its tree
		"12 commit " + a + "\n" + b:        -1,
		"12 " + a + "\n" + b + "\n":        -1,
		"x commit " + a + "\n" + b + "\n":  -1,
		"12 commit " + a + "\n" + "main\n": -1,
		"12 commit --all\n" + b + "\n":     -1,
	} {
		list, trees, err := parseMoments(bufio.NewReader(strings.NewReader(in)))
		got := len(list)
		if err != nil {
			got = -1
		}
		if got != want || len(trees) != len(list) {
			t.Errorf("%q: %d moments, %d trees, %v", in, len(list), len(trees), err)
		}
	}
}

// A pair that git says nothing of is told from one without a change.
func TestReadChanges(t *testing.T) {
	change := func(status, path string) string { return ":100644 100755 aa bb " + status + "\x00" + path + "\x00" }
	for in, want := range map[string]string{
		"a b\nb c\nc d\n": "at 2, <nil>",
		"a b\n" + change("M", "x\ny") + "b c\nc d\n" + change("D", "z"): "0 100755 bb x\ny; 2   z; at 2, <nil>",
		"a b\nb c\n":                       "at 1, <nil>",
		"a b\nc d\n":                       "at 0, git left a tree out",
		"a b\nb c\nc d\nd e\n":             "at 2, git left a tree out",
		change("M", "x"):                   "at -1, git answered \":100644 100755 aa bb M\"",
		"a b\n:1 2\x00x\x00":               "at 0, git answered \":1 2\"",
		"a b\n:100644 100755 aa bb M\x00x": "at 0, unexpected EOF",
		"a b\nb":                           "at 0, unexpected EOF",
	} {
		p := &treePairs{asked: []string{"a b\n", "b c\n", "c d\n"}, in: bufio.NewReader(strings.NewReader(in)), at: -1}
		got := ""
		err := p.readChanges(func(pair int, c past.Change) {
			got += fmt.Sprintf("%d %s %s %s; ", pair, c.Mode, c.Object, c.Path)
		})
		if got += fmt.Sprintf("at %d, %v", p.at, err); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzReadChanges(f *testing.F) {
	f.Add([]byte("a b\n:100644 100644 aa bb M\x00x\x00b c\n"))
	f.Add([]byte("a b\n:100644 100644 aa bb R100\x00x\x00y\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, renames := range []bool{false, true} {
			p := &treePairs{asked: []string{"a b\n", "b c\n"}, in: bufio.NewReader(bytes.NewReader(in)), at: -1}
			inside := func(pair int) {
				if pair < 0 || pair > 1 {
					t.Fatalf("pair %d of two", pair)
				}
			}
			if renames {
				_ = p.readRenames(func(pair int, _, _ string) { inside(pair) })
			} else {
				_ = p.readChanges(func(pair int, _ past.Change) { inside(pair) })
			}
		}
	})
}
