// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/frontmatter"
	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// Nesting beyond these bounds is cut: goldmark looks at each open block on each
// line, and walks its tree by recursion.
const (
	maxNesting = 48
	maxIndent  = 256
)

// prepared is Markdown with the extensions of other dialects turned into what
// CommonMark knows. Each line stands for the same line of the source.
type prepared struct {
	text  []byte
	front frontmatter.Matter
}

// preparer rewrites a file line by line.
type preparer struct {
	out      []byte
	mdx      bool
	fence    []byte // the open code fence, nil outside of one
	unsaid   bool   // the open fence holds what is not shown
	markup   []byte // the open fence of a MyST directive, whose content is Markdown
	admonish []int  // indents of the open "!!!" blocks
	module   bool   // inside an MDX import or export
	src      []byte // all of the file
	next     int    // offset in it of the line after this one
	comment  closing
	marks    int              // sum of the squares of the headings' marks
	endless  map[closing]bool // comments that do not end after next
}

func prepareMarkdown(src []byte, mdx bool) prepared {
	front := frontmatter.Read(src)
	p := preparer{out: make([]byte, 0, len(src)+len(src)/64+64), mdx: mdx, src: src}
	for n := 0; p.next < len(src); n++ {
		var line []byte
		line, p.next = scan.LineAt(src, p.next)
		if n >= front.Lines {
			p.writeUncommented(p.dedentLine(bytes.TrimSuffix(line, []byte{'\r'})))
		}
		p.out = append(p.out, '\n')
	}
	return prepared{text: p.out, front: front}
}

// dedentLine takes the indent of the open admonitions off a line and closes those
// that it has left.
func (p *preparer) dedentLine(line []byte) []byte {
	if len(p.admonish) == 0 || scan.IsBlank(line) {
		return line
	}
	if line[0] == '\t' { // tabs count as four here, as MkDocs has them
		line = bytes.Replace(line, []byte{'\t'}, []byte("    "), maxIndent)
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	depth := 0
	for depth < len(p.admonish) && indent >= p.admonish[depth]+4*(depth+1) {
		depth++
	}
	if p.fence == nil || depth < len(p.admonish) {
		p.admonish = p.admonish[:depth]
	}
	return line[4*depth:]
}

// writeUncommented writes a line less the comment of a template language that it
// lies in or ends.
func (p *preparer) writeUncommented(line []byte) {
	if p.comment.end != "" {
		n := p.comment.findEnd(line)
		if n < 0 {
			return
		}
		p.comment = closing{}
		line = line[n:]
	}
	p.writeLine(line)
}

// writeLine writes what becomes of one line.
func (p *preparer) writeLine(line []byte) {
	body := line[scan.ContainerPrefix(line):]
	if p.fence != nil {
		p.writeFenced(line, body)
		return
	}
	if len(body) == 0 {
		p.module = false
		p.out = append(p.out, boundNesting(line)...)
		return
	}
	switch body[0] {
	case '`', '~':
		if p.fenceMark(line, body) {
			return
		}
	case ':':
		if bytes.HasPrefix(body, []byte(":::")) {
			p.writeContainer(line, body)
			return
		}
		if p.markup != nil && fieldName(body) != "" {
			return // an option of a MyST directive
		}
	case '%':
		if p.mystComment(line, body) {
			return
		}
	case '!', '?', '=':
		if title, ok := admonitionTitle(body); ok {
			indent, _ := scan.IndentOf(line)
			p.admonish = append(p.admonish, indent)
			p.out = append(append(p.out, line[:len(line)-len(body)]...), title...)
			return
		}
	case '[':
		if docfxMarker(body) || bytes.HasPrefix(body, []byte("[//]: #")) {
			p.out = append(p.out, line[:len(line)-len(body)]...)
			return
		}
		if n := footnoteLength(body); n > 0 && n < len(body) && body[n] == ':' {
			p.out = append(append(p.out, line[:len(line)-len(body)]...), holder) // see markdownReader.readText
			line = body[n+1:]
		}
	case 'i', 'e':
		if p.mdx && len(body) == len(line) && moduleLine(body) {
			p.module = true
		}
	}
	if p.module {
		return
	}
	p.writePlain(line)
}

// affordsHeading tells whether a heading may be parsed; see boundedParagraphs.
func (p *preparer) affordsHeading(line []byte) bool {
	marks := countMarks(line)
	p.marks += marks * marks
	return len(line) <= maxHeading && p.marks <= maxInlineMarks
}

// mystComment tells whether a line is a comment of MyST, "% …". Where it goes on
// with a paragraph, a word such as "%PATH%" is none.
func (p *preparer) mystComment(line, body []byte) bool {
	indent, text := scan.IndentOf(line)
	if indent >= 4 && len(text) == len(body) || len(body) > 1 && (body[1] == '}' || body[1] == '{') {
		return false // code, or the end of a tag
	}
	if len(body) == 1 || body[1] == ' ' || body[1] == '\t' || body[1] == '%' {
		return true
	}
	word, _, _ := bytes.Cut(body[1:], []byte{' '})
	return bytes.HasSuffix(p.out, []byte("\n\n")) && bytes.IndexByte(word, '%') < 0
}

// writePlain writes a line outside of any fence.
func (p *preparer) writePlain(line []byte) {
	line = boundNesting(line)
	if n := scan.ContainerPrefix(line); n < len(line) && line[n] == '#' && !p.affordsHeading(line) {
		line = bytes.TrimLeft(line[n:], "# ")
	}
	if bytes.Contains(line, []byte("<%")) || bytes.IndexByte(line, '{') >= 0 {
		if block := liquidHilite.FindSubmatch(line); block != nil {
			p.fence = []byte("{%")
			p.out = append(append(p.out, "```"...), block[1]...)
			return
		}
		line = p.dropTags(line)
	}
	if bytes.Contains(line, []byte(":::image")) {
		line = docfxImage.ReplaceAll(line, []byte("$1"))
	}
	p.out = append(p.out, line...)
}

// writeFenced writes a line of a code block, or the fence that ends it.
func (p *preparer) writeFenced(line, body []byte) {
	if bytes.HasPrefix(p.fence, []byte("{%")) {
		if bytes.Contains(body, []byte("endhighlight")) {
			p.fence = nil
			p.out = append(p.out, "```"...)
			return
		}
	} else if run := scan.FenceRun(body); len(run) >= len(p.fence) && run[0] == p.fence[0] && scan.IsBlank(body[len(run):]) {
		p.fence = nil
		if p.unsaid {
			p.unsaid = false
			return
		}
	}
	if p.unsaid {
		return
	}
	if bytes.Contains(line, []byte("{%")) && bytes.Contains(line, []byte("raw")) {
		line = liquidRaw.ReplaceAll(line, nil)
	}
	p.out = append(p.out, boundNesting(line)...)
}

// fenceMark handles a line that opens a fence, or ends a MyST directive.
func (p *preparer) fenceMark(line, body []byte) bool {
	run := scan.FenceRun(body)
	if run == nil {
		return false
	}
	info := bytes.TrimSpace(body[len(run):])
	if p.markup != nil && len(info) == 0 && len(run) >= len(p.markup) && run[0] == p.markup[0] {
		p.markup = nil
		return true
	}
	if run[0] == '`' && bytes.IndexByte(info, '`') >= 0 {
		return false // a code span
	}
	if name, arg, ok := mystDirective(info); ok && !codeDirective[name] {
		if bodyless[name] {
			p.fence, p.unsaid = run, true
			return true
		}
		p.markup = run
		if !dropDirective[name] {
			p.out = append(append(p.out, line[:len(line)-len(body)]...), arg...)
		}
		return true
	}
	p.fence = run
	p.out = append(p.out, boundNesting(line)...)
	return true
}

// mystDirective reads the info string "{name} argument".
func mystDirective(info []byte) (name string, arg []byte, ok bool) {
	if len(info) < 3 || info[0] != '{' {
		return "", nil, false
	}
	end := bytes.IndexByte(info, '}')
	if end < 2 || !scan.IsLetter(info[1]) || bytes.ContainsAny(info[1:end], " ,.=") {
		return "", nil, false
	}
	return string(info[1:end]), bytes.TrimSpace(info[end+1:]), true
}

// boundNesting strips the markers of a line that would nest too deep, and
// leaves its text.
func boundNesting(line []byte) []byte {
	n, markers, col := scan.MeasurePrefix(line)
	if markers > maxNesting || markers > 0 && col > maxIndent {
		return line[n:]
	}
	return line
}
