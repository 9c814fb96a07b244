// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readInlines adds the text of a node's children. The depth of the tree is bounded
// by maxParagraph.
func (r *markdownReader) readInlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindText {
			r.atBOL = false
		}
		if raw, ok := c.(*ast.RawHTML); ok {
			r.rawHTML(raw)
			continue
		}
		if r.inline.isOpen() {
			continue
		}
		switch c := c.(type) {
		case *ast.Text:
			r.readText(c)
		case *ast.CodeSpan:
			r.codeSpan(c)
		case *ast.AutoLink:
			r.addText(c.Label(r.src), r.lines.lineOf(max(c.Pos(), r.lines.off)))
		case *ast.String:
			r.addText(c.Value, r.lines.line)
		case *extast.Strikethrough: // withdrawn: it is not said
		default:
			r.readInlines(c)
		}
	}
}

// readText adds a run of text. A line that begins with ": " is, for kramdown and
// others, the definition of the term before it.
func (r *markdownReader) readText(n *ast.Text) {
	line := r.lines.lineOf(n.Segment.Start)
	value := n.Segment.Value(r.src)
	if r.atBOL && r.level == 0 {
		if rest, ok := bytes.CutPrefix(value, []byte(": ")); ok {
			r.beginBlock(Item, 0)
			value = rest
		} else if len(value) > 0 && value[0] == holder {
			r.beginBlock(r.kind, 0) // a footnote
		}
	}
	r.addText(unescapeText(value), line)
	r.atBOL = n.SoftLineBreak() || n.HardLineBreak()
	r.space = r.space || r.atBOL
}

// unescapeText resolves backslashes and entities.
func unescapeText(s []byte) []byte {
	i := bytes.IndexAny(s, `\&`)
	if i < 0 {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:i]...)
	for i < len(s) {
		switch {
		case s[i] == '\\' && i+1 < len(s) && scan.IsPunct(s[i+1]):
			i++
		case s[i] == '&':
			if n := bytes.IndexByte(s[i:min(len(s), i+33)], ';'); n > 1 {
				if text, ok := decodeEntity(s[i : i+n+1]); ok {
					out = append(out, text...)
					i += n + 1
					continue
				}
			}
		}
		out = append(out, s[i])
		i++
	}
	return out
}

// decodeEntity decodes "&name;". Without its semicolon it would be text, so the
// library's leniency there is not wanted.
func decodeEntity(s []byte) (string, bool) {
	if s[1] == '#' && !isNumericReference(s[2:len(s)-1]) {
		return "", false
	}
	text := html.UnescapeString(string(s))
	if text == string(s) || strings.HasSuffix(text, ";") && string(s) != "&semi;" && string(s) != "&#59;" {
		return "", false
	}
	return strings.ReplaceAll(text, "\n", " "), true
}

// isNumericReference tells whether s is up to seven digits, or up to six after an x.
func isNumericReference(s []byte) bool {
	digits, most := "0123456789", 7
	if len(s) > 0 && s[0]|0x20 == 'x' {
		s, digits, most = s[1:], "0123456789abcdefABCDEF", 6
	}
	return len(s) > 0 && len(s) <= most && len(bytes.Trim(s, digits)) == 0
}

// codeSpan adds code as it is, or what a MyST role, "{name}`text`", shows.
func (r *markdownReader) codeSpan(n *ast.CodeSpan) {
	var code []byte
	line := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			if line == 0 {
				line = r.lines.lineOf(t.Segment.Start)
			}
			code = append(code, t.Segment.Value(r.src)...)
		}
	}
	if r.inCell {
		code = bytes.ReplaceAll(code, []byte(`\|`), []byte(`|`))
	}
	if role := mystRole(r.buf); role != "" {
		r.buf = r.buf[:len(r.buf)-len(role)-2]
		if kept := bytes.TrimSuffix(r.buf, []byte{' '}); len(kept) < len(r.buf) {
			r.buf, r.space = kept, true
		}
		code = roleText(role, code)
	}
	r.addText(code, max(line, r.lines.line))
}

// mystRole is the name in "{name}" at the end of what was written, the way
// that MyST marks a role before its code span.
func mystRole(out []byte) string {
	if len(out) < 3 || out[len(out)-1] != '}' {
		return ""
	}
	tail := out[max(0, len(out)-40) : len(out)-1]
	i := bytes.LastIndexByte(tail, '{')
	if i < 0 || i+1 == len(tail) {
		return ""
	}
	for _, c := range tail[i+1:] {
		if !scan.IsWord(c) && c != ':' && c != '-' {
			return ""
		}
	}
	return string(tail[i+1:])
}

// rawHTML handles one tag or comment amid text.
func (r *markdownReader) rawHTML(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	first := n.Segments.At(0)
	line := r.lines.lineOf(first.Start)
	tag := n.Segments.Value(r.src)
	if len(tag) < 3 || tag[1] != '/' && !scan.IsLetter(tag[1]) {
		return // a comment, a declaration
	}
	name := strings.ToLower(string(scan.TagName(tag[1:])))
	if tag[1] == '/' {
		if r.inline.isOpen() {
			r.inline.endTag(name)
			return
		}
	} else {
		shut := bytes.HasSuffix(tag, []byte("/>"))
		if r.inline.isOpen() {
			r.inline.startTag(name, shut)
			return
		}
		if unsaidTag(name, tag) && !shut {
			r.inline.beginElement(name)
			return
		}
	}
	switch class, _ := tagClasses[name]; {
	case class == tagBreak || class == tagItem || class == tagRow || class == tagCell || class == tagSoft:
		r.space = true
	case name == "img":
		r.addText([]byte(strings.ReplaceAll(attributesOf(tag).alt, "\n", " ")), line)
	}
}
