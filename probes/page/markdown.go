// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/ossf/package-manager-landscape/probes/page/jsx"
)

// markdownReader emits the blocks of one Markdown file.
type markdownReader struct {
	builder
	src    []byte
	lines  lineCursor
	hidden skipper // an element of raw HTML whose contents are not said
	inline skipper // the same, within one paragraph
	atBOL  bool    // the next text begins a line of its paragraph
	inCell bool
}

// maxMarkdownLines bounds a file for goldmark, whose trees take some 300 bytes a
// line: a longer one, as no documentation is, is read as plain text.
const maxMarkdownLines = 150_000

func readMarkdown(src []byte, mdx bool) *Document {
	if bytes.Count(src, []byte{'\n'}) > maxMarkdownLines {
		return readPlain(src)
	}
	prep := prepareMarkdown(src, mdx)
	markdown := markdownParser
	if mdx {
		prep.text = jsx.Dedent(jsx.Blank(prep.text))
		markdown = mdxParser
	}
	squeezed, lines := squeezeBlanks(prep.text)
	r := markdownReader{src: squeezed, lines: newLineCursor(squeezed)}
	r.readChildren(markdown.Parse(text.NewReader(squeezed)))
	lines.restoreLines(r.blocks)
	// Goldmark puts a heading that it makes of the lines before a table after it.
	slices.SortStableFunc(r.blocks, func(a, b Block) int { return a.Start - b.Start })
	d := &Document{Blocks: r.blocks}
	applyMatter(d, prep.front)
	return d
}

func (r *markdownReader) readChildren(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.readNode(c)
	}
}

func (r *markdownReader) readNode(n ast.Node) {
	if r.hidden.isOpen() && n.Kind() != ast.KindHTMLBlock {
		r.readChildren(n) // the end of what is hidden may be among them
		return
	}
	switch n := n.(type) {
	case *ast.Heading:
		if tabTitle(n) {
			r.readProse(n, Paragraph, 0)
			return
		}
		r.readProse(n, Heading, n.Level)
	case *ast.Paragraph, *ast.TextBlock:
		r.readProse(n, r.paragraphKind(n), 0)
	case *plainBlock:
		r.readPlainBlock(n)
	case *extast.TableHeader, *extast.TableRow:
		r.readRow(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.readCode(n.Lines())
	case *ast.HTMLBlock:
		r.readHTMLBlock(n)
	default:
		r.readChildren(n)
	}
}

// paragraphKind tells the first text of a list item from other paragraphs.
func (r *markdownReader) paragraphKind(n ast.Node) Kind {
	if n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil {
		return Item
	}
	return Paragraph
}

// tabTitle tells whether a heading is DocFX's name of a tab, "# [Name](#tab/id)",
// which is not a heading of the page: the tab belongs to its section.
func tabTitle(n *ast.Heading) bool {
	link, ok := n.FirstChild().(*ast.Link)
	return ok && link.NextSibling() == nil && bytes.HasPrefix(link.Destination, []byte("#tab/"))
}

// readProse emits a block of inline markup.
func (r *markdownReader) readProse(n ast.Node, kind Kind, level int) {
	r.beginBlock(kind, level)
	r.atBOL, r.inline = true, skipper{}
	r.readInlines(n)
	r.endBlock()
}

// readPlainBlock emits a paragraph that was too costly to parse, marks and all.
func (r *markdownReader) readPlainBlock(n *plainBlock) {
	r.beginBlock(r.paragraphKind(n), 0)
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		r.addLine(seg.Value(r.src), r.lines.lineOf(seg.Start))
	}
	r.endBlock()
}

func (r *markdownReader) readRow(n ast.Node) {
	r.beginBlock(Row, 0)
	r.inCell = true
	for c := n.FirstChild(); c != nil && c.Lines().Len() > 0; c = c.NextSibling() { // those beyond fill the row up
		line := r.lines.lineOf(max(c.Lines().At(0).Start, r.lines.off))
		if c != n.FirstChild() {
			r.addCell(line)
		}
		r.atBOL, r.inline = false, skipper{}
		r.readInlines(c)
	}
	r.inCell = false
	r.endBlock()
}

func (r *markdownReader) readCode(lines *text.Segments) {
	for i := range lines.Len() {
		seg := lines.At(i)
		r.addBlock(Code, 0, seg.Value(r.src), r.lines.lineOf(seg.Start))
	}
}

// readHTMLBlock reduces a block of raw HTML with the HTML reader.
func (r *markdownReader) readHTMLBlock(n *ast.HTMLBlock) {
	first, src := n.ClosureLine, n.Lines().Value(r.src)
	if n.Lines().Len() > 0 {
		first = n.Lines().At(0)
	}
	if n.HasClosure() {
		src = append(src, n.ClosureLine.Value(r.src)...)
	}
	if len(src) == 0 {
		return
	}
	d, hidden := readFragment(src, htmlOptions{fragment: true, offset: r.lines.lineOf(first.Start) - 1}, r.hidden)
	r.hidden = hidden
	r.blocks = append(r.blocks, d.Blocks...)
}
