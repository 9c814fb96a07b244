// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// Goldmark takes quadratic time on hostile paragraphs, so what it may parse is
// bounded: by the size of a paragraph, by the cells of the tables of a page, and
// by an estimate of the cost of all of its paragraphs. What is beyond is read as
// plain text; no documentation comes near.
const (
	maxParagraph   = 16 << 10
	maxTableCells  = 100_000
	maxHeading     = 4 << 10
	maxInlineMarks = 30_000_000 // sum over the paragraphs, and over the headings, of the square of their marks
	maxDefinitions = 4 << 10    // bytes of link definitions that are parsed at a time
)

var (
	markdownParser = newMarkdownParser(parser.DefaultBlockParsers())
	mdxParser      = newMarkdownParser(withoutIndentedCode)
)

func newMarkdownParser(blocks []util.PrioritizedValue) parser.Parser {
	inlines := append(parser.DefaultInlineParsers(),
		util.Prioritized(dropParser{'{', attributeLength}, 50),
		util.Prioritized(extension.NewTaskCheckBoxParser(), 60),
		util.Prioritized(dropParser{'[', func(_ ast.Node, line []byte) int { return footnoteLength(line) }}, 70),
		util.Prioritized(strikeParser{extension.NewStrikethroughParser()}, 500))
	return parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(util.Prioritized(boundedParagraphs{}, 1)))
}

// withoutIndentedCode are MDX's blocks: text indented inside of a component is
// text.
var withoutIndentedCode = slices.DeleteFunc(parser.DefaultBlockParsers(), func(p util.PrioritizedValue) bool {
	return p.Priority == 500
})

// plainBlock is a paragraph that is not parsed any further.
type plainBlock struct{ ast.BaseBlock }

var kindPlainBlock = ast.NewNodeKind("PlainBlock")

func (*plainBlock) Kind() ast.NodeKind        { return kindPlainBlock }
func (*plainBlock) IsRaw() bool               { return true }
func (b *plainBlock) Dump(src []byte, at int) { ast.DumpHelper(b, src, at, nil, nil) }

// parseCost is what the parsing of one page has cost so far.
type parseCost struct{ marks, cells int }

var parseCostKey = parser.NewContextKey()

func costOf(pc parser.Context) *parseCost {
	return pc.ComputeIfAbsent(parseCostKey, func() any { return &parseCost{} }).(*parseCost)
}

// boundedParagraphs takes link definitions and tables out of paragraphs, as
// goldmark's own transformers do, and makes plain text of what would cost too
// much.
type boundedParagraphs struct{}

// Transform implements parser.ParagraphTransformer.
func (boundedParagraphs) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	takeDefinitions(node, reader, pc)
	if node.Parent() == nil {
		return
	}
	cost, src := costOf(pc), reader.Source()
	if table, ok := measureTable(node.Lines(), src); ok && cost.cells+table.cells <= maxTableCells && cost.marks+table.marks <= maxInlineMarks {
		extension.NewTableParagraphTransformer().Transform(node, reader, pc)
		cost.cells += table.cells
		cost.marks += table.marks
		if node.Parent() == nil {
			return
		}
	}
	size, marks := 0, 0
	for i := range node.Lines().Len() {
		seg := node.Lines().At(i)
		size += seg.Len()
		marks += countMarks(seg.Value(src))
	}
	if size <= maxParagraph && cost.marks+marks*marks <= maxInlineMarks {
		cost.marks += marks * marks
		return
	}
	plain := &plainBlock{}
	plain.SetLines(node.Lines())
	node.Parent().ReplaceChild(node.Parent(), node, plain)
}

// takeDefinitions parses link definitions some lines at a time: each may look
// for the end of its title through all of the lines that it is given.
func takeDefinitions(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	parent, src := node.Parent(), reader.Source()
	for lines := node.Lines(); lines.Len() > 0; {
		first := lines.At(0)
		if head := bytes.TrimLeft(first.Value(src), " "); len(head) == 0 || head[0] != '[' || len(head) > maxDefinitions {
			return
		}
		n, size := 0, 0
		for n < lines.Len() && (n == 0 || size < maxDefinitions) {
			seg := lines.At(n)
			size += seg.Len()
			n++
		}
		piece := ast.NewParagraph()
		piece.Lines().AppendAll(lines.Sliced(0, n))
		parent.InsertBefore(parent, node, piece)
		parser.LinkReferenceParagraphTransformer.Transform(piece, reader, pc)
		left := 0
		if piece.Parent() != nil {
			left = piece.Lines().Len()
			parent.RemoveChild(parent, piece)
		}
		if left == n {
			return
		}
		lines.SetSliced(n-left, lines.Len())
	}
	parent.RemoveChild(parent, node)
}

// tableSize is what a table would cost: cells, those that goldmark adds to short
// rows included, and the square of the marks of each row.
type tableSize struct{ cells, marks int }

// measureTable measures the table that the lines hold, if they hold one.
func measureTable(lines *text.Segments, src []byte) (size tableSize, ok bool) {
	columns := 0
	for i := range lines.Len() {
		seg := lines.At(i)
		line := seg.Value(src)
		if columns == 0 {
			if i > 0 && len(bytes.Trim(line, "|-: \t\r\n")) == 0 && bytes.IndexByte(line, '-') >= 0 {
				columns = bytes.Count(line, []byte{'|'}) + 1
				seg = lines.At(i - 1)
				line = seg.Value(src)
			} else {
				continue
			}
		}
		if len(line) > maxParagraph {
			return size, false
		}
		marks := countMarks(line)
		size.cells += columns
		size.marks += marks * marks
	}
	return size, columns > 0
}

// countMarks counts the bytes that may begin or end inline markup.
func countMarks(s []byte) (n int) {
	for _, c := range s {
		n += markOf[c]
	}
	return n
}

// markOf counts a byte that is a mark as one.
var markOf = func() (table [256]int) {
	for _, c := range []byte("*_~[]`<!(") {
		table[c] = 1
	}
	return table
}()

// dropParser leaves out of the text what begins with a byte and is so many bytes
// long; 0: nothing is to be dropped here.
type dropParser struct {
	trigger byte
	length  func(parent ast.Node, line []byte) int
}

// Trigger implements parser.InlineParser.
func (p dropParser) Trigger() []byte { return []byte{p.trigger} }

// Parse implements parser.InlineParser.
func (p dropParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	length := p.length(parent, line)
	if length == 0 {
		return nil
	}
	block.Advance(length)
	return ast.NewString(nil)
}

// attributeLength is the length of "{#id}", "{: .class}" or "{ .class }", and of
// whatever is in braces right after a link.
func attributeLength(parent ast.Node, line []byte) int {
	end := attributeList(line)
	if last := parent.LastChild(); end == 0 && last != nil && (last.Kind() == ast.KindLink || last.Kind() == ast.KindImage) {
		if n := bytes.IndexAny(line[:min(len(line), 200)], "}\n"); n > 0 && line[n] == '}' {
			end = n + 1
		}
	}
	return end
}

// attributeList returns the length of "{#id}", "{: .class}" or "{ .class }" at
// the head of s, or 0.
func attributeList(s []byte) int {
	s = s[:min(len(s), 200)]
	n := bytes.IndexAny(s[1:], "{}\n") + 1
	if n < 3 || s[n] != '}' {
		return 0
	}
	body := bytes.TrimLeft(s[1:n], ": ")
	if len(body) < 2 || body[0] != '#' && body[0] != '.' || !scan.IsLetter(body[1]) {
		return 0
	}
	return n + 1
}

// footnoteLength returns the length of the reference "[^name]" at the head of s, or 0.
func footnoteLength(s []byte) int {
	if len(s) < 4 || s[0] != '[' || s[1] != '^' {
		return 0
	}
	s = s[:min(len(s), 80)]
	end := bytes.IndexByte(s, ']')
	if end < 3 || bytes.ContainsAny(s[:end], " \n") {
		return 0
	}
	return end + 1
}

// strikeParser reads "~~struck~~", and "~struck~" only where the marks stand at
// the ends of words: "~> 1.4" is a version and "~/.config" is a folder.
type strikeParser struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (s strikeParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 2 || line[1] != '~' {
		before, after := block.PrecendingCharacter(), byte(' ')
		if len(line) > 1 {
			after = line[1]
		}
		opens := (unicode.IsSpace(before) || before == '(') && scan.IsWord(after)
		closes := (unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune(".!?)*_`", before)) && !scan.IsWord(after)
		if !opens && !closes {
			return nil
		}
	}
	return s.InlineParser.Parse(parent, block, pc)
}

// lineMap gives the source line of each line of a text that has fewer lines.
type lineMap []int32

// squeezeBlanks leaves one blank line of each run. More mean nothing in
// Markdown, but goldmark visits, and remembers, every open block on every blank
// line: a deep list before a million of them would take gigabytes. A line that
// is not blank pays for the blocks it keeps open with its own indent.
func squeezeBlanks(src []byte) ([]byte, lineMap) {
	out := make([]byte, 0, len(src))
	lines := make(lineMap, 1, bytes.Count(src, []byte{'\n'})+2)
	wasBlank := false
	n := int32(0)
	for line := range bytes.Lines(src) {
		n++
		isBlank := scan.IsBlank(line)
		if !isBlank || !wasBlank {
			out = append(out, line...)
			lines = append(lines, n)
		}
		wasBlank = isBlank
	}
	return out, lines
}

// restoreLines gives blocks the lines of the source.
func (m lineMap) restoreLines(blocks []Block) {
	for i := range blocks {
		blocks[i].Start = int(m[min(blocks[i].Start, len(m)-1)])
		blocks[i].End = int(m[min(blocks[i].End, len(m)-1)])
	}
}
