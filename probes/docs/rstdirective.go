// SPDX-License-Identifier: Apache-2.0

package docs

import "bytes"

// explicit reads a construct that begins with "..": a comment, a target, a
// footnote or a directive. Of a directive the marker goes and the content
// stays, as if it stood by itself.
func (r *rstReader) explicit(i, indent int, text []byte) int {
	rest := bytes.TrimSpace(text[2:])
	switch {
	case len(rest) == 0:
		if i+1 < len(r.lines) && blank(r.lines[i+1]) {
			return i + 1 // an empty comment ends nothing but lists
		}
		return r.skipBody(i+1, indent)
	case rest[0] == '_' || bytes.HasPrefix(rest, []byte("__ ")):
		return r.skipBody(i+1, indent)
	case rest[0] == '|':
		return r.substitution(i, indent, rest)
	case rest[0] == '[':
		if end := bytes.IndexByte(rest, ']'); end > 0 && end+1 < len(rest) {
			r.begin(Item, 0)
			r.bullet, r.indent = -1, indent+3
			return r.join(i, rest[end+1:])
		}
	}
	name, arg, ok := directive(rest)
	if !ok {
		return r.skipBody(i+1, indent)
	}
	return r.directive(i, indent, name, arg)
}

// directive splits "name:: argument", or "domain:name:: argument".
func directive(s []byte) (name string, arg []byte, ok bool) {
	i := bytes.Index(s, []byte("::"))
	if i < 1 || bytes.IndexByte(s[:i], ' ') >= 0 {
		return "", nil, false
	}
	return string(s[:i]), bytes.TrimSpace(s[i+2:]), true
}

func (r *rstReader) directive(i, indent int, name string, arg []byte) int {
	if bodyless[name] {
		if name == "image" {
			r.alt(i+1, indent)
		}
		return r.skipBody(i+1, indent)
	}
	if name == "figure" {
		r.alt(i+1, indent)
	}
	argued := len(arg) > 0 && !dropDirective[name] && !codeDirective[name]
	if argued {
		r.begin(Paragraph, 0)
		r.addLine(r.inl.reduce(arg), i+1)
	}
	next := r.options(i+1, indent)
	switch {
	case name == "csv-table":
		return r.csvTable(i+1, next, indent)
	case codeDirective[name]:
		return r.literal(next, indent)
	case name == "list-table":
		r.flushBlock()
		r.tableI, r.row, r.cellAt = indent, -1, -1
	case argued && next == i+1:
		return r.moreArgument(next, indent)
	}
	r.flushBlock()
	return next
}

// moreArgument adds the lines that go on with a directive's argument
// ("note:: text" over several lines).
func (r *rstReader) moreArgument(i, indent int) int {
	for ; i < len(r.lines); i++ {
		at, text := indentOf(r.lines[i])
		if len(bytes.TrimSpace(text)) == 0 || at <= indent {
			break
		}
		if bullet(text) != nil || bytes.HasPrefix(text, []byte(".. ")) {
			break
		}
		r.indent = at
		if next := r.join(i, text); next > i {
			i = next - 1
		}
	}
	r.flushBlock()
	return i
}

// options skips the ":name: value" lines of a directive.
func (r *rstReader) options(i, indent int) int {
	for i < len(r.lines) {
		at, text := indentOf(r.lines[i])
		if at <= indent || fieldName(text) == "" {
			break
		}
		i++
	}
	return i
}

// alt emits an image's alternative text.
func (r *rstReader) alt(i, indent int) {
	for end := r.options(i, indent); i < end; i++ {
		_, text := indentOf(r.lines[i])
		if alt, ok := bytes.CutPrefix(text, []byte(":alt:")); ok {
			r.begin(Paragraph, 0)
			r.add(r.inl.reduce(alt), i+1)
			r.flush()
		}
	}
}

// substitution remembers "|name| replace:: text" and drops other definitions.
func (r *rstReader) substitution(i, indent int, rest []byte) int {
	if end := bytes.IndexByte(rest[1:], '|'); end > 0 {
		name, arg, ok := directive(bytes.TrimSpace(rest[end+2:]))
		if ok && name == "replace" {
			r.inl.define(string(rest[1:1+end]), arg)
		}
	}
	return r.skipBody(i+1, indent)
}

// skipBody returns the first line that is not deeper than indent.
func (r *rstReader) skipBody(i, indent int) int {
	for ; i < len(r.lines); i++ {
		at, text := indentOf(r.lines[i])
		if len(bytes.TrimSpace(text)) > 0 && at <= indent {
			break
		}
	}
	return i
}
