// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Summary is every count of the answers beside the group's published figures.
type Summary struct {
	Wave            string     `json:"wave"`
	PackageManagers []string   `json:"package_managers"`
	Questions       []Counted  `json:"questions"`
	Figures         []Measured `json:"figures"`
	Errata          []Erratum  `json:"errata"`
}

// Counted is the answers to one closed question.
type Counted struct {
	Row      int                              `json:"row"`
	Question string                           `json:"question"`
	Journey  string                           `json:"journey"`
	Asked    int                              `json:"asked"`
	Classes  map[vocabulary.AnswerClass]Share `json:"classes"` // every one of vocabulary.ClosedClasses
	Ticks    map[string]int                   `json:"ticks"`   // options by id; an answer may tick several
}

// Share is how many package managers, and which.
type Share struct {
	Count           int      `json:"count"`
	Percent         float64  `json:"percent"` // of all asked, one decimal
	PackageManagers []string `json:"package_managers"`
}

// answers finds answers by row, in the order of the survey's package managers.
type answers map[int][]Answer

func byRow(table *Table, s *Survey) answers {
	found := make(answers)
	for _, name := range table.PackageManagers {
		for _, a := range s.Answers {
			if a.PackageManager == name {
				found[a.Row] = append(found[a.Row], a)
			}
		}
	}
	return found
}

// Summarize counts the answers of a survey.
func Summarize(s *Survey) (*Summary, error) {
	table, err := Load()
	if err != nil {
		return nil, err
	}
	figures, err := loadFigures()
	if err != nil {
		return nil, err
	}
	errata, err := LoadErrata()
	if err != nil {
		return nil, err
	}
	rows := byRow(table, s)
	sum := &Summary{Wave: Wave, PackageManagers: table.PackageManagers, Errata: errata}
	for _, q := range table.Questions {
		if q.Closed() {
			sum.Questions = append(sum.Questions, q.count(rows[q.Row]))
		}
	}
	for _, f := range figures {
		for _, row := range f.rows {
			sum.Figures = append(sum.Figures, f.measureRow(rows, row))
		}
	}
	return sum, nil
}

func (q Question) count(given []Answer) Counted {
	c := Counted{
		Row: q.Row, Question: q.Label, Journey: q.Journey, Asked: len(given),
		Classes: make(map[vocabulary.AnswerClass]Share), Ticks: make(map[string]int),
	}
	for _, class := range vocabulary.ClosedClasses {
		who := namesOf(given, func(a Answer) bool { return a.Class == class })
		c.Classes[class] = Share{Count: len(who), Percent: percent(len(who), len(given)), PackageManagers: who}
	}
	for _, option := range q.Options {
		c.Ticks[option.ID] = len(namesOf(given, func(a Answer) bool { return slices.Contains(a.Codes, option.ID) }))
	}
	return c
}

func namesOf(given []Answer, is func(Answer) bool) []string {
	who := []string{}
	for _, a := range given {
		if is(a) {
			who = append(who, a.PackageManager)
		}
	}
	return who
}

// percent rounds to one decimal, a half upwards, as whole numbers do exactly.
func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64((2000*n+of)/(2*of)) / 10
}
