// SPDX-License-Identifier: Apache-2.0

package past

import (
	"cmp"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Calibration is how far the answers of 2022 agree with what the repositories said on
// the day on which they were in.
type Calibration struct {
	Day        string
	Total      Tally
	Registries []Tally // by name
	Conflicts  []ConflictGroup
}

// Tally counts answers. Where history is silent, nothing is compared.
type Tally struct {
	Eco                     *model.Ecosystem // nil for all registries
	Agree, Conflict, Silent int
}

// ConflictGroup holds one registry's conflicts.
type ConflictGroup struct {
	Eco  *model.Ecosystem
	Rows []Conflict
}

// Conflict is an answer and what the repositories said, of which one says that the
// feature was offered.
type Conflict struct {
	Feature         *model.Feature
	Row             int32  // of the question
	Question        string // anchor of the question, "" where it is not shown
	Respondent      string
	Answer, History model.Label
	Commit, URL     string // that began the verdict of then, "" where a date or a record did
}

// newCalibration orders the rows of calibration, nil for none.
func newCalibration(m *model.Model, rows []table.CalibrationRow) *Calibration {
	c := &Calibration{Day: derive.AnsweredOn}
	tallies := make(map[*model.Ecosystem]*Tally)
	groups := make(map[*model.Ecosystem][]Conflict)
	for _, row := range rows {
		e, f := m.EcosystemOf(row.Ecosystem), m.FeatureOf(row.Feature)
		if e == nil || f == nil {
			continue
		}
		if tallies[e] == nil {
			tallies[e] = &Tally{Eco: e}
		}
		c.Total.count(row.Outcome)
		tallies[e].count(row.Outcome)
		if row.Outcome == derive.CalibrationConflicts {
			groups[e] = append(groups[e], newConflict(m, f, row))
		}
	}
	for _, e := range m.Ecosystems {
		if t := tallies[e]; t != nil {
			c.Registries = append(c.Registries, *t)
		}
		if list := groups[e]; len(list) > 0 {
			slices.SortStableFunc(list, func(a, b Conflict) int { return cmp.Compare(a.Row, b.Row) })
			c.Conflicts = append(c.Conflicts, ConflictGroup{e, list})
		}
	}
	if len(c.Registries) == 0 {
		return nil
	}
	return c
}

func (t *Tally) count(outcome string) {
	switch outcome {
	case derive.CalibrationAgrees:
		t.Agree++
	case derive.CalibrationConflicts:
		t.Conflict++
	case derive.CalibrationSilent:
		t.Silent++
	}
}

// Share is the share of compared answers that agree, in percent, "" for none.
func (t Tally) Share() string {
	if t.Compared() == 0 {
		return ""
	}
	return table.Percent(float64(t.Agree) / float64(t.Compared()))
}

// Compared is how many answers stand beside a verdict of then that is known.
func (t Tally) Compared() int { return t.Agree + t.Conflict }

func newConflict(m *model.Model, f *model.Feature, row table.CalibrationRow) Conflict {
	return Conflict{
		Feature: f, Row: row.Row, Question: m.QuestionAnchor(row.Row), Respondent: model.Cut(model.Clean(row.PackageManager), 40),
		Answer: model.VerdictLabel(m.Texts, row.Answer), History: model.VerdictLabel(m.Texts, row.History),
		Commit: model.Cut(model.Clean(row.Commit), 12), URL: model.Address(row.URL),
	}
}
