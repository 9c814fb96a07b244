// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Change is what became of a feature in a registry since the survey before, or a
// correction of the record.
type Change struct {
	Row     int // in its table; of no use with Day
	Eco     *Ecosystem
	Feature *Feature
	Path    string // the cell's part of the feature's page

	FromWave, ToWave       string
	FromVerdict, ToVerdict string
	From                   string // in words
	To                     Label
	Direction, Note        string
	DirectionWord          string
	Kind                   string // what changed: world, record, criterion, open or apart
	KindWord               string

	Since string // when the later verdict began, as the dataset has it
	Day   string // of a correction, "" for any other
	Date  Date   // of either
	Link  string // where a correction was discussed

	FirstSeen string // day of the first look that saw it: it stays the same from look to look
}

// Moved says whether a verdict became another: what a feed reports.
func (c *Change) Moved() bool { return Moved(c.FromVerdict, c.ToVerdict, c.Direction) }

// Moved says whether one verdict became another that compares with it.
func Moved(from, to, direction string) bool {
	return from != "" && to != "" && from != to && direction != derive.NotComparable
}

// AskedBefore leaves out what was not asked before, which is not a change.
func AskedBefore(all []*Change) []*Change {
	var list []*Change
	for _, c := range all {
		if c.FromVerdict != "" && c.ToVerdict != "" {
			list = append(list, c)
		}
	}
	return list
}

func (m *Model) addChanges() {
	for i, row := range m.raw.Changes {
		e, f := m.eco[row.Ecosystem], m.feature[row.Feature]
		if e == nil || f == nil || row.ToWave != m.Wave {
			continue
		}
		c := m.addChange(e, f, cleanRow(row))
		c.Row, c.To.Class = i, Class(row.ToVerdict)
		cell := f.Cells[e.Index]
		cell.Change, cell.Changed = c, c.Moved()
	}
}

// addChange lists a change with the model, its registry and its feature.
func (m *Model) addChange(e *Ecosystem, f *Feature, row table.Change) *Change {
	kind := KindOfChange(row.Direction, row.Since, row.FromWave)
	c := &Change{
		Eco: e, Feature: f, Path: f.Path + "#" + e.Slug, FromWave: row.FromWave, ToWave: row.ToWave,
		FromVerdict: row.FromVerdict, ToVerdict: row.ToVerdict,
		From: VerdictWord(m.Texts, cmp.Or(row.FromVerdict, unasked)), To: VerdictLabel(m.Texts, cmp.Or(row.ToVerdict, unasked)),
		Direction: row.Direction, DirectionWord: m.Texts.Or("direction."+row.Direction, row.Direction), Note: row.Note,
		Kind: kind, KindWord: m.Texts.Must("kindofchange." + kind), Since: row.Since, Date: NewDate(row.Since), FirstSeen: firstSeenDay(f.Cells[e.Index], row.ToWave),
	}
	m.Changes = append(m.Changes, c)
	e.Changes = append(e.Changes, c)
	f.Changes = append(f.Changes, c)
	return c
}

// firstSeenDay is the day of the first look at which evidence of a cell matched.
// Without evidence there is no day, and a change is dated with its wave.
func firstSeenDay(c *Cell, wave string) string {
	if c.firstSeen == 0 {
		return wave[:min(4, len(wave))] + "-01-01"
	}
	return DayOf(c.firstSeen)
}

// KindOfChange says whether the world changed or the record: only what is known.
// since is the date at which the later verdict began, fromWave the survey before.
func KindOfChange(direction, since, fromWave string) string {
	began, latestPossible := splitSince(since)
	n := min(len(began), len(fromWave))
	switch {
	case direction == RecordCorrected:
		return "record"
	case direction == CriterionChanged:
		return "criterion"
	case direction == derive.NotComparable:
		return "apart"
	case direction != derive.Gained && direction != derive.Delivered && direction != derive.Strengthened:
		return "open" // the date is that of the offer, not of its loss
	case latestPossible || n < len("2022") || began[:n] <= fromWave[:n]:
		return "open"
	}
	return "world" // what is offered began after the survey before
}

// Directions is the order in which changes are listed; any other comes last.
func Directions() []string {
	return []string{
		derive.Delivered, derive.Gained, derive.Strengthened, derive.NotYet, derive.Weakened, derive.Lost,
		RecordCorrected, CriterionChanged, derive.NotComparable, derive.NewlyAsked,
	}
}

// NewlyAsked is the direction of what was not asked before, which is not a change.
const NewlyAsked = derive.NewlyAsked
