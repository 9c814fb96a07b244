// SPDX-License-Identifier: Apache-2.0

package site

// table is one comparison: a row for each feature or item, a column for each
// registry.
type table struct {
	Root    string
	ID      string // anchor
	Journey string
	Title   string
	Intro   string
	Columns []*ecosystem
	Rows    []row
	Next    string // anchor of the next table, to skip to
	Wide    bool   // too many columns to fit: the table scrolls in a frame of its own
}

type row struct {
	ID, Href, Title string
	Level           int32 // of the Principles, 0 for none
	Cells           []tableCell
	Of              []*cell // in place of Cells: the verdicts as they are now
}

// tableCell is a cell as a table shows it.
type tableCell struct {
	ID, Href    string
	Word, Class string
	From        string // the verdict before, in the table of changes
	FromClass   string
	Enforcement string
	Date        string
	Small       string // in place of enforcement and date
	By          bool
	Offers      bool
	Disputed    bool
	Stale       bool
	LastSeen    string // with Stale
	OldSource   string // month of an old copy that the verdict rests on
	Changed     bool
}

// most is the number of columns that fit on the narrowest screen.
const most = 9

// show says which survey the cells of a table are from.
type show int

const (
	showNow show = iota
	showThen
	showChanges
)

// tables makes one table per journey.
func (m *model) tables(file string, columns []*ecosystem, what show) []table {
	var list []table
	for i, j := range m.Journeys {
		t := m.journeyTable(file, j, columns, what)
		if i+1 < len(m.Journeys) {
			t.Next = "journey-" + m.Journeys[i+1].Slug
		}
		list = append(list, t)
	}
	return list
}

func (m *model) journeyTable(file string, j *journey, columns []*ecosystem, what show) table {
	up := root(file)
	t := table{
		Root: up, ID: "journey-" + j.Slug, Journey: j.Slug, Title: j.Title, Intro: j.Question,
		Columns: columns, Wide: len(columns) > most, Next: "end",
	}
	for _, f := range j.Features {
		href := up + "features/" + f.Slug + "/index.html"
		r := row{ID: f.Slug, Href: href, Title: f.Title}
		for _, e := range columns {
			if c := f.Cells[e.Index]; what == showNow {
				r.Of = append(r.Of, c)
			} else {
				r.Cells = append(r.Cells, m.tableCell(href, c, what))
			}
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// now is the cell in a table on a page that root leads up from.
func (c *cell) now(root string) tableCell {
	return tableCell{
		ID: c.ID(), Href: root + "features/" + c.Feature.Slug + "/index.html#" + c.Eco.Slug, Word: c.Word, Class: c.Class, Offers: c.Offers(),
		Enforcement: c.Enforcement, Date: c.Date(), By: c.By(), Small: c.Why, Disputed: c.Disputed, Stale: c.Stale, LastSeen: c.LastSeen, OldSource: c.OldSource, Changed: c.Changed(),
	}
}

func (m *model) tableCell(href string, c *cell, what show) tableCell {
	out := tableCell{ID: c.ID(), Href: href + "#" + c.Eco.Slug, Class: c.Class, Changed: c.Changed()}
	before := then{Word: m.words.verdict("unasked"), Class: "none"}
	if c.Then != nil {
		before = *c.Then
	}
	if what == showThen {
		offers := before.Verdict == "supported" || before.Verdict == "partial"
		return tableCell{
			ID: out.ID, Href: out.Href, Word: before.Word, Class: before.Class, Enforcement: before.Enforcement,
			Offers: offers, Changed: out.Changed,
		}
	}
	out.Word, out.Disputed, out.Stale, out.LastSeen = c.Word, c.Disputed, c.Stale, c.LastSeen
	out.From, out.FromClass = before.Word, before.Class
	return out
}
