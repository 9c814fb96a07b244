// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"slices"
	"strconv"
)

// Questionnaire holds the questions of one journey of the survey of 2022 with the
// answer of each package manager.
type Questionnaire struct {
	ID, Title, Next string // Next is the anchor of the next one, to skip to
	Respondents     []Respondent
	Questions       []Question
}

// Respondent is a package manager of the survey of 2022.
type Respondent struct {
	Name string
	Eco  *Ecosystem // today's, nil for none
}

// Question is a row of the survey of 2022.
type Question struct {
	Row     int32
	Anchor  string
	Text    string
	Feature *Feature // nil for none
	Answers []Answer // one for each respondent
}

// Answer is what one package manager answered.
type Answer struct {
	Label
	Enforcement string
}

// Questionnaires puts the answers of 2022 in tables by journey; questions about
// the respondent come last.
func (m *Model) Questionnaires() []Questionnaire {
	respondents, at := m.listRespondents()
	byJourney := m.questionsByJourney(len(respondents), at)
	var list []Questionnaire
	for _, j := range append(slices.Clone(m.Journeys), &Journey{Slug: "respondents", Title: m.Texts.Must("answers.respondents")}) {
		q := Questionnaire{ID: "journey-" + j.Slug, Title: j.Title, Next: "end", Respondents: respondents}
		for _, question := range byJourney[j.Key] {
			q.Questions = append(q.Questions, *question)
		}
		slices.SortFunc(q.Questions, func(a, b Question) int { return cmp.Compare(a.Row, b.Row) })
		if len(q.Questions) > 0 {
			list = append(list, q)
		}
	}
	for i := range len(list) - 1 {
		list[i].Next = list[i+1].ID
	}
	return list
}

// listRespondents lists the package managers, and at which place each is by name.
func (m *Model) listRespondents() (list []Respondent, at map[string]int) {
	at = make(map[string]int)
	for _, row := range m.raw.Survey2022 {
		if _, known := at[row.PackageManager]; !known {
			at[row.PackageManager] = len(list)
			list = append(list, Respondent{Cut(Clean(row.PackageManager), 40), m.eco[row.Ecosystem]})
		}
	}
	return list, at
}

func (m *Model) questionsByJourney(respondents int, at map[string]int) map[string]map[int32]*Question {
	byJourney := make(map[string]map[int32]*Question)
	for _, row := range m.raw.Survey2022 {
		if byJourney[row.Journey] == nil {
			byJourney[row.Journey] = make(map[int32]*Question)
		}
		q := byJourney[row.Journey][row.Row]
		if q == nil {
			q = &Question{Row: row.Row, Anchor: questionAnchor(row.Row), Text: Clean(row.Question), Feature: m.feature[row.Feature], Answers: make([]Answer, respondents)}
			byJourney[row.Journey][row.Row] = q
		}
		word := m.Texts.Or("answered."+row.AnswerClass, VerdictWord(m.Texts, row.AnswerClass))
		q.Answers[at[row.PackageManager]] = Answer{Label{word, answerClass(row.AnswerClass)}, Clean(row.Enforcement)}
	}
	return byJourney
}

func questionAnchor(row int32) string { return "row-" + strconv.Itoa(int(row)) }

// QuestionAnchor leads to a question of the survey of 2022, "" where this dataset
// does not have it.
func (m *Model) QuestionAnchor(row int32) string {
	if slices.ContainsFunc(m.raw.Survey2022, func(a table.SurveyAnswer) bool { return a.Row == row }) {
		return "#" + questionAnchor(row)
	}
	return ""
}
