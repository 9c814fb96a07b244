// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Wave is the survey's wave.
const Wave = "2022"

// Answer is one package manager's answer to one question.
type Answer struct {
	PackageManager string
	Row            int // of results.csv, counted from 0
	Class          vocabulary.AnswerClass
	Enforcement    vocabulary.Enforcement // required or optional, where the wording says so
	Codes          []string               // ids of the options ticked; wordsCode when words stand beside them
	Words          string                 // the respondent's own; never in what this repository keeps
}

// wordsCode says that the answer holds words of the respondent's own.
const wordsCode = "words"

// Survey is every answer, in the order of package managers and rows of the file.
type Survey struct{ Answers []Answer }

// Detail gives the answer's codes, and after a colon its words, if it has any.
func (a Answer) Detail() string {
	codes := strings.Join(a.Codes, " ")
	if a.Words == "" {
		return codes
	}
	return codes + ": " + a.Words
}

// ParseDetail is the inverse of Detail.
func ParseDetail(detail string) (codes []string, words string) {
	list, words, _ := strings.Cut(detail, ": ")
	return strings.Fields(list), words
}

// Coded returns the survey without anybody's words.
func (s *Survey) Coded() *Survey {
	coded := &Survey{Answers: make([]Answer, len(s.Answers))}
	for i, a := range s.Answers {
		a.Words = ""
		coded.Answers[i] = a
	}
	return coded
}

// Count says how many answers have a class.
func (s *Survey) Count(class vocabulary.AnswerClass) int {
	n := 0
	for _, a := range s.Answers {
		if a.Class == class {
			n++
		}
	}
	return n
}

// Read reads results.csv: one column per package manager, one row per question. An
// error is one line that names the file.
func Read(file string, data []byte) (*Survey, error) {
	table, err := Load()
	if err != nil {
		return nil, err
	}
	columns, rows, err := readGrid(file, data, table)
	if err != nil {
		return nil, err
	}
	s := &Survey{}
	for i, name := range columns {
		for k, question := range table.Questions {
			a := question.classifyCell(table, rows[k][i])
			a.PackageManager = name
			s.Answers = append(s.Answers, a)
		}
	}
	return s, nil
}
