// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// FromSurvey turns a survey into rows of survey_2022, sorted by their key.
func FromSurvey(s *survey2022.Survey) ([]table.SurveyAnswer, error) {
	questions, bridge, features, err := survey2022Records()
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

func survey2022Records() (*survey2022.Table, *survey2022.Bridge, *catalog.Catalog, error) {
	questions, err := survey2022.Load()
	if err != nil {
		return nil, nil, nil, err
	}
	bridge, err := survey2022.LoadBridge()
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

// ToSurvey is the inverse of FromSurvey.
func ToSurvey(rows []table.SurveyAnswer) *survey2022.Survey {
	s := &survey2022.Survey{}
	for _, row := range rows {
		codes, words := survey2022.ParseDetail(row.AnswerDetail)
		s.Answers = append(s.Answers, survey2022.Answer{
			PackageManager: row.PackageManager, Row: int(row.Row), Class: row.AnswerClass,
			Enforcement: row.Enforcement, Codes: codes, Words: words,
		})
	}
	return s
}

// EncodeSurvey2022 gives the bytes of a survey_2022 file.
func EncodeSurvey2022(rows []table.SurveyAnswer) ([]byte, error) {
	for _, t := range table.Tables {
		if t.Name() == "survey_2022" {
			return t.Encode(&table.Dataset{Survey2022: rows})
		}
	}
	return nil, errors.New("no table survey_2022")
}

// Baseline2022 gives the coded answers of 2022 that are built in.
func Baseline2022() []table.SurveyAnswer { return slices.Clone(baseline2022()) }

// A program whose own baseline cannot be read was built wrong, and a test would
// have said so: no caller could mend it.
var baseline2022 = sync.OnceValue(func() []table.SurveyAnswer {
	rows, err := readBaseline2022()
	if err != nil {
		panic(fmt.Sprintf("the baseline of 2022 built in: %v", err))
	}
	return rows
})

func readBaseline2022() ([]table.SurveyAnswer, error) {
	data, err := releases.ReadFile("releases/2022/survey_2022.parquet")
	if err != nil {
		return nil, err
	}
	d := &table.Dataset{}
	for _, t := range table.Tables {
		if t.Name() == "survey_2022" {
			err = t.Decode(d, data)
		}
	}
	if err != nil {
		return nil, err
	}
	bridge, err := survey2022.LoadBridge()
	if err != nil {
		return nil, err
	}
	// The file was written before ecosystems that were added since.
	for i, row := range d.Survey2022 {
		d.Survey2022[i].Ecosystem = bridge.Ecosystems[row.PackageManager]
	}
	return d.Survey2022, nil
}

// Verdicts2022 gives the verdicts of wave 2022: what the survey answered for
// each ecosystem and feature that it asked about. They are sorted by ecosystem
// and feature.
func Verdicts2022() []table.VerdictRow { return slices.Clone(verdicts2022()) }

var verdicts2022 = sync.OnceValue(func() []table.VerdictRow {
	questions, _, features, err := survey2022Records()
	if err != nil {
		panic(fmt.Sprintf("the records of 2022 built in: %v", err))
	}
	var rows []table.VerdictRow
	for _, answer := range baseline2022() {
		if answer.Ecosystem == "" {
			continue
		}
		q, _ := questions.Question(int(answer.Row))
		for _, f := range askedAt(features, q.Row) {
			rows = append(rows, verdict2022(answer, q, f))
		}
	}
	slices.SortFunc(rows, func(a, b table.VerdictRow) int {
		return cmp.Or(strings.Compare(a.Ecosystem, b.Ecosystem), strings.Compare(a.Feature, b.Feature))
	})
	return rows
})

func verdict2022(answer table.SurveyAnswer, q survey2022.Question, f catalog.Feature) table.VerdictRow {
	v := table.VerdictRow{
		Wave: survey2022.Wave, Ecosystem: answer.Ecosystem, Feature: f.ID, Method: "survey", Observations: []string{},
		Verdict: answer.AnswerClass, Enforcement: answer.Enforcement,
	}
	place := fmt.Sprintf("Question %d of the survey of 2022", answer.Row)
	codes, _ := survey2022.ParseDetail(answer.AnswerDetail)
	switch answer.AnswerClass {
	case survey2022.Unanswered:
		v.Verdict, v.Note = table.Unknown, place+" was not answered."
		return v
	case survey2022.Other:
		v.Verdict, v.Note = table.Unknown, place+" was answered in words that none of its options explains."
		return v
	}
	v.Verdict, v.Enforcement = q.Judge(f.ID, codes)
	v.Note = place + ": " + strings.Join(codes, ", ") + "."
	return v
}
