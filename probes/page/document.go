// SPDX-License-Identifier: Apache-2.0

package page

import (
	"time"
)

// Document is a page reduced to plain text.
type Document struct {
	Title  string  // front matter title, <title>, or else the first heading
	Blocks []Block // in the order of the source

	// From its front matter; see Withheld.
	Draft       string    // what says that it is not published, such as "draft: true"
	From, Until time.Time // when it is published, zero without a limit

	parts map[string]*part // by heading, made by Match
}

// Kind says what a Block was in the source.
type Kind int

// The kinds of block.
const (
	Paragraph Kind = iota // running text, and whatever is none of the others
	Heading               // a heading; Block.Level says which
	Item                  // the first text of a list item, a term or a field
	Row                   // a table row, its cells joined by " | "
	Code                  // one line of a code block
)

// String returns the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case Heading:
		return "heading"
	case Item:
		return "item"
	case Row:
		return "row"
	case Code:
		return "code"
	}
	return "paragraph"
}

// Block is one heading, paragraph, list item, table row or line of a code
// block: one line of text with its white space collapsed, never empty.
type Block struct {
	Kind       Kind
	Level      int // heading level 1..6, else 0
	Text       string
	Start, End int // 1-based lines in the source file, inclusive
}
