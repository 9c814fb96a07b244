// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// rstReader reads reStructuredText line by line. Nesting needs no tree here:
// text inside of a directive or a list is text wherever it is indented, and
// only literal blocks, comments and list tables depend on their indent.
type rstReader struct {
	builder
	lines  [][]byte
	inl    rstInline
	styles []style // of headings, in order of appearance
	base   int     // levels above the first style: 1 in a PEP, whose title is a field
	title  string
	indent int // of the open block's text
	bullet int // column of the open item's marker, -1 when it is none
	row    int // column of the row markers of the open list table, -1 outside
	cellAt int // column of its cell markers
	tableI int // indent of the list table's directive

	rowCells          [][]byte // the open row of a list table, and its lines
	rowFirst, rowLast int
}

type style struct {
	char byte
	over bool
}

func readRST(src []byte) *Document {
	r := rstReader{lines: scan.SplitLines(src), bullet: -1, row: -1, cellAt: -1, tableI: -1}
	r.inl = rstInline{work: scan.NewBudget(len(src)), most: len(src) + maxSubstituted, subst: map[string]*substitution{}}
	r.collectSubstitutions()
	for i := r.readPreamble(); i < len(r.lines); {
		i = r.readStep(i)
	}
	r.endListTable()
	r.endBlock()
	return &Document{Title: r.title, Blocks: r.blocks}
}

// readStep handles the line at i and returns the next to handle.
func (r *rstReader) readStep(i int) int {
	indent, text := scan.IndentOf(r.lines[i])
	if len(bytes.TrimSpace(text)) == 0 {
		r.flushBlock()
		return i + 1
	}
	if r.tableI >= 0 && indent <= r.tableI {
		r.endListTable()
	}
	if r.tableI >= 0 && r.listTableLine(i, indent, text) {
		return i + 1
	}
	if len(r.buf) == 0 {
		if next := r.readConstruct(i, indent, text); next > i {
			return next
		}
	}
	return r.textLine(i, indent, text)
}

func (r *rstReader) flushBlock() {
	r.endBlock()
	r.bullet = -1
}

// readConstruct tries what can begin where no paragraph is open; it returns i when
// it is none of them.
func (r *rstReader) readConstruct(i, indent int, text []byte) int {
	if next := r.readHeading(i, indent, text); next > i {
		return next
	}
	switch {
	case bytes.HasPrefix(text, []byte(".. ")) || string(text) == "..":
		return r.readExplicit(i, indent, text)
	case bytes.HasPrefix(text, []byte("__ ")):
		return i + 1
	case bytes.HasPrefix(text, []byte(">>> ")):
		return r.readDoctest(i)
	case gridBorder(text):
		return r.gridTable(i)
	case simpleBorder(text):
		return r.simpleTable(i)
	}
	return i
}

// readHeading reads a title with its adornment.
func (r *rstReader) readHeading(i, indent int, text []byte) int {
	if c := adornmentChar(text); c != 0 && indent == 0 {
		if i+2 < len(r.lines) && adornmentChar(r.lines[i+2]) == c && !scan.IsBlank(r.lines[i+1]) && adornmentChar(r.lines[i+1]) == 0 {
			r.emitHeading(i+1, style{c, true})
			return i + 3
		}
		if i+1 < len(r.lines) && !scan.IsBlank(r.lines[i+1]) && adornmentChar(r.lines[i+1]) == 0 {
			return i // perhaps the border of a table
		}
		return i + 1 // a transition
	}
	if indent > 0 || i+1 >= len(r.lines) {
		return i
	}
	c := adornmentChar(r.lines[i+1])
	width := utf8.RuneCount(bytes.TrimRight(text, " "))
	if c == 0 || len(bytes.TrimRight(r.lines[i+1], " ")) < min(width, 4) {
		return i
	}
	r.emitHeading(i, style{c, false})
	return i + 2
}

func (r *rstReader) emitHeading(i int, s style) {
	level := slices.Index(r.styles, s)
	if level < 0 {
		level = len(r.styles)
		r.styles = append(r.styles, s)
	}
	r.addBlock(Heading, min(r.base+level+1, 6), r.inl.reduceText(bytes.TrimSpace(r.lines[i])), i+1)
}

// adornmentChar is the character of a line of one repeated punctuation mark, else
// 0.
func adornmentChar(line []byte) byte {
	line = bytes.TrimRight(line, " \t")
	if len(line) < 2 || !scan.IsPunct(line[0]) || len(bytes.Trim(line, string(line[:1]))) > 0 {
		return 0
	}
	if string(line) == "::" || string(line) == ".." || len(line) == 2 && line[0] != '=' && line[0] != '-' {
		return 0
	}
	return line[0]
}

// textLine adds a line to the open block or begins one.
func (r *rstReader) textLine(i, indent int, text []byte) int {
	fresh := len(r.buf) == 0
	if rest := scan.AfterBullet(text); rest != nil && (fresh || r.bullet >= 0 && indent <= r.bullet) {
		r.beginBlock(Item, 0)
		r.bullet, r.indent = indent, indent+len(text)-len(rest)
		return r.itemText(i, rest)
	}
	if name := fieldName(text); name != "" && (fresh || r.kind == Item) {
		r.beginBlock(Item, 0)
		r.bullet, r.indent = -1, indent
		r.addLine(r.inl.reduceText(text[1:]), i+1)
		return i + 1
	}
	if rest, ok := bytes.CutPrefix(text, []byte("| ")); ok && (fresh || r.kind == Paragraph) {
		r.beginBlock(Paragraph, 0) // a line block
		r.addLine(r.inl.reduceText(rest), i+1)
		return i + 1
	}
	if fresh {
		r.indent = indent
		if r.kind == Paragraph && r.isTerm(i, indent) {
			r.addBlock(Item, 0, r.inl.reduceText(text), i+1)
			return i + 1
		}
	}
	return r.joinLines(i, text)
}

// itemText handles what follows a list marker, which may itself be a
// directive or another item.
func (r *rstReader) itemText(i int, rest []byte) int {
	if bytes.HasPrefix(rest, []byte(".. ")) {
		return r.readExplicit(i, r.indent, rest)
	}
	if inner := scan.AfterBullet(rest); inner != nil {
		r.bullet = r.indent
		r.indent += len(rest) - len(inner)
		rest = inner
	}
	return r.joinLines(i, rest)
}

// isTerm tells whether the line at i is a definition list's term: the next
// line is its definition, deeper by the margin.
func (r *rstReader) isTerm(i, indent int) bool {
	if i+1 >= len(r.lines) || bytes.HasSuffix(bytes.TrimSpace(r.lines[i]), []byte("::")) {
		return false
	}
	next, text := scan.IndentOf(r.lines[i+1])
	return len(text) > 0 && next > indent
}

// joinLines gathers the lines of one paragraph from text on, the line at i, reduces
// them together (a link may go over a line's end) and reads the literal block
// that "::" announces.
func (r *rstReader) joinLines(i int, text []byte) int {
	buf := r.inl.src[:0]
	buf = append(buf, text...)
	first, last := i, i
	for i++; i < len(r.lines) && r.continuesBlock(i); i++ {
		buf = append(append(buf, '\n'), bytes.TrimLeft(r.lines[i], " \t")...)
		last = i
	}
	r.inl.src = buf
	buf = bytes.TrimRight(buf, " \t\n")
	literal := bytes.HasSuffix(buf, []byte("::"))
	if literal {
		buf = buf[:len(buf)-1]
		if head := buf[:len(buf)-1]; len(head) == 0 || head[len(head)-1] == ' ' || head[len(head)-1] == '\n' {
			buf = head
		}
	}
	start := r.start
	if len(r.buf) == 0 {
		start = first + 1
	}
	r.addText(r.inl.reduceText(buf), first+1)
	r.start, r.end = start, last+1
	r.space = true
	if literal {
		indent := r.indent
		r.flushBlock()
		return r.readDeeper(i, indent, r.addCode)
	}
	return i
}

// continuesBlock tells whether the line at i goes on with the open paragraph.
func (r *rstReader) continuesBlock(i int) bool {
	indent, text := scan.IndentOf(r.lines[i])
	if len(bytes.TrimSpace(text)) == 0 {
		return false
	}
	if r.kind == Item {
		if r.bullet >= 0 && indent <= r.bullet && scan.AfterBullet(text) != nil {
			return false
		}
		if fieldName(text) != "" && indent <= r.indent {
			return false
		}
	}
	return !bytes.HasPrefix(text, []byte(".. ")) || indent > r.indent
}

// readDeeper gives each line deeper than indent that holds something to add, and
// returns the first line that is not deeper.
func (r *rstReader) readDeeper(i, indent int, add func(i int, text []byte)) int {
	for ; i < len(r.lines); i++ {
		at, text := scan.IndentOf(r.lines[i])
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if at <= indent {
			break
		}
		add(i, text)
	}
	return i
}

func (r *rstReader) addCode(i int, text []byte) {
	r.addBlock(Code, 0, text, i+1)
}

// readDoctest reads an interactive session up to the next blank line.
func (r *rstReader) readDoctest(i int) int {
	for ; i < len(r.lines) && !scan.IsBlank(r.lines[i]); i++ {
		r.addCode(i, r.lines[i])
	}
	return i
}

// readPreamble reads the mail-like header of a PEP and returns the line after it.
// Its title is the page's, as on the live page.
func (r *rstReader) readPreamble() int {
	if len(r.lines) < 2 || !bytes.HasPrefix(r.lines[0], []byte("PEP: ")) {
		return 0
	}
	number := string(bytes.TrimSpace(r.lines[0][len("PEP: "):]))
	r.base = 1
	for i, line := range r.lines {
		if scan.IsBlank(line) {
			r.endBlock()
			return i + 1
		}
		if title, ok := bytes.CutPrefix(line, []byte("Title:")); ok {
			r.title = "PEP " + scan.Collapse(number) + " – " + scan.Collapse(string(r.inl.reduceText(title)))
			r.addBlock(Heading, 1, []byte(r.title), i+1)
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			r.beginBlock(Item, 0)
		}
		r.addLine(r.inl.reduceText(bytes.TrimSpace(line)), i+1)
	}
	return len(r.lines)
}
