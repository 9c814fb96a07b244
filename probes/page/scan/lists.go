// SPDX-License-Identifier: Apache-2.0

package scan

import "bytes"

// ContainerPrefix is the length of a line's block quote and list markers.
func ContainerPrefix(line []byte) int {
	n, _, _ := MeasurePrefix(line)
	return n
}

// MeasurePrefix measures the indent and the markers at the head of a line: their
// length, how many markers, and the column of the last.
func MeasurePrefix(line []byte) (n, markers, col int) {
	at := 0
	for n < len(line) {
		size := 1
		switch c := line[n]; {
		case c == ' ', c == '\t':
			n++
			at += 1 + int(c&1)*3 // a tab is four columns, near enough
			continue
		case c == '>':
		case c == '-', c == '+', c == '*':
			if n+1 < len(line) && line[n+1] != ' ' && line[n+1] != '\t' {
				return n, markers, col
			}
		case IsDigit(c):
			if size = OrdinalLength(line[n:]); size == 0 {
				return n, markers, col
			}
		default:
			return n, markers, col
		}
		col = at
		n += size
		at += size
		markers++
	}
	return n, markers, col
}

// OrdinalLength is the length of "12." or "3)" at the head of s before a space.
func OrdinalLength(s []byte) int {
	n := 0
	for n < len(s) && n < 10 && IsDigit(s[n]) {
		n++
	}
	if n == len(s) || s[n] != '.' && s[n] != ')' || n+1 < len(s) && s[n+1] != ' ' && s[n+1] != '\t' {
		return 0
	}
	return n + 1
}

// AfterBullet returns what follows a list marker ("* ", "- ", "+ ", "• ", "1. ",
// "#. ", "(a) ") at the head of s, nil when there is none.
func AfterBullet(s []byte) []byte {
	if len(s) < 2 {
		return nil
	}
	n := 0
	switch {
	case s[0] == '*' || s[0] == '-' || s[0] == '+':
		n = 1
	case bytes.HasPrefix(s, []byte("• ")):
		n = len("•")
	case bytes.HasPrefix(s, []byte("#. ")):
		n = 2
	case IsDigit(s[0]):
		n = OrdinalLength(s)
	case s[0] == '(' && len(s) > 3 && s[2] == ')' && IsWord(s[1]):
		n = 3
	}
	if n == 0 || n >= len(s) || s[n] != ' ' && s[n] != '\t' {
		return nil
	}
	return bytes.TrimLeft(s[n:], " \t")
}
