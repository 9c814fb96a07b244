// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"regexp"

	"github.com/ossf/package-manager-landscape/probes/page/frontmatter"
	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// adocReader reads the common part of AsciiDoc.
type adocReader struct {
	builder
	front   frontmatter.Matter
	attrs   map[string][]byte // attributes set so far
	most    int               // bytes that attributes may still become
	fence   []byte            // the rule that ends the open code or comment block
	drop    bool              // that block is a comment
	comment bool              // the paragraph is a comment
	hidden  []bool            // of each open conditional
	table   bool
}

func readAdoc(src []byte) *Document {
	r := adocReader{most: len(src) + maxSubstituted, attrs: map[string][]byte{
		"nbsp": {' '}, "sp": {' '}, "empty": {}, "zwsp": {}, "backend-html5": {}, "basebackend-html": {},
	}}
	for i, line := range scan.SplitLines(src) {
		if text := bytes.TrimSpace(line); !r.readConditional(text, i+1) {
			r.readLine(text, i+1)
		}
	}
	r.endBlock()
	d := &Document{Blocks: r.blocks}
	applyMatter(d, r.front)
	return d
}

// maxConditionals bounds conditionals within one another.
const maxConditionals = 64

// readConditional handles a line that begins or ends a part shown under a
// condition, and the lines of a part that is not shown.
func (r *adocReader) readConditional(text []byte, n int) bool {
	hidden := len(r.hidden) > 0 && r.hidden[len(r.hidden)-1]
	m := adocCondition.FindSubmatch(text)
	if m == nil {
		return hidden
	}
	kind, holds := string(m[1]), true
	switch kind {
	case "endif":
		r.hidden = r.hidden[:max(0, len(r.hidden)-1)]
		return true
	case "ifdef", "ifndef":
		holds = r.isDefined(m[2]) == (kind == "ifdef")
	}
	if len(m[3]) > 0 && kind != "ifeval" {
		if holds && !hidden {
			r.readLine(bytes.TrimSpace(m[3]), n)
		}
		return true
	}
	if len(r.hidden) < maxConditionals {
		r.hidden = append(r.hidden, hidden || !holds)
	}
	return true
}

// isDefined tells whether one of "a,b", or each of "a+b", is an attribute that is
// set.
func (r *adocReader) isDefined(names []byte) bool {
	all := bytes.IndexByte(names, '+') >= 0
	for _, name := range bytes.FieldsFunc(names, func(c rune) bool { return c == ',' || c == '+' }) {
		if _, set := r.attrs[string(name)]; set != all {
			return set
		}
	}
	return all
}

func (r *adocReader) readLine(text []byte, n int) {
	switch {
	case r.fence != nil:
		if bytes.Equal(text, r.fence) {
			r.fence = nil
			return
		}
		if !r.drop {
			r.addBlock(Code, 0, text, n)
		}
	case r.comment:
		r.comment = len(text) > 0
		if adocDelimiter(text) {
			r.comment, r.fence, r.drop = false, text, true
		}
	case len(text) == 0:
		r.endBlock()
	case adocFence(text):
		r.endBlock()
		r.fence, r.drop = text, text[0] == '/'
	case bytes.HasPrefix(text, []byte("//")):
	case string(text) == "|===":
		r.endBlock()
		r.table = !r.table
	case r.table && text[0] == '|':
		r.addRow(splitCells(text), n, r.inlineText)
	case text[0] == '[' && text[len(text)-1] == ']' && !bytes.HasPrefix(text, []byte("[x]")):
		r.endBlock() // attributes of the next block
		r.comment = bytes.HasPrefix(text, []byte("[comment]")) || bytes.HasPrefix(text, []byte("[comment,"))
	case fieldName(text) != "":
		r.setAttribute(fieldName(text), text)
	case string(text) == "'''" || string(text) == "<<<":
		r.endBlock()
	default:
		r.readProse(text, n)
	}
}

// maxAttribute bounds the value of an attribute.
const maxAttribute = 4096

// setAttribute sets or unsets an attribute of the page.
func (r *adocReader) setAttribute(name string, text []byte) {
	value := bytes.TrimSpace(text[len(name)+2:])
	if name[0] == '!' || name[len(name)-1] == '!' {
		delete(r.attrs, string(bytes.Trim([]byte(name), "!")))
		return
	}
	r.front.Set(name, string(value))
	if len(value) == 0 && (name == "draft" || name == "page-draft") {
		r.front.Draft = name
	}
	if value = r.expandAttributes(value); len(value) <= maxAttribute {
		r.attrs[name] = bytes.Clone(value)
	}
}

// expandAttributes puts the values of attributes in.
func (r *adocReader) expandAttributes(s []byte) []byte {
	if bytes.IndexByte(s, '{') < 0 {
		return s
	}
	return adocReference.ReplaceAllFunc(s, func(name []byte) []byte {
		value, known := r.attrs[string(name[1:len(name)-1])]
		if !known || r.most < len(value) {
			return name
		}
		r.most -= len(value)
		return value
	})
}

// adocFence tells whether a line opens a block of code or a comment. Blocks of
// prose ("====", "****", "--") are left open: their content is read as it is.
func adocFence(text []byte) bool {
	return adocDelimiter(text) && len(text) >= 4 && bytes.IndexByte([]byte("-./+"), text[0]) >= 0
}

// adocDelimiter tells whether a line begins or ends a block.
func adocDelimiter(text []byte) bool {
	return string(text) == "--" || len(text) >= 4 && bytes.IndexByte([]byte("-./+=*_"), text[0]) >= 0 && len(bytes.Trim(text, string(text[:1]))) == 0
}

func (r *adocReader) readProse(text []byte, n int) {
	if c := text[0]; c == '=' || c == '*' || c == '_' || c == '-' {
		marks := len(text) - len(bytes.TrimLeft(text, string(c)))
		rest := text[marks:]
		if len(rest) == 0 && marks > 1 {
			r.endBlock()
			return
		}
		if len(rest) > 0 && rest[0] == ' ' && marks <= 6 && c != '_' {
			if c == '=' {
				r.addBlock(Heading, marks, r.inlineText(rest), n)
				return
			}
			r.beginBlock(Item, 0)
			text = rest
		}
	} else if c == '.' && len(text) > 2 {
		r.beginBlock(Item, 0) // ". item" or ".Title"
		text = bytes.TrimLeft(text, ".")
	} else if rest := scan.AfterBullet(text); rest != nil && len(r.buf) == 0 {
		r.beginBlock(Item, 0)
		text = rest
	}
	r.addLine(r.inlineText(text), n)
}

var (
	adocCondition = regexp.MustCompile(`^(ifdef|ifndef|ifeval|endif)::([^\[\s]*)\[(.*)\]$`)
	adocReference = regexp.MustCompile(`\{\w[\w-]*\}`)
	adocStruck    = regexp.MustCompile(`\[(?:role=)?"?\.?(?:line-through|strike|del)"?\]#{1,2}[^#]*#{1,2}`)
	adocLink      = regexp.MustCompile(`(?:link:|xref:|mailto:|image:{1,2}|https?://)[^\s\[\]]*\[([^\]]*)\]`)
	adocXref      = regexp.MustCompile(`<<[^,>]*,\s*([^>]*)>>`)
	adocFont      = regexp.MustCompile("(^|[\\s(])([*_`+]{1,2})(\\S[^*_`+]*)([*_`+]{1,2})($|[\\s).,;:!?])")
)

func (r *adocReader) inlineText(s []byte) []byte {
	s = r.expandAttributes(s)
	if bytes.IndexByte(s, '#') >= 0 {
		s = adocStruck.ReplaceAll(s, nil)
	}
	s = adocLink.ReplaceAll(s, []byte("$1"))
	s = adocXref.ReplaceAll(s, []byte("$1"))
	if !bytes.ContainsAny(s, "*_`+") {
		return s
	}
	return adocFont.ReplaceAll(s, []byte("$1$3$5"))
}
