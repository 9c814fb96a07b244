// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Table lines up columns, two spaces apart.
type Table struct{ tabs *tabwriter.Writer }

// NewTable begins a table. Nothing is written before Flush.
func NewTable(to io.Writer) *Table { return &Table{tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)} }

// Row adds a line; each cell is cleaned. No cell is an empty line.
func (t *Table) Row(cells ...any) {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = CleanLine(fmt.Sprint(cell))
	}
	fmt.Fprintln(t.tabs, strings.Join(texts, "\t")) // Flush has the error
}

// Flush writes the table.
func (t *Table) Flush() error { return t.tabs.Flush() }
