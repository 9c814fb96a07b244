// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"regexp"
)

// adocReader reads the common part of AsciiDoc.
type adocReader struct {
	builder
	fence []byte // the rule that ends the open code or comment block
	drop  bool   // that block is a comment
	table bool
}

func readAdoc(src []byte) *Document {
	var r adocReader
	for i, line := range splitLines(src) {
		r.line(bytes.TrimSpace(line), i+1)
	}
	r.flush()
	return &Document{Blocks: r.blocks}
}

func (r *adocReader) line(text []byte, n int) {
	switch {
	case r.fence != nil:
		if bytes.Equal(text, r.fence) {
			r.fence = nil
			return
		}
		if !r.drop {
			r.begin(Code, 0)
			r.add(text, n)
			r.flush()
		}
	case len(text) == 0:
		r.flush()
	case adocFence(text):
		r.flush()
		r.fence, r.drop = text, text[0] == '/'
	case bytes.HasPrefix(text, []byte("//")):
	case string(text) == "|===":
		r.flush()
		r.table = !r.table
	case r.table && text[0] == '|':
		r.row(text, n)
	case text[0] == '[' && text[len(text)-1] == ']' && !bytes.HasPrefix(text, []byte("[x]")):
		r.flush() // attributes of the next block
	case fieldName(text) != "":
	default:
		r.prose(text, n)
	}
}

// adocFence tells whether a line opens a block of code or a comment. Blocks of
// prose ("====", "****", "--") are left open: their content is read as it is.
func adocFence(text []byte) bool {
	if len(text) < 4 {
		return false
	}
	c := text[0]
	return (c == '-' || c == '.' || c == '/' || c == '+') && len(bytes.Trim(text, string(c))) == 0
}

func (r *adocReader) row(text []byte, n int) {
	r.begin(Row, 0)
	for i, cell := range splitCells(text) {
		if i > 0 {
			r.cell(n)
		}
		r.add(adocInline(cell), n)
	}
	r.flush()
}

func (r *adocReader) prose(text []byte, n int) {
	if c := text[0]; c == '=' || c == '*' || c == '_' || c == '-' {
		marks := len(text) - len(bytes.TrimLeft(text, string(c)))
		rest := text[marks:]
		if len(rest) == 0 && marks > 1 {
			r.flush()
			return
		}
		if len(rest) > 0 && rest[0] == ' ' && marks <= 6 && c != '_' {
			kind, level := Item, 0
			if c == '=' {
				kind, level = Heading, marks
			}
			r.begin(kind, level)
			text = rest
			if kind == Heading {
				r.add(adocInline(text), n)
				r.flush()
				return
			}
		}
	} else if c == '.' && len(text) > 2 {
		item := bytes.TrimLeft(text, ".")
		r.begin(Item, 0) // ". item" or ".Title"
		text = item
	} else if rest := bullet(text); rest != nil && len(r.buf) == 0 {
		r.begin(Item, 0)
		text = rest
	}
	r.addLine(adocInline(text), n)
}

var (
	adocLink = regexp.MustCompile(`(?:link:|xref:|mailto:|image:{1,2}|https?://)[^\s\[\]]*\[([^\]]*)\]`)
	adocXref = regexp.MustCompile(`<<[^,>]*,\s*([^>]*)>>`)
	adocFont = regexp.MustCompile("(^|[\\s(])([*_`+]{1,2})(\\S[^*_`+]*)([*_`+]{1,2})($|[\\s).,;:!?])")
)

func adocInline(s []byte) []byte {
	s = adocLink.ReplaceAll(s, []byte("$1"))
	s = adocXref.ReplaceAll(s, []byte("$1"))
	if !bytes.ContainsAny(s, "*_`+") {
		return s
	}
	return adocFont.ReplaceAll(s, []byte("$1$3$5"))
}
