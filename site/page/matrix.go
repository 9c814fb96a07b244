// SPDX-License-Identifier: Apache-2.0

package page

import (
	"html/template"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/model"
)

// matrix is one comparison: a row for each feature or item, a column for each
// registry.
type matrix struct {
	Root    string
	ID      string // anchor
	Journey string
	Title   string
	Intro   string
	Columns []*model.Ecosystem
	Rows    []matrixRow
	Next    string // anchor of the next table, to skip to
	Wide    bool   // too many columns to fit: the table scrolls in a frame of its own
}

type matrixRow struct {
	rowHead
	Cells    []matrixCell
	Rendered template.HTML // in place of head and cells
}

type rowHead struct {
	ID, Href, Title string
	Also            string // everyday words that find it, separated by bars
	Level           int    // of the Principles, 0 for none
	Grade           string // of a guidance with such levels, "" for none
}

func newRowHead(root string, f *model.Feature) rowHead {
	return rowHead{ID: f.Slug, Href: root + f.Path, Title: f.Title}
}

// matrixCell is a cell as a table shows it.
type matrixCell struct {
	ID, Href       string
	Word, Class    string
	From           string // the verdict before, in the table of changes
	FromClass      string
	Enforcement    vocabulary.Enforcement
	Date           model.Date
	Small          string // in place of enforcement and date
	Offers         bool
	Disputed       bool
	Stale, HasSeen bool
	LastSeen       model.Date // with HasSeen
	OldSource      model.Date
}

// MaxColumns is the number of columns that fit on the narrowest screen.
const MaxColumns = 9

const twoFoldersDown = "../../"

// newMatrices makes one table per journey, on a page that root leads up from. row
// gives the row of a feature.
func (s *Set) newMatrices(root string, columns []*model.Ecosystem, row func(*model.Feature) matrixRow) []matrix {
	var list []matrix
	for i, j := range s.Journeys {
		t := newMatrix(root, j, columns, row)
		t.Next = s.afterJourney(i, "end")
		list = append(list, t)
	}
	return list
}

// afterJourney is the anchor of the journey after one of them, to skip to; end is
// that of what comes after the last.
func (s *Set) afterJourney(i int, end string) string {
	if i+1 < len(s.Journeys) {
		return "journey-" + s.Journeys[i+1].Slug
	}
	return end
}

func newMatrix(root string, j *model.Journey, columns []*model.Ecosystem, row func(*model.Feature) matrixRow) matrix {
	t := matrix{
		Root: root, ID: "journey-" + j.Slug, Journey: j.Slug, Title: j.Title, Intro: j.Question,
		Columns: columns, Wide: len(columns) > MaxColumns, Next: "end",
	}
	for _, f := range j.Features {
		t.Rows = append(t.Rows, row(f))
	}
	return t
}

func newMatrixRow(root string, f *model.Feature, columns []*model.Ecosystem, cell func(root string, c *model.Cell) matrixCell) matrixRow {
	row := matrixRow{rowHead: newRowHead(root, f)}
	for _, e := range columns {
		row.Cells = append(row.Cells, cell(root, f.Cells[e.Index]))
	}
	return row
}

// renderedRows put together what the templates made of the cells as they are now, for
// pages two folders down.
func (s *Set) renderedRows(columns []*model.Ecosystem) func(*model.Feature) matrixRow {
	return func(f *model.Feature) matrixRow {
		row := s.cells.heads[f.Index]
		for _, e := range columns {
			row += s.cells.matrix[f.Index][e.Index]
		}
		return matrixRow{Rendered: row}
	}
}

// newMatrixCell is the cell as it is now, in a table on a page that root leads up
// from.
func newMatrixCell(root string, c *model.Cell) matrixCell {
	return matrixCell{
		ID: c.Anchor, Href: root + c.Path, Word: c.Word, Class: cellClass(c), Offers: c.Offers,
		Enforcement: c.Enforcement, Date: c.Date, Small: c.Why, Disputed: c.Disputed, Stale: c.Stale, HasSeen: c.LastSeen != "", LastSeen: c.LastSeenDate,
		OldSource: c.OldSource,
	}
}

// newCellBefore is the cell in the survey before.
func newCellBefore(root string, c *model.Cell) matrixCell {
	return matrixCell{
		ID: c.Anchor, Href: root + c.Path, Word: c.Before.Word, Class: withChanged(c.Before.Class, c),
		Enforcement: c.Before.Enforcement, Offers: c.Before.Offers,
	}
}

// newCellChanged is the cell in both surveys.
func newCellChanged(root string, c *model.Cell) matrixCell {
	return matrixCell{
		ID: c.Anchor, Href: root + c.Path, Word: c.Word, Class: cellClass(c),
		From: c.Before.Word, FromClass: c.Before.Class, Disputed: c.Disputed, Stale: c.Stale, HasSeen: c.LastSeen != "", LastSeen: c.LastSeenDate,
	}
}

// cellClass is the class of the cell as it is now.
func cellClass(c *model.Cell) string {
	class := c.Class
	if c.Disputed {
		class += " disputed"
	}
	if c.Stale {
		class += " stale"
	}
	return withChanged(class, c)
}

func withChanged(class string, c *model.Cell) string {
	if c.Changed {
		class += " changed"
	}
	return class
}
