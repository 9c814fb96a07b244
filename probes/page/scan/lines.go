// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"strings"
)

// LineAt returns the line at i without its newline, and where the next begins.
func LineAt(src []byte, i int) ([]byte, int) {
	n := bytes.IndexByte(src[i:], '\n')
	if n < 0 {
		return src[i:], len(src)
	}
	return src[i : i+n], i + n + 1
}

// SplitLines cuts data at "\n"; a "\r" before it goes too.
func SplitLines(data []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(data, []byte{'\n'})+1)
	for line := range bytes.Lines(data) {
		lines = append(lines, bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'}))
	}
	return lines
}

// IndentOf is the column of a line's first text, with tabs to eights, and the
// line from there on.
func IndentOf(line []byte) (int, []byte) {
	col := 0
	for i, c := range line {
		switch c {
		case ' ':
			col++
		case '\t':
			col += 8 - col%8
		default:
			return col, line[i:]
		}
	}
	return col, nil
}

// IsBlank tells whether a line holds white space only.
func IsBlank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// Collapse makes one space of each run of white space, and none at the ends.
func Collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// IsLetter tells whether c is a letter of ASCII.
func IsLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// IsDigit tells whether c is a digit of ASCII.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// IsWord tells whether c may be of a word: a letter, a digit, "_", or no ASCII.
func IsWord(c byte) bool { return IsLetter(c) || IsDigit(c) || c == '_' || c >= 0x80 }

// IsPunct tells whether c is punctuation of ASCII.
func IsPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}
