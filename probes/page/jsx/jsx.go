// SPDX-License-Identifier: Apache-2.0

package jsx

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// jsxBlanker removes the JavaScript of an MDX file from a copy of it: tags of
// components, expressions, comments. Newlines stay, so lines do.
type jsxBlanker struct {
	src, out []byte
	work     *scan.Budget
}

// Blank removes JSX tags and expressions outside of code.
func Blank(src []byte) []byte {
	b := jsxBlanker{src: src, out: make([]byte, 0, len(src)), work: scan.NewBudget(len(src))}
	for i := 0; i < len(src); {
		if i == 0 || src[i-1] == '\n' {
			if end := fencedEnd(src, i); end > i {
				b.keepRange(i, end)
				i = end
				continue
			}
		}
		i = b.readStep(i)
	}
	return b.out
}

func (b *jsxBlanker) keepRange(from, to int) { b.out = append(b.out, b.src[from:to]...) }

// dropRange removes a range but its newlines.
func (b *jsxBlanker) dropRange(from, to int) int {
	for range bytes.Count(b.src[from:to], []byte{'\n'}) {
		b.out = append(b.out, '\n')
	}
	return to
}

// readStep handles the byte at i and returns where to go on.
func (b *jsxBlanker) readStep(i int) int {
	switch b.src[i] {
	case '\\':
		end := min(i+2, len(b.src))
		b.keepRange(i, end)
		return end
	case '`':
		end := b.codeSpan(i)
		b.keepRange(i, end)
		return end
	case '{':
		return b.readExpression(i)
	case '<':
		return b.readTag(i)
	}
	n := bytes.IndexAny(b.src[i+1:], "\\`{<\n")
	end := len(b.src)
	if n >= 0 {
		end = i + 1 + n
		if b.src[end] == '\n' {
			end++
		}
	}
	b.keepRange(i, end)
	return end
}

// codeSpan returns the end of the code span at i, or of its backticks when
// nothing closes them within the paragraph.
func (b *jsxBlanker) codeSpan(i int) int {
	run := 1
	for i+run < len(b.src) && b.src[i+run] == '`' {
		run++
	}
	stop := min(len(b.src), i+run+b.work.Limit(scan.BraceLimit))
	if n := bytes.Index(b.src[i+run:stop], []byte("\n\n")); n >= 0 {
		stop = i + run + n
	}
	if end := scan.ClosingRun(b.src[:stop], i+run, '`', run); end > 0 {
		return end
	}
	b.work.Spend(stop - i)
	return i + run
}

func (b *jsxBlanker) readExpression(i int) int {
	end, ok := scan.BraceEnd(b.src, i, b.work.Limit(scan.BraceLimit))
	if !ok {
		b.work.Spend(scan.BraceLimit)
		b.keepRange(i, i+1)
		return i + 1
	}
	text, _ := scan.WholeLiteral(bytes.TrimSpace(b.src[i+1 : end-1]))
	b.out = append(b.out, text...)
	return b.dropRange(i, end)
}

// readTag removes a component's tag, and makes of an element's tag with attributes
// in braces one that HTML can read.
func (b *jsxBlanker) readTag(i int) int {
	if bytes.HasPrefix(b.src[i:], []byte("<!--")) {
		stop := min(len(b.src), i+b.work.Limit(1<<20))
		if n := bytes.Index(b.src[i:stop], []byte("-->")); n > 0 {
			return b.dropRange(i, i+n+3)
		}
		b.work.Spend(stop - i)
	}
	end, braces := b.tagEnd(i)
	if end == 0 {
		b.keepRange(i, i+1)
		return i + 1
	}
	name := scan.TagName(b.src[i+1 : end])
	if jsxUnsaid(b.src[i:end]) {
		return b.dropRange(i, b.elementEnd(string(name), end))
	}
	if len(name) > 0 && name[0] >= 'a' && !transparent[string(name)] {
		if !braces {
			b.keepRange(i, end)
			return end
		}
		b.out = append(b.out, '<')
		if b.src[i+1] == '/' {
			b.out = append(b.out, '/')
		}
		b.out = append(append(b.out, name...), '>')
		return b.dropRange(i, end)
	}
	b.out = append(b.out, scan.AltText(b.src[i:end])...)
	return b.dropRange(i, end)
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
	if j >= len(b.src) || !scan.IsLetter(b.src[j]) && b.src[j] != '>' {
		return 0, false
	}
	stop := min(len(b.src), i+b.work.Limit(scan.BraceLimit))
	for ; j < stop; j++ {
		switch c := b.src[j]; c {
		case '>':
			return j + 1, braces
		case '<':
			b.work.Spend(j - i)
			return 0, false
		case '"', '\'':
			n := bytes.IndexByte(b.src[j+1:stop], c)
			if n < 0 {
				b.work.Spend(stop - i)
				return 0, false
			}
			j += n + 1
		case '{':
			brace, ok := scan.BraceEnd(b.src[:stop], j, stop-j)
			if !ok {
				b.work.Spend(2 * (stop - i))
				return 0, false
			}
			j, braces = brace-1, true
		case ':', '@':
			return 0, false // an autolink
		}
	}
	b.work.Spend(stop - i)
	return 0, false
}

// fencedEnd returns the end of the fenced code block whose opening line begins
// at i, or i when there is none.
func fencedEnd(src []byte, i int) int {
	line, rest := scan.LineAt(src, i)
	run := scan.FenceRun(line[scan.ContainerPrefix(line):])
	if run == nil || run[0] == '`' && bytes.IndexByte(line[bytes.Index(line, run)+len(run):], '`') >= 0 {
		return i
	}
	for rest < len(src) {
		from := rest
		line, rest = scan.LineAt(src, from)
		body := line[scan.ContainerPrefix(line):]
		if end := scan.FenceRun(body); len(end) >= len(run) && end[0] == run[0] && scan.IsBlank(body[len(end):]) {
			return rest
		}
	}
	return len(src)
}

// Dedent takes off the indent that lines have for the components around
// them: MDX knows no indented code, and CommonMark would see nothing else. The
// indent inside of a list is the list's own and stays, relative to its first
// marker.
func Dedent(src []byte) []byte {
	out := make([]byte, 0, len(src))
	d := jsxDedent{list: -1}
	for line := range bytes.Lines(src) {
		out = append(out, d.dedentLine(line)...)
	}
	return out
}

type jsxDedent struct {
	base  int    // the indent to take off
	list  int    // indent of the open list's markers, -1 outside of one
	fence []byte // the open code fence
}

func (d *jsxDedent) dedentLine(line []byte) []byte {
	text := bytes.TrimLeft(line, " \t")
	if scan.IsBlank(text) {
		return line
	}
	indent := len(line) - len(text)
	body := text[scan.ContainerPrefix(text):]
	if d.fence != nil {
		if run := scan.FenceRun(body); len(run) >= len(d.fence) && run[0] == d.fence[0] && scan.IsBlank(body[len(run):]) {
			d.fence = nil
		}
		return line[min(indent, d.base):]
	}
	item := scan.AfterBullet(text) != nil
	if indent < d.list || indent == d.list && !item {
		d.list = -1
	}
	if d.list < 0 {
		d.base = indent
		if item {
			d.list = indent
		}
	}
	if run := scan.FenceRun(body); run != nil && (run[0] == '~' || bytes.IndexByte(body[len(run):], '`') < 0) {
		d.fence = run
	}
	return line[min(indent, d.base):]
}
