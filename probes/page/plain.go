// SPDX-License-Identifier: Apache-2.0

package page

import "bytes"

// readPlain reads text without markup: paragraphs between blank lines, and
// lines that look like list items.
func readPlain(src []byte) *Document {
	var b builder
	for i, line := range splitLines(src) {
		text := bytes.TrimSpace(line)
		if len(text) == 0 || len(text) >= 3 && len(bytes.Trim(text, string(text[:1]))) == 0 && isPunct(text[0]) { // a rule says nothing
			b.flush()
			continue
		}
		if rest := bullet(text); rest != nil && (len(b.buf) == 0 || b.kind == Item) {
			b.begin(Item, 0)
			text = rest
		}
		b.addLine(text, i+1)
	}
	b.flush()
	return &Document{Blocks: b.blocks}
}

// addLine adds one line and the white space that ends it.
func (b *builder) addLine(text []byte, line int) {
	b.add(text, line)
	b.space = true
}

// bullet returns what follows a list marker ("* ", "- ", "+ ", "• ", "1. ",
// "#. ", "(a) ") at the head of s, nil when there is none.
func bullet(s []byte) []byte {
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
	case isDigit(s[0]):
		n = ordinal(s)
	case s[0] == '(' && len(s) > 3 && s[2] == ')' && isWord(s[1]):
		n = 3
	}
	if n == 0 || n >= len(s) || s[n] != ' ' && s[n] != '\t' {
		return nil
	}
	return bytes.TrimLeft(s[n:], " \t")
}

// splitCells cuts a row at its unescaped pipes.
func splitCells(line []byte) [][]byte {
	line = bytes.TrimSpace(line)
	line = bytes.TrimPrefix(line, []byte{'|'})
	var cells [][]byte
	from := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, line[from:i])
			from = i + 1
		}
	}
	if from < len(line) || len(cells) == 0 {
		cells = append(cells, line[from:])
	}
	return cells
}
