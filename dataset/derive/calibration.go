// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// AnsweredOn is the day on which the answers of the survey of 2022 were in.
const AnsweredOn = "2022-10-31"

// The outcomes of a comparison of an answer with history.
const (
	CalibrationAgrees    = "agrees"         // both say that it was offered, or both that it was not
	CalibrationConflicts = "conflicts"      // one says that it was offered, and the other that it was not
	CalibrationSilent    = "history-silent" // history does not decide that day
)

// Calibration sets each answer of 2022 that is a verdict on a feature of one of
// today's ecosystems beside what the repositories said on that day, by the timeline;
// nothing without a timeline.
func Calibration(answers []table.SurveyAnswer, timeline []table.TimelineRow) []table.CalibrationRow {
	was := timelineOn(timeline, AnsweredOn)
	var rows []table.CalibrationRow
	for _, a := range answers {
		verdict, ok := a.AnswerClass.Verdict()
		then, known := was[table.Cell{Ecosystem: a.Ecosystem, Feature: a.Feature}]
		if !ok || !known || a.Feature == "" || verdict == vocabulary.NotApplicable || then.Verdict == vocabulary.NotApplicable {
			continue
		}
		rows = append(rows, table.CalibrationRow{
			Ecosystem: a.Ecosystem, Row: a.Row, Feature: a.Feature, PackageManager: a.PackageManager, Answer: verdict,
			History: then.Verdict, Outcome: compareAnswer(verdict, then.Verdict), Commit: then.Commit, URL: then.URL,
		})
	}
	return rows
}

func compareAnswer(answer, history vocabulary.Verdict) string {
	switch {
	case history == vocabulary.Unknown:
		return CalibrationSilent
	case answer.Offered() == history.Offered():
		return CalibrationAgrees
	}
	return CalibrationConflicts
}
