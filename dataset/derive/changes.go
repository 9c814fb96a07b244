// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// The reasons that notes give.
const (
	notSurveyed    = "Not part of wave %s."
	notAsked       = "Not asked in wave %s."
	unclearWave    = "Wave %s: %s"
	tooEarly       = "Evidence dates the later verdict to %s, before wave %s: the two waves judge differently."
	Undated        = "Not dated: it may have been there before the earlier wave."
	OwnAnswer      = "The earlier verdict is a respondent's own answer, the later one follows a criterion."
	RestsOnAnswer  = "The later verdict rests on the answer of 2022 itself."
	NoMoreInterest = "A respondent was interested in 2022; that nothing public shows it today says little."
)

// Changes compares the verdicts of two waves, each given as the verdicts of one
// wave; seen are the observations of the later one. Cells that stayed as they
// were have no row.
func Changes(from, to []table.VerdictRow, seen []table.Observation) []table.Change {
	before, after := NewAsked(from), NewAsked(to)
	own := OnlyOwnAnswer(to, seen)
	earlier, later := table.ByPlace(from), table.ByPlace(to)
	var rows []table.Change
	for _, v := range to {
		old, both := earlier[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}]
		switch {
		case both:
			if c := CompareVerdicts(old, v, own[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}]); c.Direction != vocabulary.Unchanged {
				rows = append(rows, c)
			}
		case before.Wave == "":
			// Nothing to compare with.
		default:
			rows = append(rows, onlyAfter(before, v))
		}
	}
	for _, v := range from {
		if _, both := later[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}]; !both && after.Wave != "" {
			rows = append(rows, onlyBefore(after, v))
		}
	}
	table.SortByKey(rows, func(c table.Change) []string { return []string{c.FromWave, c.ToWave, c.Ecosystem, c.Feature} })
	return rows
}

// Asked is what a wave asked, and of whom.
type Asked struct {
	Wave       string
	Ecosystems map[string]bool
	Features   map[string]bool
}

// NewAsked reads from the verdicts of one wave what it asked, and of whom. Without
// verdicts nothing was asked and the wave is "".
func NewAsked(verdicts []table.VerdictRow) Asked {
	a := Asked{Ecosystems: make(map[string]bool), Features: make(map[string]bool)}
	for _, v := range verdicts {
		a.Wave, a.Ecosystems[v.Ecosystem], a.Features[v.Feature] = v.Wave, true, true
	}
	return a
}

// onlyAfter is a cell that the earlier wave does not have. A feature that it
// asked of others is not comparable where it did not ask this ecosystem.
func onlyAfter(before Asked, v table.VerdictRow) table.Change {
	c := newChange(table.VerdictRow{Wave: before.Wave}, v)
	c.Direction, c.Note = vocabulary.NewlyAsked, fmt.Sprintf(notAsked, before.Wave)
	if before.Features[v.Feature] && !before.Ecosystems[v.Ecosystem] {
		c.Direction, c.Note = vocabulary.NotComparable, fmt.Sprintf(notSurveyed, before.Wave)
	}
	return c
}

func onlyBefore(after Asked, v table.VerdictRow) table.Change {
	c := newChange(v, table.VerdictRow{Wave: after.Wave, Ecosystem: v.Ecosystem, Feature: v.Feature, Observations: []string{}})
	c.Direction, c.Note = vocabulary.NotComparable, fmt.Sprintf(notAsked, after.Wave)
	if !after.Ecosystems[v.Ecosystem] {
		c.Note = fmt.Sprintf(notSurveyed, after.Wave)
	}
	return c
}

// newChange is a change without its direction.
func newChange(from, to table.VerdictRow) table.Change {
	return table.Change{
		FromWave: from.Wave, ToWave: to.Wave, Ecosystem: to.Ecosystem, Feature: to.Feature,
		FromVerdict: from.Verdict, ToVerdict: to.Verdict, FromEnforcement: from.Enforcement, ToEnforcement: to.Enforcement,
		Since: to.Since, SinceLatest: to.SinceLatest, Observations: to.Observations,
	}
}

// CompareVerdicts tells the direction from one verdict to another. With own, the later
// one rests on nothing but the answer of 2022.
func CompareVerdicts(from, to table.VerdictRow, own bool) table.Change {
	c := newChange(from, to)
	reason := ""
	c.Direction, reason = compareDirection(from, to)
	surveyed := from.Method == vocabulary.Surveyed
	switch {
	case c.Direction == vocabulary.Unchanged || c.Direction == vocabulary.NotComparable:
	case surveyed && own:
		c.Direction, reason = vocabulary.NotComparable, RestsOnAnswer
	case surveyed && c.Direction == vocabulary.Weakened && !from.Verdict.Offered():
		c.Direction, reason = vocabulary.NotComparable, NoMoreInterest
	case surveyed && (c.Direction == vocabulary.Weakened || c.Direction == vocabulary.Lost):
		reason = OwnAnswer
	}
	c.Note = reason
	if c.Direction != vocabulary.NotComparable {
		c.Note = strings.TrimSpace(reason + " " + to.Note)
	}
	return c
}

// compareDirection compares two verdicts; reason is set where more is to be said.
func compareDirection(from, to table.VerdictRow) (direction vocabulary.Direction, reason string) {
	was, is := from.Verdict, to.Verdict
	old, now := was.Rank(), is.Rank()
	switch {
	case old == 0 || now == 0:
		return incomparable(from, to)
	case now != old && datedTooEarly(is, to.Since, from.Wave):
		return vocabulary.NotComparable, fmt.Sprintf(tooEarly, to.Since, from.Wave)
	case is.Offered() && !was.Offered():
		direction = vocabulary.Gained
		if from.Verdict == vocabulary.Planned {
			direction = vocabulary.Delivered
		}
		if to.Since == "" {
			reason = Undated
		}
		return direction, reason
	case !is.Offered() && was.Offered():
		return vocabulary.Lost, ""
	case from.Verdict == vocabulary.Planned && (now < old || now == old && from.Wave != to.Wave):
		// Within one wave a plan that stays a plan is not news.
		return vocabulary.NotYet, ""
	case now != old:
		return upOrDown(now - old), ""
	}
	return upOrDown(enforcementStep(from, to)), ""
}

// datedTooEarly says whether evidence dates a later verdict to before the earlier wave.
func datedTooEarly(is vocabulary.Verdict, since, earlier string) bool {
	return is.Offered() && table.Before(since, earlier)
}

func upOrDown(step int) vocabulary.Direction {
	switch {
	case step > 0:
		return vocabulary.Strengthened
	case step < 0:
		return vocabulary.Weakened
	}
	return vocabulary.Unchanged
}

// enforcementStep compares enforcements where both are known.
func enforcementStep(from, to table.VerdictRow) int {
	if from.Enforcement == "" || to.Enforcement == "" {
		return 0
	}
	return to.Enforcement.Weight() - from.Enforcement.Weight()
}

// incomparable is for verdicts of which one at least is unknown or
// not-applicable. The same on both sides is not a change.
func incomparable(from, to table.VerdictRow) (direction vocabulary.Direction, note string) {
	if from.Verdict == to.Verdict {
		return vocabulary.Unchanged, ""
	}
	unclear := from
	if to.Verdict.Rank() == 0 {
		unclear = to
	}
	return vocabulary.NotComparable, fmt.Sprintf(unclearWave, unclear.Wave, cmp.Or(unclear.Note, string(unclear.Verdict)+"."))
}

// OnlyOwnAnswer finds the cells whose verdict rests on the published answers of
// 2022 and on nothing else: they cannot tell what changed since.
func OnlyOwnAnswer(to []table.VerdictRow, seen []table.Observation) map[table.Cell]bool {
	survey := make(map[string]bool)
	for _, o := range seen {
		if o.Outcome == probes.Matched {
			survey[o.Observation] = o.Repository == table.SurveyRepository && o.Path == table.SurveyPath
		}
	}
	own := make(map[table.Cell]bool)
	for _, v := range to {
		matched, others := 0, 0
		for _, key := range v.Observations {
			answer, ok := survey[key]
			if ok {
				matched++
			}
			if ok && !answer {
				others++
			}
		}
		own[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}] = matched > 0 && others == 0
	}
	return own
}

// ChangesSince2022 fills table changes: for the ecosystems that the wave looked
// at, and no others.
func ChangesSince2022(to []table.VerdictRow, seen []table.Observation) []table.Change {
	surveyed := NewAsked(to)
	if surveyed.Wave == survey2022.Wave {
		return nil
	}
	return slices.DeleteFunc(Changes(survey2022.Verdicts(), to, seen), func(c table.Change) bool { return !surveyed.Ecosystems[c.Ecosystem] })
}
