// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"unicode/utf8"
)

// Two control bytes take the place of removed template tags, so that offsets, and
// with them line numbers, stay those of the source. The builder drops both.
const (
	filler = 0x01 // nothing
	holder = 0x02 // a known text goes here; see substitutions
)

// builder collects text into blocks, collapsing white space as it goes.
type builder struct {
	blocks     []Block
	buf        []byte
	kind       Kind
	level      int
	start, end int
	space      bool // white space is owed before the next byte
}

// beginBlock ends the open block and names the kind of the next.
func (b *builder) beginBlock(kind Kind, level int) {
	b.endBlock()
	b.kind, b.level = kind, level
}

// endBlock ends the open block, if it has any text; the next is a Paragraph
// unless begin says otherwise. It tells whether there was a block.
func (b *builder) endBlock() bool {
	kind, level := b.kind, b.level
	b.kind, b.level, b.space = Paragraph, 0, false
	if len(b.buf) == 0 {
		return false
	}
	text := b.buf
	b.buf = b.buf[:0]
	if kind == Row && len(bytes.Trim(text, "| ")) == 0 {
		return false // a row of empty cells says nothing
	}
	b.blocks = append(b.blocks, Block{Kind: kind, Level: level, Text: string(text), Start: b.start, End: b.end})
	return true
}

// addBlock adds a block that is whole, of text that begins on the given line.
func (b *builder) addBlock(kind Kind, level int, text []byte, line int) {
	b.beginBlock(kind, level)
	b.addText(text, line)
	b.endBlock()
}

// addRow adds a row of cells, each as inline reduces it.
func (b *builder) addRow(cells [][]byte, line int, inline func([]byte) []byte) {
	b.beginBlock(Row, 0)
	for i, cell := range cells {
		if i > 0 {
			b.addCell(line)
		}
		b.addText(inline(cell), line)
	}
	b.endBlock()
}

// addText appends text that begins on the given line.
func (b *builder) addText(s []byte, line int) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c > ' ' && c < 0x7f:
		case c == '\n':
			line++
			b.space = true
			continue
		case c == filler || c == holder:
			continue
		case c <= ' ' || c == 0x7f:
			b.space = true
			continue
		default:
			if n, space := blankRune(s[i:]); n > 0 {
				b.space = b.space || space
				i += n - 1
				continue
			}
		}
		if len(b.buf) == 0 {
			b.start = line
		} else if b.space {
			b.buf = append(b.buf, ' ')
		}
		b.space = false
		from := i
		for i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7f {
			i++
		}
		b.buf = append(b.buf, s[from:i+1]...)
		b.end = line
	}
}

// addCell separates two cells of a row.
func (b *builder) addCell(line int) {
	b.space = true
	b.addText([]byte{'|'}, line)
	b.space = true
}

// blankRune tells the length of a non-ASCII rune at the head of s that is
// white space, or has no width, and 0 for any other.
func blankRune(s []byte) (n int, space bool) {
	r, n := utf8.DecodeRune(s)
	if r >= 0x2000 && r <= 0x200a { // typographic spaces
		return n, true
	}
	switch r {
	case 0xa0, 0x85, 0x2028, 0x2029, 0x202f, 0x3000: // no-break spaces, next line, separators, ideographic space
		return n, true
	case 0xad, 0x200b, 0x2060, 0xfeff: // soft hyphen, zero-width space, word joiner, byte order mark
		return n, false
	}
	return 0, false
}

// lineCursor turns ascending byte offsets into line numbers.
type lineCursor struct {
	src       []byte
	off, line int // line is the 1-based line of off
}

func newLineCursor(src []byte) lineCursor { return lineCursor{src: src, line: 1} }

func (c *lineCursor) lineOf(off int) int {
	if off < c.off { // never needed by the readers; right all the same
		c.off, c.line = 0, 1
	}
	c.line += bytes.Count(c.src[c.off:off], []byte{'\n'})
	c.off = off
	return c.line
}
