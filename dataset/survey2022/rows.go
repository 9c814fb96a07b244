// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// ToRows turns a survey into rows of survey_2022, sorted by their key.
func ToRows(s *Survey) ([]table.SurveyAnswer, error) {
	questions, bridge, features, err := records2022()
	if err != nil {
		return nil, err
	}
	var rows []table.SurveyAnswer
	for _, a := range s.Answers {
		q, _ := questions.Question(a.Row)
		row := table.SurveyAnswer{
			PackageManager: a.PackageManager, Row: int32(a.Row), Question: q.Label, Journey: q.Journey,
			AnswerClass: a.Class, AnswerDetail: a.Detail(), Enforcement: a.Enforcement,
			Ecosystem: bridge.Ecosystems[a.PackageManager],
		}
		if asked := askedAt(features, a.Row); len(asked) > 0 {
			row.Feature = asked[0].ID
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b table.SurveyAnswer) int {
		return cmp.Or(strings.Compare(a.PackageManager, b.PackageManager), cmp.Compare(a.Row, b.Row))
	})
	return rows, nil
}

func records2022() (*Table, *Bridge, *catalog.Catalog, error) {
	questions, err := Load()
	if err != nil {
		return nil, nil, nil, err
	}
	bridge, err := LoadBridge()
	if err != nil {
		return nil, nil, nil, err
	}
	features, err := catalog.Load()
	return questions, bridge, features, err
}

// askedAt lists the features that a question of 2022 stands for.
func askedAt(features *catalog.Catalog, row int) []catalog.Feature {
	var asked []catalog.Feature
	for _, f := range features.Features {
		if f.Row == row {
			asked = append(asked, f)
		}
	}
	return asked
}

// FromRows is the inverse of ToRows.
func FromRows(rows []table.SurveyAnswer) *Survey {
	s := &Survey{}
	for _, row := range rows {
		codes, words := ParseDetail(row.AnswerDetail)
		s.Answers = append(s.Answers, Answer{
			PackageManager: row.PackageManager, Row: int(row.Row), Class: row.AnswerClass,
			Enforcement: row.Enforcement, Codes: codes, Words: words,
		})
	}
	return s
}

var surveyTable, _ = table.Find("survey_2022")

// Encode gives the bytes of a survey_2022 file.
func Encode(rows []table.SurveyAnswer) ([]byte, error) {
	return surveyTable.Encode(&table.Dataset{Survey2022: rows})
}

// Baseline gives the coded built-in answers of 2022.
func Baseline() []table.SurveyAnswer { return slices.Clone(baseline()) }

// A program whose own baseline cannot be read was built wrong, and a test would
// have said so: no caller could mend it.
var baseline = sync.OnceValue(func() []table.SurveyAnswer {
	rows, err := readBaseline()
	if err != nil {
		panic(fmt.Sprintf("the built-in baseline of 2022: %v", err))
	}
	return rows
})

func readBaseline() ([]table.SurveyAnswer, error) {
	data, err := releases.Files.ReadFile("2022/survey_2022.parquet")
	if err != nil {
		return nil, err
	}
	d := &table.Dataset{}
	if err := surveyTable.Decode(d, data); err != nil {
		return nil, err
	}
	bridge, err := LoadBridge()
	if err != nil {
		return nil, err
	}
	// The file was written before ecosystems that were added since.
	for i, row := range d.Survey2022 {
		d.Survey2022[i].Ecosystem = bridge.Ecosystems[row.PackageManager]
	}
	return d.Survey2022, nil
}

// FeatureAnswer is what one package manager answered on a feature.
type FeatureAnswer struct {
	PackageManager, Question string
	Said                     table.VerdictRow // without an ecosystem where it is not one today
}

// AnswersTo gives what every package manager of 2022 answered on a feature; nothing
// where the survey did not ask.
func AnswersTo(feature string) []FeatureAnswer { return slices.Clone(answersOnce()[feature]) }

var answersOnce = sync.OnceValue(func() map[string][]FeatureAnswer {
	questions, _, features, err := records2022()
	if err != nil {
		panic(fmt.Sprintf("the built-in records of 2022: %v", err))
	}
	answers := make(map[string][]FeatureAnswer)
	for _, answer := range baseline() {
		q, _ := questions.Question(int(answer.Row))
		for _, f := range askedAt(features, q.Row) {
			answers[f.ID] = append(answers[f.ID], FeatureAnswer{answer.PackageManager, answer.Question, verdictOf(answer, q, f)})
		}
	}
	return answers
})

// Verdicts gives the verdicts of wave 2022: what the survey answered for
// each ecosystem and feature that it asked about. They are sorted by ecosystem
// and feature.
func Verdicts() []table.VerdictRow { return slices.Clone(verdictsOnce()) }

var verdictsOnce = sync.OnceValue(func() []table.VerdictRow {
	var rows []table.VerdictRow
	for _, answers := range answersOnce() {
		for _, a := range answers {
			if a.Said.Ecosystem != "" {
				rows = append(rows, a.Said)
			}
		}
	}
	table.SortByKey(rows, func(r table.VerdictRow) []string { return []string{r.Ecosystem, r.Feature} })
	return rows
})

func verdictOf(answer table.SurveyAnswer, q Question, f catalog.Feature) table.VerdictRow {
	v := table.VerdictRow{
		Wave: Wave, Ecosystem: answer.Ecosystem, Feature: f.ID, Method: vocabulary.Surveyed, Observations: []string{},
		Enforcement: answer.Enforcement,
	}
	place := fmt.Sprintf("Question %d of the survey of 2022", answer.Row)
	codes, _ := ParseDetail(answer.AnswerDetail)
	switch answer.AnswerClass {
	case vocabulary.Unanswered:
		v.Verdict, v.Reason, v.Note = vocabulary.Unknown, vocabulary.NotAnswered, place+" was not answered."
		return v
	case vocabulary.Other:
		v.Verdict, v.Reason, v.Note = vocabulary.Unknown, vocabulary.NotExplained, place+" was answered in words that none of its options explains."
		return v
	}
	class, enforcement := q.Judge(f.ID, codes)
	v.Verdict, v.Enforcement = vocabulary.Verdict(class), enforcement
	v.Note = place + ": " + strings.Join(codes, ", ") + "."
	return v
}
