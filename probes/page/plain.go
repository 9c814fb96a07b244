// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readPlain reads text without markup: paragraphs between blank lines, and
// lines that look like list items.
func readPlain(src []byte) *Document {
	var b builder
	for i, line := range scan.SplitLines(src) {
		text := bytes.TrimSpace(line)
		if len(text) == 0 || len(text) >= 3 && len(bytes.Trim(text, string(text[:1]))) == 0 && scan.IsPunct(text[0]) { // a rule says nothing
			b.endBlock()
			continue
		}
		if rest := scan.AfterBullet(text); rest != nil && (len(b.buf) == 0 || b.kind == Item) {
			b.beginBlock(Item, 0)
			text = rest
		}
		b.addLine(text, i+1)
	}
	b.endBlock()
	return &Document{Blocks: b.blocks}
}

// readCSV reads comma-separated records (RFC 4180): a record is a row of its own as it
// is written, quotes included, so that what matches in it cites its lines alone.
func readCSV(src []byte) *Document {
	var b builder
	quoted := false
	for i, line := range scan.SplitLines(src) {
		if !quoted {
			b.beginBlock(Row, 0)
		}
		b.addLine(line, i+1)
		if bytes.Count(line, []byte{'"'})%2 == 1 {
			quoted = !quoted
		}
	}
	b.endBlock()
	return &Document{Blocks: b.blocks}
}

// addLine adds one line and the white space that ends it.
func (b *builder) addLine(text []byte, line int) {
	b.addText(text, line)
	b.space = true
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
