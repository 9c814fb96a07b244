// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"slices"
	"strings"
	"unicode"
)

// Excerpt lays out somebody else's words in lines of at most width characters, each
// after a margin. What is marked, pairs of first byte and byte after the last, has
// ^ below it, and stands out where there is colour. Nothing in the words acts.
func Excerpt(text string, marks [][]int, width int, colour bool) []string {
	letters, marked := marking(text, marks)
	var lines []string
	for len(letters) > 0 {
		end := lineEnd(letters, width)
		lines = append(lines, "| "+inColour(letters[:end], marked[:end], colour))
		if slices.Contains(marked[:end], true) {
			lines = append(lines, "  "+strings.TrimRight(carets(marked[:end]), " "))
		}
		for end < len(letters) && letters[end] == ' ' {
			end++
		}
		letters, marked = letters[end:], marked[end:]
	}
	return lines
}

// marking gives the characters that are shown, and which of them are marked.
func marking(text string, marks [][]int) (letters []rune, marked []bool) {
	for at, r := range text {
		if unicode.IsSpace(r) {
			r = ' '
		}
		if acts(r) {
			r = '\uFFFD'
		}
		letters = append(letters, r)
		marked = append(marked, slices.ContainsFunc(marks, func(m []int) bool { return m[0] <= at && at < m[1] }))
	}
	return letters, marked
}

// lineEnd is where a line of at most width characters ends: after a word, if it can.
func lineEnd(letters []rune, width int) int {
	if len(letters) <= width {
		return len(letters)
	}
	for end := width; end > 0; end-- {
		if letters[end] == ' ' {
			return end
		}
	}
	return width
}

const bold, unbold = "\x1b[1m", "\x1b[22m"

func inColour(letters []rune, marked []bool, colour bool) string {
	if !colour {
		return tameCommands(string(letters))
	}
	var b strings.Builder
	on := false
	for i, r := range letters {
		if marked[i] != on {
			on = marked[i]
			b.WriteString(map[bool]string{true: bold, false: unbold}[on])
		}
		b.WriteRune(r)
	}
	if on {
		b.WriteString(unbold)
	}
	return b.String()
}

func carets(marked []bool) string {
	line := make([]byte, len(marked))
	for i, on := range marked {
		line[i] = ' '
		if on {
			line[i] = '^'
		}
	}
	return string(line)
}
