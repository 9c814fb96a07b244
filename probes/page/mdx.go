// SPDX-License-Identifier: Apache-2.0

package page

import "bytes"

// jsxBlanker removes the JavaScript of an MDX file from a copy of it: tags of
// components, expressions, comments. Newlines stay, so lines do.
type jsxBlanker struct {
	src, out []byte
	work     *budget
}

// blankJSX removes JSX tags and expressions outside of code.
func blankJSX(src []byte) []byte {
	b := jsxBlanker{src: src, out: make([]byte, 0, len(src)), work: newBudget(len(src))}
	for i := 0; i < len(src); {
		if i == 0 || src[i-1] == '\n' {
			if end := fencedEnd(src, i); end > i {
				b.keep(i, end)
				i = end
				continue
			}
		}
		i = b.step(i)
	}
	return b.out
}

func (b *jsxBlanker) keep(from, to int) { b.out = append(b.out, b.src[from:to]...) }

// drop removes a range but its newlines.
func (b *jsxBlanker) drop(from, to int) int {
	for range bytes.Count(b.src[from:to], []byte{'\n'}) {
		b.out = append(b.out, '\n')
	}
	return to
}

// step handles the byte at i and returns where to go on.
func (b *jsxBlanker) step(i int) int {
	switch b.src[i] {
	case '\\':
		end := min(i+2, len(b.src))
		b.keep(i, end)
		return end
	case '`':
		end := b.codeSpan(i)
		b.keep(i, end)
		return end
	case '{':
		return b.expression(i)
	case '<':
		return b.tag(i)
	}
	n := bytes.IndexAny(b.src[i+1:], "\\`{<\n")
	end := len(b.src)
	if n >= 0 {
		end = i + 1 + n
		if b.src[end] == '\n' {
			end++
		}
	}
	b.keep(i, end)
	return end
}

// codeSpan returns the end of the code span at i, or of its backticks when
// nothing closes them within the paragraph.
func (b *jsxBlanker) codeSpan(i int) int {
	run := 1
	for i+run < len(b.src) && b.src[i+run] == '`' {
		run++
	}
	stop := min(len(b.src), i+run+b.work.limit(braceLimit))
	if n := bytes.Index(b.src[i+run:stop], []byte("\n\n")); n >= 0 {
		stop = i + run + n
	}
	if end := closingRun(b.src[:stop], i+run, '`', run); end > 0 {
		return end
	}
	b.work.spend(stop - i)
	return i + run
}

func (b *jsxBlanker) expression(i int) int {
	end, ok := braceEnd(b.src, i, b.work.limit(braceLimit))
	if !ok {
		b.work.spend(braceLimit)
		b.keep(i, i+1)
		return i + 1
	}
	inner := bytes.TrimSpace(b.src[i+1 : end-1])
	if text, ok := literal(inner); ok && len(text)+2 == len(inner) {
		b.out = append(b.out, text...)
	}
	return b.drop(i, end)
}

// tag removes a component's tag, and makes of an element's tag with attributes
// in braces one that HTML can read.
func (b *jsxBlanker) tag(i int) int {
	if bytes.HasPrefix(b.src[i:], []byte("<!--")) {
		stop := min(len(b.src), i+b.work.limit(1<<20))
		if n := bytes.Index(b.src[i:stop], []byte("-->")); n > 0 {
			return b.drop(i, i+n+3)
		}
		b.work.spend(stop - i)
	}
	end, braces := b.tagEnd(i)
	if end == 0 {
		b.keep(i, i+1)
		return i + 1
	}
	name := tagName(b.src[i+1 : end])
	if jsxUnsaid(b.src[i:end]) {
		return b.drop(i, b.elementEnd(string(name), end))
	}
	if len(name) > 0 && name[0] >= 'a' && !transparent[string(name)] {
		if !braces {
			b.keep(i, end)
			return end
		}
		b.out = append(b.out, '<')
		if b.src[i+1] == '/' {
			b.out = append(b.out, '/')
		}
		b.out = append(append(b.out, name...), '>')
		return b.drop(i, end)
	}
	b.out = append(b.out, altText(b.src[i:end])...)
	return b.drop(i, end)
}

// transparent are the elements in which MDX reads Markdown, where CommonMark
// would see a block of HTML.
var transparent = map[string]bool{
	"div": true, "section": true, "article": true, "details": true, "span": true, "center": true,
	"main": true, "aside": true, "blockquote": true,
}

// tagEnd returns the offset after the tag at i, 0 when it is none, and whether
// it has attributes in braces.
func (b *jsxBlanker) tagEnd(i int) (end int, braces bool) {
	j := i + 1
	if j < len(b.src) && b.src[j] == '/' {
		j++
	}
	if j >= len(b.src) || !isLetter(b.src[j]) && b.src[j] != '>' {
		return 0, false
	}
	stop := min(len(b.src), i+b.work.limit(braceLimit))
	for ; j < stop; j++ {
		switch c := b.src[j]; c {
		case '>':
			return j + 1, braces
		case '<':
			b.work.spend(j - i)
			return 0, false
		case '"', '\'':
			n := bytes.IndexByte(b.src[j+1:stop], c)
			if n < 0 {
				b.work.spend(stop - i)
				return 0, false
			}
			j += n + 1
		case '{':
			brace, ok := braceEnd(b.src[:stop], j, stop-j)
			if !ok {
				b.work.spend(2 * (stop - i))
				return 0, false
			}
			j, braces = brace-1, true
		case ':', '@':
			return 0, false // an autolink
		}
	}
	b.work.spend(stop - i)
	return 0, false
}

// tagName is the name in what follows a tag's "<".
func tagName(s []byte) []byte {
	s = bytes.TrimPrefix(s, []byte{'/'})
	n := 0
	for n < len(s) && (isWord(s[n]) || s[n] == '-' || s[n] == '.') {
		n++
	}
	return s[:n]
}

// altText is the alt text that a tag holds in plain quotes, on one line.
func altText(tag []byte) []byte {
	i := bytes.Index(tag, []byte(` alt="`))
	if i < 0 {
		return nil
	}
	s := tag[i+len(` alt="`):]
	end := bytes.IndexByte(s, '"')
	if end < 0 || bytes.IndexByte(s[:end], '\n') >= 0 {
		return nil
	}
	return s[:end]
}

// fencedEnd returns the end of the fenced code block whose opening line begins
// at i, or i when there is none.
func fencedEnd(src []byte, i int) int {
	line, rest := lineAt(src, i)
	run := fenceRun(line[containerPrefix(line):])
	if run == nil || run[0] == '`' && bytes.IndexByte(line[bytes.Index(line, run)+len(run):], '`') >= 0 {
		return i
	}
	for rest < len(src) {
		from := rest
		line, rest = lineAt(src, from)
		body := line[containerPrefix(line):]
		if end := fenceRun(body); len(end) >= len(run) && end[0] == run[0] && blank(body[len(end):]) {
			return rest
		}
	}
	return len(src)
}

// lineAt returns the line at i without its newline, and where the next begins.
func lineAt(src []byte, i int) ([]byte, int) {
	n := bytes.IndexByte(src[i:], '\n')
	if n < 0 {
		return src[i:], len(src)
	}
	return src[i : i+n], i + n + 1
}

// dedentJSX takes off the indent that lines have for the components around
// them: MDX knows no indented code, and CommonMark would see nothing else. The
// indent inside of a list is the list's own and stays, relative to its first
// marker.
func dedentJSX(src []byte) []byte {
	out := make([]byte, 0, len(src))
	d := jsxDedent{list: -1}
	for i := 0; i < len(src); {
		_, next := lineAt(src, i)
		out = append(out, d.line(src[i:next])...)
		i = next
	}
	return out
}

type jsxDedent struct {
	base  int    // the indent to take off
	list  int    // indent of the open list's markers, -1 outside of one
	fence []byte // the open code fence
}

func (d *jsxDedent) line(line []byte) []byte {
	text := bytes.TrimLeft(line, " \t")
	if blank(text) {
		return line
	}
	indent := len(line) - len(text)
	body := text[containerPrefix(text):]
	if d.fence != nil {
		if run := fenceRun(body); len(run) >= len(d.fence) && run[0] == d.fence[0] && blank(body[len(run):]) {
			d.fence = nil
		}
		return line[min(indent, d.base):]
	}
	item := bullet(text) != nil
	if indent < d.list || indent == d.list && !item {
		d.list = -1
	}
	if d.list < 0 {
		d.base = indent
		if item {
			d.list = indent
		}
	}
	if run := fenceRun(body); run != nil && (run[0] == '~' || bytes.IndexByte(body[len(run):], '`') < 0) {
		d.fence = run
	}
	return line[min(indent, d.base):]
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
