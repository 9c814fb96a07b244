// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"encoding/csv"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

func gridBorder(text []byte) bool {
	return len(text) > 4 && text[0] == '+' && len(bytes.Trim(bytes.TrimSpace(text), "+-=")) == 0
}

// simpleBorder tells whether a line is "==== ====", the border of a simple
// table of two columns at least.
func simpleBorder(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) > 2 && text[0] == '=' && bytes.IndexByte(text, ' ') > 0 && len(bytes.Trim(text, "= ")) == 0
}

// gridTable emits one row for all lines between two borders.
func (r *rstReader) gridTable(i int) int {
	var cells [][]byte
	first, last := 0, 0
	emit := func() {
		r.tableRow(cells, first, last)
		cells = nil
	}
	for ; i < len(r.lines); i++ {
		text := bytes.TrimSpace(r.lines[i])
		if len(text) == 0 || text[0] != '+' && text[0] != '|' {
			break
		}
		if text[0] == '+' {
			emit()
			continue
		}
		if cells == nil {
			first = i + 1
		}
		last = i + 1
		cells = mergeCells(cells, splitCells(text))
	}
	emit()
	return i
}

func mergeCells(cells, more [][]byte) [][]byte {
	for len(cells) < len(more) {
		cells = append(cells, nil)
	}
	for i, cell := range more {
		if scan.IsBlank(cell) {
			continue
		}
		cells[i] = append(append(cells[i], '\n'), bytes.TrimSpace(cell)...)
	}
	return cells
}

func (r *rstReader) tableRow(cells [][]byte, first, last int) {
	for len(cells) > 1 && scan.IsBlank(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	if cells == nil {
		return
	}
	r.beginBlock(Row, 0)
	for i, cell := range cells {
		if i > 0 {
			r.addCell(first)
		}
		r.addText(r.inl.reduceText(cell), first)
	}
	r.start, r.end = first, last
	r.endBlock()
}

// simpleTable emits the rows between the borders of a simple table; a line
// whose first column is empty goes on with the row before it.
func (r *rstReader) simpleTable(i int) int {
	columns := columnStarts(r.lines[i])
	var cells [][]byte
	first, last, borders := 0, 0, 0
	for ; i < len(r.lines); i++ {
		line := r.lines[i]
		if simpleBorder(line) {
			borders++
			if borders == 3 || borders == 2 && (i+1 >= len(r.lines) || scan.IsBlank(r.lines[i+1])) {
				i++
				break
			}
			continue
		}
		if scan.IsBlank(line) || len(bytes.Trim(line, "- ")) == 0 {
			continue
		}
		if indent, _ := scan.IndentOf(line); indent < columns[0] {
			break
		}
		parts := cutColumns(line, columns)
		if !scan.IsBlank(parts[0]) || cells == nil {
			r.tableRow(cells, first, last)
			cells, first = nil, i+1
		}
		last = i + 1
		cells = mergeCells(cells, parts)
	}
	r.tableRow(cells, first, last)
	return i
}

// maxColumns bounds a simple table: each line is cut into all columns.
const maxColumns = 32

// columnStarts are the columns, in runes, where the runs of a border begin.
func columnStarts(border []byte) (starts []int) {
	for i, c := range border {
		if c == '=' && len(starts) < maxColumns && (i == 0 || border[i-1] == ' ' || border[i-1] == '\t') {
			starts = append(starts, i)
		}
	}
	return starts
}

// cutColumns cuts a line at the columns; the last takes the rest.
func cutColumns(line []byte, starts []int) [][]byte {
	parts := make([][]byte, len(starts))
	col, k, from := 0, 0, 0
	for off := 0; off < len(line); col++ {
		if k+1 < len(starts) && col == starts[k+1] {
			parts[k] = line[from:off]
			from = off
			k++
		}
		_, n := utf8.DecodeRune(line[off:])
		off += n
	}
	parts[k] = line[from:]
	return parts
}

func (r *rstReader) endListTable() {
	r.endListRow()
	r.tableI, r.row, r.cellAt = -1, -1, -1
}

func (r *rstReader) endListRow() {
	r.tableRow(r.rowCells, r.rowFirst, r.rowLast)
	r.rowCells = nil
}

// listTableLine reads a line of a list table: "* - first cell", "- next cell",
// or more text of a cell. A row's cells are gathered before they are reduced,
// for their markup may go over a line's end.
func (r *rstReader) listTableLine(i, indent int, text []byte) bool {
	switch {
	case text[0] == '*' && (r.row < 0 || indent == r.row) && len(text) > 1:
		r.endListRow()
		cell := bytes.TrimLeft(text[1:], " \t")
		r.row, r.cellAt, r.rowFirst = indent, indent+len(text)-len(cell), i+1
		r.rowCells = [][]byte{nil}
		text = bytes.TrimPrefix(cell, []byte("-"))
	case text[0] == '-' && indent == r.cellAt:
		r.rowCells = append(r.rowCells, nil)
		text = text[1:]
	case r.row < 0:
		return false
	}
	r.rowLast = i + 1
	if text = bytes.TrimSpace(text); !bytes.HasPrefix(text, []byte(".. ")) {
		last := &r.rowCells[len(r.rowCells)-1]
		*last = append(append(*last, text...), '\n')
	}
	return true
}

// csvTable emits the rows of a csv-table, whose head is in an option between
// the lines from and body.
func (r *rstReader) csvTable(from, body, indent int) int {
	r.endBlock()
	for i := from; i < body; i++ {
		_, text := scan.IndentOf(r.lines[i])
		if head, ok := bytes.CutPrefix(text, []byte(":header:")); ok {
			r.csvRow(i, head)
		}
	}
	return r.readDeeper(body, indent, r.csvRow)
}

func (r *rstReader) csvRow(i int, text []byte) {
	cr := csv.NewReader(bytes.NewReader(bytes.TrimSpace(text)))
	cr.LazyQuotes, cr.TrimLeadingSpace = true, true
	record, err := cr.Read()
	if err != nil {
		record = []string{string(text)}
	}
	cells := make([][]byte, len(record))
	for k, field := range record {
		cells[k] = []byte(field)
	}
	r.tableRow(cells, i+1, i+1)
}
