// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"bytes"
	"errors"
	"slices"
	"testing"
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
