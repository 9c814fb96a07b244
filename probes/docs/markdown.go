// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Only goldmark's block structure is used. Its inline parsers and its table and
// link reference transformers take quadratic time on hostile paragraphs, and
// their trees hold much more than plain text needs; this package's inline
// reducer and table rows stand in for them.
var (
	markdownBlocks = parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...))
	mdxBlocks      = parser.NewParser(parser.WithBlockParsers(withoutIndentedCode()...))
)

// withoutIndentedCode are MDX's blocks: text indented inside of a component is
// text.
func withoutIndentedCode() (kept []util.PrioritizedValue) {
	for _, p := range parser.DefaultBlockParsers() {
		if p.Priority != 500 {
			kept = append(kept, p)
		}
	}
	return kept
}

// markdownReader emits the blocks of one Markdown file.
type markdownReader struct {
	builder
	src    []byte
	lines  lineCursor
	inline inlineReducer
	refs   map[string]bool
}

// maxMarkdownLines bounds a file for goldmark, whose trees take some 300 bytes a
// line: a longer one, as no documentation is, is read as plain text.
const maxMarkdownLines = 500_000

func readMarkdown(src []byte, mdx bool) *Document {
	if bytes.Count(src, []byte{'\n'}) > maxMarkdownLines {
		return readPlain(src)
	}
	prep := prepareMarkdown(src, mdx)
	blocks := markdownBlocks
	if mdx {
		prep.text = dedentJSX(blankJSX(prep.text))
		blocks = mdxBlocks
	}
	squeezed, lines := squeezeBlanks(prep.text)
	root := blocks.Parse(text.NewReader(squeezed))
	r := markdownReader{src: squeezed, lines: newLineCursor(squeezed), refs: map[string]bool{}}
	r.inline.refs, r.inline.work = r.refs, newBudget(len(src))
	r.collect(root)
	r.children(root)
	lines.restore(r.blocks)
	d := &Document{Title: prep.title, Blocks: r.blocks}
	if prep.title != "" && !(len(d.Blocks) > 0 && d.Blocks[0].Level == 1 && d.Blocks[0].Text == prep.title) {
		head := Block{Kind: Heading, Level: 1, Text: prep.title, Start: prep.titleLine, End: prep.titleLine}
		d.Blocks = append([]Block{head}, d.Blocks...)
	}
	return d
}

// collect takes the link reference definitions out of the paragraphs: all must
// be known before the first paragraph is reduced. The depth of the tree is
// bounded by prepareMarkdown.
func (r *markdownReader) collect(n ast.Node) {
	if n.Kind() == ast.KindParagraph {
		r.definitions(n.Lines())
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.collect(c)
	}
}

func (r *markdownReader) definitions(lines *text.Segments) {
	n := 0
	for n < lines.Len() {
		seg := lines.At(n)
		label, rest, ok := definition(seg.Value(r.src))
		if !ok {
			break
		}
		n++
		if blank(rest) && n < lines.Len() {
			n++ // the target has a line of its own
		}
		if n < lines.Len() {
			next := lines.At(n)
			if quotedLine(next.Value(r.src)) {
				n++
			}
		}
		r.refs[label] = true
	}
	if n > 0 {
		lines.SetSliced(n, lines.Len())
	}
}

// definition reads "[label]: target".
func definition(line []byte) (label string, rest []byte, ok bool) {
	line = bytes.TrimLeft(line, " ")
	if len(line) == 0 || line[0] != '[' {
		return "", nil, false
	}
	end := bytes.IndexByte(line, ']')
	if end < 2 || end > 999 || end+1 >= len(line) || line[end+1] != ':' || line[1] == '^' {
		return "", nil, false
	}
	rest = bytes.TrimSpace(line[end+2:])
	if i := bytes.IndexAny(rest, " \t"); i > 0 && !quotedLine(rest[i:]) {
		return "", nil, false // words, not a target and a title
	}
	return refKey(line[1:end]), rest, true
}

func refKey(label []byte) string { return strings.ToLower(collapse(string(label))) }

// quotedLine tells whether a line is a link title.
func quotedLine(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) < 2 {
		return false
	}
	first, last := line[0], line[len(line)-1]
	return (first == '"' || first == '\'') && first == last || first == '(' && last == ')'
}

func (r *markdownReader) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.node(c)
	}
}

func (r *markdownReader) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.prose(n.Lines(), Heading, n.Level)
	case *ast.Paragraph, *ast.TextBlock:
		r.paragraph(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.code(n.Lines())
	case *ast.HTMLBlock:
		r.html(n)
	default:
		r.children(n)
	}
}

// paragraph emits text, or the table that the paragraph turns out to be.
func (r *markdownReader) paragraph(n ast.Node) {
	kind := Paragraph
	if n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil {
		kind = Item
	}
	lines := n.Lines()
	if at := r.tableAt(lines); at >= 0 {
		r.prose(lineSlice(lines, 0, at), kind, 0)
		r.row(lines.At(at))
		for i := at + 2; i < lines.Len(); i++ {
			r.row(lines.At(i))
		}
		return
	}
	r.terms(lines, kind)
}

// terms emits a paragraph, cut where a line begins with ": ", which is how
// kramdown and others write the definition of the term before it.
func (r *markdownReader) terms(lines *text.Segments, kind Kind) {
	from := 0
	for i := range lines.Len() {
		seg := lines.At(i)
		if !bytes.HasPrefix(seg.Value(r.src), []byte(": ")) {
			continue
		}
		if i > from {
			r.prose(lineSlice(lines, from, i), kind, 0)
		}
		from, kind = i, Item
	}
	if from > 0 || kind == Item {
		lines = lineSlice(lines, from, lines.Len())
	}
	r.prose(lines, kind, 0)
}

func lineSlice(lines *text.Segments, from, to int) *text.Segments {
	s := text.NewSegments()
	s.AppendAll(lines.Sliced(from, to))
	return s
}

// prose emits the lines as one block.
func (r *markdownReader) prose(lines *text.Segments, kind Kind, level int) {
	if lines.Len() == 0 {
		return
	}
	src := r.inline.src[:0]
	for i := range lines.Len() {
		seg := lines.At(i)
		src = append(src, seg.Value(r.src)...)
		if !bytes.HasSuffix(src, []byte{'\n'}) {
			src = append(src, '\n')
		}
	}
	r.inline.src = src
	if kind == Item {
		src = trimCheckbox(src)
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	r.begin(kind, level)
	line := r.lines.at(first.Start)
	r.add(r.inline.reduce(src, false), line)
	// The reduced text has lost newlines inside of links and comments.
	r.start, r.end = line, r.lines.at(last.Start)
	r.flush()
}

func trimCheckbox(src []byte) []byte {
	for _, box := range []string{"[ ] ", "[x] ", "[X] ", ": "} {
		if rest, ok := bytes.CutPrefix(src, []byte(box)); ok {
			return rest
		}
	}
	return src
}

func (r *markdownReader) code(lines *text.Segments) {
	for i := range lines.Len() {
		seg := lines.At(i)
		r.begin(Code, 0)
		r.add(seg.Value(r.src), r.lines.at(seg.Start))
		r.flush()
	}
}

// html reduces a block of raw HTML with the HTML reader.
func (r *markdownReader) html(n *ast.HTMLBlock) {
	lines := n.Lines()
	var src []byte
	first := n.ClosureLine
	if lines.Len() > 0 {
		first = lines.At(0)
	}
	for i := range lines.Len() {
		seg := lines.At(i)
		src = append(src, seg.Value(r.src)...)
	}
	if n.HasClosure() {
		src = append(src, n.ClosureLine.Value(r.src)...)
	}
	if len(src) == 0 || n.HTMLBlockType == ast.HTMLBlockType2 && bytes.HasSuffix(bytes.TrimSpace(src), []byte("-->")) {
		return
	}
	d := readHTML(src, htmlOptions{offset: r.lines.at(first.Start) - 1})
	r.blocks = append(r.blocks, d.Blocks...)
}
