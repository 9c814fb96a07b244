// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readExplicit reads a construct that begins with "..": a comment, a target, a
// footnote or a directive. Of a directive the marker goes and the content
// stays, as if it stood by itself.
func (r *rstReader) readExplicit(i, indent int, text []byte) int {
	rest := bytes.TrimSpace(text[2:])
	switch {
	case len(rest) == 0:
		if i+1 < len(r.lines) && scan.IsBlank(r.lines[i+1]) {
			return i + 1 // an empty comment ends nothing but lists
		}
		return r.skipBody(i+1, indent)
	case rest[0] == '_', rest[0] == '|':
		return r.skipBody(i+1, indent)
	case rest[0] == '[':
		if end := bytes.IndexByte(rest, ']'); end > 0 && end+1 < len(rest) {
			r.beginBlock(Item, 0)
			r.bullet, r.indent = -1, indent+3
			return r.joinLines(i, rest[end+1:])
		}
	}
	name, arg, ok := splitDirective(rest)
	if !ok {
		return r.skipBody(i+1, indent)
	}
	return r.readDirective(i, indent, name, arg)
}

// splitDirective splits "name:: argument", or "domain:name:: argument".
func splitDirective(s []byte) (name string, arg []byte, ok bool) {
	i := bytes.Index(s, []byte("::"))
	if i < 1 || bytes.IndexByte(s[:i], ' ') >= 0 {
		return "", nil, false
	}
	return string(s[:i]), bytes.TrimSpace(s[i+2:]), true
}

func (r *rstReader) readDirective(i, indent int, name string, arg []byte) int {
	if bodyless[name] {
		if name == "image" {
			r.addAlt(i+1, indent)
		}
		return r.skipBody(i+1, indent)
	}
	if name == "only" && !shownOn(string(arg)) {
		return r.skipBody(i+1, indent)
	}
	if name == "figure" {
		r.addAlt(i+1, indent)
	}
	argued := len(arg) > 0 && !dropDirective[name] && !codeDirective[name]
	if argued {
		r.beginBlock(Paragraph, 0)
		r.addLine(r.inl.reduceText(arg), i+1)
	}
	next := r.skipOptions(i+1, indent)
	switch {
	case name == "csv-table":
		return r.csvTable(i+1, next, indent)
	case codeDirective[name]:
		return r.readDeeper(next, indent, r.addCode)
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
		at, text := scan.IndentOf(r.lines[i])
		if scan.IsBlank(text) || at <= indent || scan.AfterBullet(text) != nil || bytes.HasPrefix(text, []byte(".. ")) {
			break
		}
		r.indent = at
		i = r.joinLines(i, text) - 1
	}
	r.flushBlock()
	return i
}

// skipOptions skips the ":name: value" lines of a directive.
func (r *rstReader) skipOptions(i, indent int) int {
	for i < len(r.lines) {
		at, text := scan.IndentOf(r.lines[i])
		if at <= indent || fieldName(text) == "" {
			break
		}
		i++
	}
	return i
}

// addAlt emits an image's alternative text.
func (r *rstReader) addAlt(i, indent int) {
	for end := r.skipOptions(i, indent); i < end; i++ {
		_, text := scan.IndentOf(r.lines[i])
		if alt, ok := bytes.CutPrefix(text, []byte(":alt:")); ok {
			r.addBlock(Paragraph, 0, r.inl.reduceText(alt), i+1)
		}
	}
}

// collectSubstitutions notes each "|name| replace:: text" of the page: they may stand
// after their use.
func (r *rstReader) collectSubstitutions() {
	for i := 0; i < len(r.lines); i++ {
		indent, text := scan.IndentOf(r.lines[i])
		rest, ok := bytes.CutPrefix(text, []byte(".. |"))
		if !ok {
			continue
		}
		end := bytes.IndexByte(rest, '|')
		if end < 1 {
			continue
		}
		name, arg, ok := splitDirective(bytes.TrimSpace(rest[end+1:]))
		if !ok || name != "replace" {
			continue
		}
		body := bytes.Clone(arg)
		next := i + 1
		for ; next < len(r.lines); next++ {
			at, text := scan.IndentOf(r.lines[next])
			if len(bytes.TrimSpace(text)) == 0 || at <= indent {
				break
			}
			body = append(append(body, ' '), text...) // it stands within a line of where it is used
		}
		if name := string(rest[:end]); r.inl.subst[name] == nil {
			r.inl.subst[name] = &substitution{raw: body}
		}
		i = next - 1
	}
}

// shownOn tells whether an "only" directive's expression holds for a web page.
func shownOn(expression string) bool {
	for either := range strings.SplitSeq(expression, " or ") {
		holds := true
		for term := range strings.SplitSeq(either, " and ") {
			name, negated := strings.CutPrefix(strings.Trim(term, " ()"), "not ")
			switch strings.Trim(name, " ()") {
			case "html", "format_html", "builder_html", "builder_dirhtml":
				holds = holds && !negated
			default:
				holds = holds && negated
			}
		}
		if holds {
			return true
		}
	}
	return false
}

// skipBody returns the first line that is not deeper than indent.
func (r *rstReader) skipBody(i, indent int) int {
	return r.readDeeper(i, indent, func(int, []byte) {})
}
