// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// CompareWithHistory fills what follows from the timeline of a dataset: its calibration
// of the answers of 2022, and the causes of its changes.
func CompareWithHistory(d *table.Dataset, answers []table.SurveyAnswer) {
	d.Calibration = Calibration(answers, d.Timeline)
	ExplainChanges(d.Changes, d)
}

// ExplainChanges sets beside each change since the survey of 2022 what evidence said
// on the day on which the answers were in, by the timeline of a dataset, or where it
// has none by its calibration; and why today's verdict differs from the answer. With
// neither table no cause is known.
func ExplainChanges(changes []table.Change, d *table.Dataset) {
	then, stays := evidenceThen(d), openSpans(d.Timeline)
	for i := range changes {
		c := &changes[i]
		if c.FromWave != survey2022.Wave {
			continue
		}
		at := table.Cell{Ecosystem: c.Ecosystem, Feature: c.Feature}
		was := then[at]
		c.ThenVerdict, c.ThenEnforcement, c.ThenURL = was.Verdict, was.Enforcement, was.URL
		c.Cause = ""
		if needsCause(*c) {
			c.Cause = vocabulary.CauseNotKnown
			if len(then) > 0 {
				last, told := stays[at]
				c.Cause = causeOf(*c, told && last == was)
			}
		}
	}
}

// evidenceThen is what evidence said of each cell on that day.
func evidenceThen(d *table.Dataset) map[table.Cell]table.TimelineRow {
	if len(d.Timeline) > 0 {
		return timelineOn(d.Timeline, AnsweredOn)
	}
	then := make(map[table.Cell]table.TimelineRow)
	for _, r := range d.Calibration {
		then[table.Cell{Ecosystem: r.Ecosystem, Feature: r.Feature}] = table.TimelineRow{Verdict: r.History, URL: r.URL}
	}
	return then
}

// openSpans are the rows that hold on the timeline's last day.
func openSpans(timeline []table.TimelineRow) map[table.Cell]table.TimelineRow {
	open := make(map[table.Cell]table.TimelineRow)
	for _, r := range timeline {
		if r.Until == "" {
			open[table.Cell{Ecosystem: r.Ecosystem, Feature: r.Feature}] = r
		}
	}
	return open
}

// timelineOn is the row of each cell that holds on a day.
func timelineOn(timeline []table.TimelineRow, day string) map[table.Cell]table.TimelineRow {
	on := make(map[table.Cell]table.TimelineRow)
	for _, r := range timeline {
		if r.From <= day && (r.Until == "" || day < r.Until) {
			on[table.Cell{Ecosystem: r.Ecosystem, Feature: r.Feature}] = r
		}
	}
	return on
}

// needsCause says whether a change is one between two verdicts, or would be but for
// its date.
func needsCause(c table.Change) bool {
	switch c.Direction {
	case vocabulary.Gained, vocabulary.Delivered, vocabulary.Strengthened, vocabulary.Weakened, vocabulary.Lost:
		return true
	case vocabulary.NotComparable:
		return c.FromVerdict.Compares() && c.FromVerdict != c.ToVerdict && datedTooEarly(c.ToVerdict, c.Since, c.FromWave)
	}
	return false
}

// answeredIn is the month in which the answers of 2022 were in.
const answeredIn = "2022-10"

// causeOf compares the way from the answer to today with that from the evidence of
// then to today. Where the evidence of then is silent, or history has not moved since (then
// today's verdict rests on other sources, or on other rules than the timeline), the date
// of today's verdict may tell, if it is exact.
func causeOf(c table.Change, unmoved bool) vocabulary.Cause {
	byAnswer, told := stepTo(c, c.FromVerdict, c.FromEnforcement)
	byEvidence, known := stepTo(c, c.ThenVerdict, c.ThenEnforcement)
	answer := vocabulary.AnswerNarrower
	if byAnswer < 0 {
		answer = vocabulary.AnswerWider
	}
	switch {
	case !told || byAnswer == 0:
		return vocabulary.CauseNotKnown
	case known && byEvidence*byAnswer <= 0:
		return answer
	case known && !unmoved:
		return vocabulary.RegistryChanged
	case byAnswer > 0 && !c.SinceLatest && table.After(c.Since, answeredIn):
		return vocabulary.RegistryChanged
	case !known && byAnswer > 0 && table.Before(c.Since, answeredIn):
		return answer
	}
	return vocabulary.CauseNotKnown
}

// stepTo is how far today's verdict is from an earlier one: by the order of verdicts,
// and with the same verdict by enforcement. ok is false where the earlier one does not
// compare, or the enforcement that decides is not known.
func stepTo(c table.Change, was vocabulary.Verdict, enforced vocabulary.Enforcement) (step int, ok bool) {
	if step = c.ToVerdict.Rank() - was.Rank(); step != 0 || !was.Compares() {
		return step, was.Compares() && c.ToVerdict.Compares()
	}
	if c.FromVerdict != c.ToVerdict {
		return 0, true // the verdicts decide, and this one is the same
	}
	return c.ToEnforcement.Weight() - enforced.Weight(), c.ToEnforcement.Known() && enforced.Known()
}
