// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Change is what became of a feature in a registry since the survey before, or a
// correction of the record.
type Change struct {
	Row     int // in its table; of no use with Day
	Eco     *Ecosystem
	Feature *Feature
	Path    string // the cell's part of the feature's page

	FromWave, ToWave       string
	FromVerdict, ToVerdict vocabulary.Verdict
	From                   string // in words
	To                     Label
	Then                   Label  // what evidence said when the answers of 2022 were in; no word without it
	ThenLink               string // to the commit that began it
	Cause                  vocabulary.Cause
	CauseWord              string
	Direction              vocabulary.Direction
	Note                   string
	DirectionWord          string
	Kind                   string // what changed: a known cause, or world, record, criterion, open or apart
	KindWord               string

	Since  string // when the later verdict began, as the dataset has it
	Day    string // of a correction, "" for any other
	Date   Date   // of either
	AsThen bool   // evidence said as much when the answers of 2022 were in
	Link   string // where a correction was discussed

	FirstSeen string // day of the first look that saw it: it stays the same from look to look
}

// Moved says whether a verdict became another: what a feed reports.
func (c *Change) Moved() bool { return Moved(c.FromVerdict, c.ToVerdict, c.Direction) }

// Moved says whether one verdict became another that compares with it.
func Moved(from, to vocabulary.Verdict, direction vocabulary.Direction) bool {
	return from != "" && to != "" && from != to && direction != vocabulary.NotComparable
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
	kind := KindOfChange(row)
	c := &Change{
		Eco: e, Feature: f, Path: f.Path + "#" + e.Slug, FromWave: row.FromWave, ToWave: row.ToWave,
		FromVerdict: row.FromVerdict, ToVerdict: row.ToVerdict,
		From: VerdictWord(m.Texts, cmp.Or(row.FromVerdict, unasked)), To: VerdictLabel(m.Texts, cmp.Or(row.ToVerdict, unasked)),
		Cause: row.Cause, CauseWord: messages.Word(m.Texts, "cause", row.Cause),
		Direction: row.Direction, DirectionWord: messages.Word(m.Texts, "direction", row.Direction), Note: row.Note,
		Kind: kind, KindWord: m.Texts.Must("kindofchange." + kind), Since: row.Since, Date: newSince(row.Since, row.SinceLatest), FirstSeen: firstSeenDay(f.Cells[e.Index], row.ToWave),
	}
	if row.ThenVerdict != "" {
		c.Then, c.ThenLink = VerdictLabel(m.Texts, row.ThenVerdict), Address(row.ThenURL)
	}
	switch c.Cause {
	case vocabulary.AnswerWider, vocabulary.AnswerNarrower:
		c.AsThen = row.ThenVerdict.Rank() >= row.ToVerdict.Rank()
	case vocabulary.RegistryChanged:
		if table.Before(row.Since, row.FromWave) {
			c.Date = Date{} // what changed is the enforcement, and the date is that of the offer
		}
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
// Its date is that at which the later verdict began.
func KindOfChange(c table.Change) string {
	switch c.Cause {
	case vocabulary.RegistryChanged, vocabulary.AnswerWider, vocabulary.AnswerNarrower:
		return string(c.Cause)
	}
	switch c.Direction {
	case RecordCorrected:
		return "record"
	case CriterionChanged:
		return "criterion"
	case vocabulary.NotComparable:
		return "apart"
	case vocabulary.Gained, vocabulary.Delivered, vocabulary.Strengthened:
	default:
		return "open" // the date is that of the offer, not of its loss
	}
	if c.SinceLatest || !table.After(c.Since, c.FromWave) {
		return "open"
	}
	return "world" // what is offered began after the survey before
}

// Directions is the order in which changes are listed; any other comes last.
func Directions() []vocabulary.Direction {
	return []vocabulary.Direction{
		vocabulary.Delivered, vocabulary.Gained, vocabulary.Strengthened, vocabulary.NotYet, vocabulary.Weakened, vocabulary.Lost,
		RecordCorrected, CriterionChanged, vocabulary.NotComparable, vocabulary.NewlyAsked,
	}
}
