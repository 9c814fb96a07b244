// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		marks  [][]int
		colour bool
		want   string
	}{
		"nothing":         {"", nil, false, ""},
		"one line":        {"sign it", [][]int{{0, 4}}, false, "| sign it\n  ^^^^"},
		"no mark":         {"sign it", nil, false, "| sign it"},
		"two lines":       {"packages are signed", [][]int{{9, 19}}, false, "| packages are\n           ^^^\n| signed\n  ^^^^^^"},
		"beyond letters":  {"né signed", [][]int{{4, 10}}, false, "| né signed\n     ^^^^^^"},
		"a long word":     {"abcdefghijklmnopqrst", nil, false, "| abcdefghijklmn\n| opqrst"},
		"in colour":       {"we sign it", [][]int{{3, 7}}, true, "| we \x1b[1msign\x1b[22m it\n     ^^^^"},
		"to the end":      {"we sign", [][]int{{3, 99}}, true, "| we \x1b[1msign\x1b[22m\n     ^^^^"},
		"control":         {"a\x1b[2J\tb\u202ec", nil, false, "| a\uFFFD[2J b\uFFFDc"},
		"invalid":         {"a\xff\xfeb", nil, false, "| a\uFFFD\uFFFDb"},
		"marks that meet": {"abcd", [][]int{{0, 2}, {1, 3}}, false, "| abcd\n  ^^^"},
	} {
		if got := strings.Join(Excerpt(test.text, test.marks, 14, test.colour), "\n"); got != test.want {
			t.Errorf("%s:\n%q, want\n%q", name, got, test.want)
		}
	}
}
