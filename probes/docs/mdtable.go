// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"

	"github.com/yuin/goldmark/text"
)

// tableAt returns which of a paragraph's lines is the head of a table, or -1.
func (r *markdownReader) tableAt(lines *text.Segments) int {
	for i := 1; i < lines.Len(); i++ {
		seg := lines.At(i)
		n := delimiterCells(seg.Value(r.src))
		if n == 0 {
			continue
		}
		head := lines.At(i - 1)
		if len(splitCells(head.Value(r.src))) == n {
			return i - 1
		}
	}
	return -1
}

// delimiterCells counts the cells of a table's delimiter row, "| --- | :-: |",
// and is 0 for any other line.
func delimiterCells(line []byte) int {
	if bytes.IndexByte(line, '|') < 0 || bytes.IndexByte(line, '-') < 0 ||
		len(bytes.Trim(line, "|-: \t\r\n")) != 0 {
		return 0
	}
	cells := splitCells(line)
	for _, cell := range cells {
		cell = bytes.TrimSuffix(bytes.TrimPrefix(bytes.TrimSpace(cell), []byte{':'}), []byte{':'})
		if len(cell) == 0 || len(bytes.Trim(cell, "-")) != 0 {
			return 0
		}
	}
	return len(cells)
}

// splitCells cuts a row at its unescaped pipes.
func splitCells(line []byte) [][]byte {
	line = bytes.TrimSpace(line)
	line = bytes.TrimPrefix(line, []byte{'|'})
	var cells [][]byte
	from := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, line[from:i])
			from = i + 1
		}
	}
	if from < len(line) || len(cells) == 0 {
		cells = append(cells, line[from:])
	}
	return cells
}

func (r *markdownReader) row(seg text.Segment) {
	r.begin(Row, 0)
	line := r.lines.at(seg.Start)
	for i, cell := range splitCells(seg.Value(r.src)) {
		if i > 0 {
			r.cell(line)
		}
		r.add(r.inline.reduce(bytes.TrimSpace(cell), true), line)
	}
	r.flush()
}
