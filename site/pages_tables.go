// SPDX-License-Identifier: Apache-2.0

package site

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/ossf/package-manager-landscape/dataset"
)

// Pages of the tables that no other page shows as they are.

type coverageData struct {
	Sections  []coverageSection
	Agreement []agreement
}

type coverageSection struct {
	*ecosystem
	Rows []covered
}

// covered is a journey of one registry with its rules and evidence.
type covered struct {
	dataset.CoverageRow
	Of *journey
}

type agreement struct {
	dataset.AgreementRow
	Eco *ecosystem
}

func (m *model) tablePages() []*page {
	coverage := m.titled("coverage/index.html", "coverage.html", "data", "coverage")
	coverage.Data = m.coverageData()
	answers := m.titled("survey-2022/index.html", "answers.html", "compare", "answers")
	answers.Data = m.answersBy()
	return []*page{coverage, answers}
}

func (m *model) coverageData() coverageData {
	var d coverageData
	for _, e := range m.Ecosystems {
		s := coverageSection{ecosystem: e}
		for _, j := range m.Journeys {
			for _, row := range m.raw.Coverage {
				if row.Wave == m.Wave && row.Ecosystem == e.key && row.Journey == j.key {
					s.Rows = append(s.Rows, covered{row, j})
				}
			}
		}
		if len(s.Rows) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
	for _, row := range m.raw.Agreement {
		if e := m.eco[row.Ecosystem]; e != nil && row.Wave == m.Wave {
			d.Agreement = append(d.Agreement, agreement{row, e})
		}
	}
	return d
}

// answerTable holds the questions of one journey of the survey of 2022 with the
// answer of each package manager.
type answerTable struct {
	ID, Title, Next string
	Who             []respondent
	Questions       []question
}

type respondent struct {
	Name string
	Eco  *ecosystem // today's, nil for none
}

type question struct {
	Row     int32
	Text    string
	Feature *feature // nil for none
	Answers []answer // one for each respondent
}

type answer struct{ Word, Class, Enforcement string }

// answersBy puts the answers in tables by journey; questions about the respondent
// come last.
func (m *model) answersBy() []answerTable {
	var who []respondent
	at := make(map[string]int)
	for _, row := range m.raw.Survey2022 {
		if _, known := at[row.PackageManager]; !known {
			at[row.PackageManager] = len(who)
			who = append(who, respondent{cut(clean(row.PackageManager), 40), m.eco[row.Ecosystem]})
		}
	}
	by := make(map[string]map[int32]*question)
	for _, row := range m.raw.Survey2022 {
		if by[row.Journey] == nil {
			by[row.Journey] = make(map[int32]*question)
		}
		q := by[row.Journey][row.Row]
		if q == nil {
			q = &question{Row: row.Row, Text: clean(row.Question), Feature: m.feature[row.Feature], Answers: make([]answer, len(who))}
			by[row.Journey][row.Row] = q
		}
		q.Answers[at[row.PackageManager]] = answer{m.words.Or("answered."+row.AnswerClass, verdictWord(m.words, row.AnswerClass)), answerClass(row.AnswerClass), clean(row.Enforcement)}
	}
	var list []answerTable
	for _, j := range append(slices.Clone(m.Journeys), &journey{Slug: "respondents", Title: m.words.Must("answers.respondents")}) {
		t := answerTable{ID: "journey-" + j.Slug, Title: j.Title, Next: "end", Who: who}
		for _, q := range by[j.key] {
			t.Questions = append(t.Questions, *q)
		}
		slices.SortFunc(t.Questions, func(a, b question) int { return cmp.Compare(a.Row, b.Row) })
		if len(t.Questions) > 0 {
			list = append(list, t)
		}
	}
	for i := range len(list) - 1 {
		list[i].Next = list[i+1].ID
	}
	return list
}

// answerClass is the style of an answer; what is no verdict has none.
func answerClass(answer string) string {
	if c, ok := classes[answer]; ok {
		return c
	}
	return "none"
}

// RowAnchor leads to a question of the survey of 2022, "" where this dataset does not have it.
func (m *model) RowAnchor(row int32) string {
	if slices.ContainsFunc(m.raw.Survey2022, func(a dataset.SurveyAnswer) bool { return a.Row == row }) {
		return "#" + question{Row: row}.ID()
	}
	return ""
}

// ID is the anchor of a question.
func (q question) ID() string { return "row-" + strconv.Itoa(int(q.Row)) }
