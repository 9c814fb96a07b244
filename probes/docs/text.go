// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Text is the text of some blocks, one a line, that remembers which bytes came
// from which block, so that a match in it can be cited by its source lines.
type Text struct {
	joined string
	blocks []Block
	starts []int // byte offset in joined at which each block begins
}

// NewText joins the blocks' texts by "\n".
func NewText(blocks []Block) Text {
	n := 0
	for _, b := range blocks {
		n += len(b.Text) + 1
	}
	var sb strings.Builder
	sb.Grow(n)
	starts := make([]int, len(blocks))
	for i, b := range blocks {
		if i > 0 {
			sb.WriteByte('\n')
		}
		starts[i] = sb.Len()
		sb.WriteString(b.Text)
	}
	return Text{joined: sb.String(), blocks: blocks, starts: starts}
}

// String returns the joined text.
func (t Text) String() string { return t.joined }

// BlockAt returns the block that the byte at offset came from; the newline
// after a block counts as that block's. An offset out of range gives the
// nearest block, and a Text of no blocks the zero Block.
func (t Text) BlockAt(offset int) Block {
	if len(t.blocks) == 0 {
		return Block{}
	}
	i := sort.SearchInts(t.starts, offset+1) - 1
	return t.blocks[max(i, 0)]
}

// excerptRunes bounds an excerpt.
const excerptRunes = 300

// Excerpt is the beginning of a text, on one line.
func Excerpt(text string) string {
	text = Collapse(text)
	if utf8.RuneCountInString(text) > excerptRunes {
		text = string([]rune(text)[:excerptRunes]) + "…"
	}
	return text
}
