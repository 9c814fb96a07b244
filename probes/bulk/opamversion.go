// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"cmp"
	"strings"
)

// compareOpamVersions orders versions as opam does, which is Debian's order: letters and
// signs against each other, then numbers, in turn; ~ comes before the end.
func compareOpamVersions(a, b string) int {
	for a != "" || b != "" {
		var left, right string
		left, a = cutWhile(a, notDigit)
		right, b = cutWhile(b, notDigit)
		if order := compareSigns(left, right); order != 0 {
			return order
		}
		left, a = cutWhile(a, isDigit)
		right, b = cutWhile(b, isDigit)
		left, right = strings.TrimLeft(left, "0"), strings.TrimLeft(right, "0")
		if order := cmp.Or(cmp.Compare(len(left), len(right)), strings.Compare(left, right)); order != 0 {
			return order
		}
	}
	return 0
}

func isDigit(c rune) bool  { return c >= '0' && c <= '9' }
func notDigit(c rune) bool { return !isDigit(c) }

func cutWhile(s string, is func(rune) bool) (before, after string) {
	after = strings.TrimLeftFunc(s, is)
	return s[:len(s)-len(after)], after
}

func compareSigns(a, b string) int {
	for i := range max(len(a), len(b)) {
		if order := cmp.Compare(signWeight(a, i), signWeight(b, i)); order != 0 {
			return order
		}
	}
	return 0
}

// signWeight: ~ before the end, the end before letters, letters before other signs.
func signWeight(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	switch c := s[i]; {
	case c == '~':
		return -1
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return int(c)
	default:
		return int(c) + 256
	}
}
