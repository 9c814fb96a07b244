// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"html"
	"unicode"
	"unicode/utf8"
)

// inlineReducer takes the markup out of a paragraph of Markdown. It keeps the
// marks that might be markup in a list and deletes, at the end, those that
// were: one pass over the text and one over the marks.
type inlineReducer struct {
	src   []byte // scratch for the caller
	refs  map[string]bool
	work  *budget
	out   []byte
	marks []mark
	// Indices into marks of what may still be closed.
	brackets []int
	runs     [3][]int // "*", "_", "~"
	table    bool
}

// mark is a run of bytes in out of which only some stay.
type mark struct {
	at, size, keep int
	source         int // offset in the source, of a bracket
}

var inlineSpecial [256]bool

func init() {
	for _, c := range []byte("\\`*_~![]<&{") {
		inlineSpecial[c] = true
	}
}

// reduce returns the plain text of src, valid until the next call. In a table
// an escaped pipe is a pipe even in code.
func (r *inlineReducer) reduce(src []byte, table bool) []byte {
	r.out, r.marks, r.brackets, r.table = r.out[:0], r.marks[:0], r.brackets[:0], table
	for i := range r.runs {
		r.runs[i] = r.runs[i][:0]
	}
	for i := 0; i < len(src); {
		j := i
		for j < len(src) && !inlineSpecial[src[j]] {
			j++
		}
		r.out = append(r.out, src[i:j]...)
		if j == len(src) {
			break
		}
		i = r.special(src, j)
	}
	return r.compact()
}

// special handles the mark at i and returns where to go on.
func (r *inlineReducer) special(src []byte, i int) int {
	switch src[i] {
	case '\\':
		return r.escape(src, i)
	case '`':
		return r.code(src, i)
	case '*', '_', '~':
		return r.emphasis(src, i)
	case '!', '[':
		return r.open(src, i)
	case ']':
		return r.close(src, i)
	case '<':
		return r.angle(src, i)
	case '&':
		return r.entity(src, i)
	case '{':
		if end := attributeList(src, i); end > 0 {
			return end
		}
	}
	r.out = append(r.out, src[i])
	return i + 1
}

func (r *inlineReducer) escape(src []byte, i int) int {
	if i+1 < len(src) {
		switch c := src[i+1]; {
		case isPunct(c):
			r.out = append(r.out, c)
			return i + 2
		case c == '\n':
			return i + 1 // a hard line break
		}
	}
	r.out = append(r.out, '\\')
	return i + 1
}

// closingRun finds a run of exactly n bytes c from i on and returns its end, or
// 0.
func closingRun(src []byte, i int, c byte, n int) int {
	for i < len(src) {
		j := bytes.IndexByte(src[i:], c)
		if j < 0 {
			return 0
		}
		i += j
		from := i
		for i < len(src) && src[i] == c {
			i++
		}
		if i-from == n {
			return i
		}
	}
	return 0
}

func (r *inlineReducer) code(src []byte, i int) int {
	n := 1
	for i+n < len(src) && src[i+n] == '`' {
		n++
	}
	stop := min(len(src), i+n+r.work.limit(len(src)))
	end := closingRun(src[:stop], i+n, '`', n)
	if end == 0 {
		r.work.spend(stop - i)
		r.out = append(r.out, src[i:i+n]...)
		return i + n
	}
	text := src[i+n : end-n]
	if r.table {
		text = bytes.ReplaceAll(text, []byte(`\|`), []byte(`|`))
	}
	if role := mystRole(r.out); role != "" {
		r.out = r.out[:len(r.out)-len(role)-2]
		text = roleText(role, text)
	}
	r.out = append(r.out, text...)
	return end
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
		if !isWord(c) && c != ':' && c != '-' {
			return ""
		}
	}
	return string(tail[i+1:])
}

// emphasis handles a run of "*", "_" or "~~".
func (r *inlineReducer) emphasis(src []byte, i int) int {
	c, end := src[i], i+1
	for end < len(src) && src[end] == c {
		end++
	}
	kind := bytes.IndexByte([]byte("*_~"), c)
	opens, closes := flanking(src, i, end)
	n := end - i
	if c == '~' && n != 2 {
		opens, closes = false, false
	}
	at := len(r.marks)
	r.marks = append(r.marks, mark{at: len(r.out), size: n, keep: n})
	r.out = append(r.out, src[i:end]...)
	if closes {
		r.match(kind, at)
	}
	if opens && r.marks[at].keep > 0 {
		r.runs[kind] = append(r.runs[kind], at)
	}
	return end
}

// match pairs a closing run with the open runs before it.
func (r *inlineReducer) match(kind, at int) {
	open := r.runs[kind]
	for len(open) > 0 && r.marks[at].keep > 0 {
		top := &r.marks[open[len(open)-1]]
		n := min(top.keep, r.marks[at].keep)
		top.keep -= n
		r.marks[at].keep -= n
		if top.keep == 0 {
			open = open[:len(open)-1]
		}
	}
	r.runs[kind] = open
}

// flanking tells whether a run may open and may close emphasis, by
// CommonMark's rules.
func flanking(src []byte, from, to int) (opens, closes bool) {
	before, _ := utf8.DecodeLastRune(src[:from])
	after, _ := utf8.DecodeRune(src[to:])
	if from == 0 {
		before = ' '
	}
	if to == len(src) {
		after = ' '
	}
	spaceB, spaceA := unicode.IsSpace(before), unicode.IsSpace(after)
	punctB, punctA := isPunctRune(before), isPunctRune(after)
	left := !spaceA && (!punctA || spaceB || punctB)
	right := !spaceB && (!punctB || spaceA || punctA)
	if src[from] == '_' {
		return left && (!right || punctB), right && (!left || punctA)
	}
	return left, right
}

func isPunctRune(r rune) bool {
	if r < 0x80 {
		return isPunct(byte(r))
	}
	return unicode.IsPunct(r) || unicode.IsSymbol(r)
}

// open handles "[" and "![", and drops footnote references.
func (r *inlineReducer) open(src []byte, i int) int {
	n := 1
	if src[i] == '!' {
		if i+1 == len(src) || src[i+1] != '[' {
			r.out = append(r.out, '!')
			return i + 1
		}
		n = 2
	} else if end := footnote(src, i); end > 0 {
		return end
	}
	r.brackets = append(r.brackets, len(r.marks))
	r.marks = append(r.marks, mark{at: len(r.out), size: n, keep: n, source: i + n})
	r.out = append(r.out, src[i:i+n]...)
	return i + n
}

// footnote returns the end of "[^name]" or of "[^name]:" at i, or 0.
func footnote(src []byte, i int) int {
	if i+2 >= len(src) || src[i+1] != '^' {
		return 0
	}
	tail := src[i : i+min(len(src)-i, 80)]
	end := bytes.IndexByte(tail, ']')
	if end < 3 || bytes.ContainsAny(tail[:end], " \n") {
		return 0
	}
	if i == 0 && end+1 < len(tail) && tail[end+1] == ':' {
		end++
	}
	return i + end + 1
}

// close handles "]": the brackets of a link go, and so does its target.
func (r *inlineReducer) close(src []byte, i int) int {
	if len(r.brackets) == 0 {
		r.out = append(r.out, ']')
		return i + 1
	}
	top := r.brackets[len(r.brackets)-1]
	r.brackets = r.brackets[:len(r.brackets)-1]
	end := r.target(src, i+1)
	if end == 0 {
		end = r.reference(src, r.marks[top].source, i)
	}
	if end == 0 {
		r.out = append(r.out, ']')
		return i + 1
	}
	r.marks[top].keep = 0
	if end < len(src) && src[end] == '{' {
		if n := bytes.IndexAny(src[end:min(len(src), end+200)], "}\n"); n > 0 && src[end+n] == '}' {
			return end + n + 1 // attributes of the link
		}
	}
	return end
}

// target returns the end of "(destination "title")" at i, or 0.
func (r *inlineReducer) target(src []byte, i int) int {
	if i >= len(src) || src[i] != '(' {
		return 0
	}
	stop := min(len(src), i+r.work.limit(1<<16))
	depth := 0
	for j := i; j < stop; j++ {
		switch src[j] {
		case '\\':
			j++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return j + 1
			}
		case '"':
			if src[j-1] == ' ' || src[j-1] == '\n' {
				if n := bytes.IndexByte(src[j+1:stop], '"'); n >= 0 {
					j += n + 1
				}
			}
		case '\n':
			if j+1 < stop && src[j+1] == '\n' {
				stop = j
			}
		}
	}
	r.work.spend(stop - i)
	return 0
}

// reference returns the end of the reference link whose text is src[from:i],
// "[text][label]", "[text][]" or "[label]", or 0.
func (r *inlineReducer) reference(src []byte, from, i int) int {
	if len(r.refs) == 0 {
		return 0
	}
	label, end := src[from:i], i+1
	if end < len(src) && src[end] == '[' {
		n := bytes.IndexByte(src[end:min(len(src), end+1000)], ']')
		if n > 0 {
			if n > 1 {
				label = src[end+1 : end+n]
			}
			end += n + 1
		}
	}
	if len(label) > 999 || int(*r.work) < 0 {
		return 0
	}
	r.work.spend(len(label))
	if !r.refs[refKey(label)] {
		return 0
	}
	return end
}

// angle handles what begins with "<": an address stays, a tag goes.
func (r *inlineReducer) angle(src []byte, i int) int {
	stop := min(len(src), i+r.work.limit(1<<16))
	tail := src[i:max(i, stop)]
	end := 0
	switch {
	case len(tail) < 3:
	case bytes.HasPrefix(tail, []byte("<!--")):
		if end = bytes.Index(tail, []byte("-->")); end > 0 {
			return i + end + 3
		}
	case isLetter(tail[1]) || tail[1] == '/' && isLetter(tail[2]) || tail[1] == '?' || tail[1] == '!':
		end = inlineTag(tail)
	}
	if end <= 0 {
		r.work.spend(len(tail))
		r.out = append(r.out, '<')
		return i + 1
	}
	tag := tail[:end]
	if n := bytes.IndexAny(tag, ":@ \t\n"); n > 0 && (tag[n] == ':' || tag[n] == '@') {
		r.out = append(r.out, tag[1:end-1]...)
		return i + end
	}
	switch string(bytes.ToLower(tagName(tag[1:]))) {
	case "br", "p", "div", "li", "tr", "td", "th", "ul", "ol", "dt", "dd":
		r.out = append(r.out, ' ')
	case "img":
		r.out = append(r.out, altText(tag)...)
	}
	return i + end
}

// inlineTag returns the length of the tag at the head of s, or 0.
func inlineTag(s []byte) int {
	for j := 1; j < len(s); j++ {
		switch c := s[j]; c {
		case '>':
			return j + 1
		case '<':
			return 0
		case '"', '\'':
			if s[j-1] != '=' {
				continue
			}
			n := bytes.IndexByte(s[j+1:], c)
			if n < 0 {
				return 0
			}
			j += n + 1
		}
	}
	return 0
}

func (r *inlineReducer) entity(src []byte, i int) int {
	tail := src[i:min(len(src), i+33)]
	n := bytes.IndexByte(tail, ';')
	if n < 2 {
		r.out = append(r.out, '&')
		return i + 1
	}
	text := html.UnescapeString(string(tail[:n+1]))
	if text == "\n" {
		text = " "
	}
	r.out = append(r.out, text...)
	return i + n + 1
}

// attributeList returns the end of "{#id}", "{: .class}" or "{ .class }" at i,
// or 0.
func attributeList(src []byte, i int) int {
	tail := src[i:min(len(src), i+200)]
	n := bytes.IndexAny(tail[1:], "{}\n") + 1
	if n < 3 || tail[n] != '}' {
		return 0
	}
	body := bytes.TrimLeft(tail[1:n], ": ")
	if len(body) < 2 || body[0] != '#' && body[0] != '.' || !isLetter(body[1]) {
		return 0
	}
	return i + n + 1
}

// compact deletes the marks that were markup.
func (r *inlineReducer) compact() []byte {
	to, from := 0, 0
	for _, m := range r.marks {
		to += copy(r.out[to:], r.out[from:m.at+m.keep])
		from = m.at + m.size
	}
	to += copy(r.out[to:], r.out[from:])
	return r.out[:to]
}
