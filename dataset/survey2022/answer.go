// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// strongest orders the classes of options that one answer ticks.
var strongest = vocabulary.ClosedClasses[:6:6]

// classifyCell classes a cell by the question's options.
func (q Question) classifyCell(table *Table, cell string) Answer {
	a := Answer{Row: q.Row, Codes: []string{}}
	text := foldBlanks(cell)
	switch {
	case q.Withheld:
		a.Class = vocabulary.Withheld
		return a
	case text == "":
		a.Class = vocabulary.Unanswered
		return a
	}
	a.Codes, a.Words = q.parseTicks(table, text)
	if a.Words != "" {
		a.Codes = append(a.Codes, wordsCode)
	}
	a.Class, a.Enforcement = q.Judge("", a.Codes)
	return a
}

// parseTicks finds the options that the text ticks, and the words after them. A form
// joins its ticks by comma and blank, and options hold commas themselves, so
// the longest option is taken first.
func (q Question) parseTicks(table *Table, text string) (codes []string, words string) {
	codes = []string{}
	if q.Closed() {
		for _, w := range table.wordings {
			if w.matchLength(text) == len(text) {
				return []string{w.ID}, w.beyondOption(text)
			}
		}
	}
	for rest := text; rest != ""; {
		option, length := q.longestOption(rest)
		if length < 0 {
			words = rest
			break
		}
		codes = append(codes, option.ID)
		rest = strings.TrimPrefix(rest[length:], ", ")
		if option.Fill {
			words = rest
			break
		}
		if !q.Many && rest != "" {
			return []string{}, text
		}
	}
	return codes, words
}

func (q Question) longestOption(text string) (found Option, length int) {
	length = -1
	for _, option := range q.Options {
		if n := option.matchLength(text); n > length {
			found, length = option, n
		}
	}
	return found, length
}

// Judge gives the class and the enforcement that codes earn: for a feature, if
// one is named, where an option says that the feature has another class.
func (q Question) Judge(feature string, codes []string) (class vocabulary.AnswerClass, enforcement vocabulary.Enforcement) {
	if !q.Closed() {
		return vocabulary.Text, ""
	}
	ticked := q.decidingOptions(codes)
	for _, class := range strongest {
		for _, option := range ticked {
			if option.classFor(feature) == class {
				return class, q.enforcementOf(class, option)
			}
		}
	}
	return vocabulary.Other, ""
}

// decidingOptions lists the options ticked, without remarks beside others.
func (q Question) decidingOptions(codes []string) []Option {
	var ticked, remarks []Option
	for _, option := range slices.Concat(q.Options, q.wordings) {
		switch {
		case !slices.Contains(codes, option.ID):
		case option.Remark:
			remarks = append(remarks, option)
		default:
			ticked = append(ticked, option)
		}
	}
	if len(ticked) == 0 {
		return remarks
	}
	return ticked
}

func (q Question) enforcementOf(class vocabulary.AnswerClass, option Option) vocabulary.Enforcement {
	if verdict, ok := class.Verdict(); !ok || !verdict.Offered() {
		return ""
	}
	if option.Enforcement != "" {
		return option.Enforcement
	}
	return q.Enforcement
}

func (o Option) classFor(feature string) vocabulary.AnswerClass {
	if class, ok := o.Verdict[feature]; ok {
		return class
	}
	return o.Class
}

// foldBlanks folds blanks and typographic apostrophes.
func foldBlanks(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "’", "'")
}
