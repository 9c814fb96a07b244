// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// strongest orders the classes of options that one answer ticks.
var strongest = vocabulary.ClosedClasses[:6:6]

// answer classes a cell by the question's options.
func (q Question) answer(table *Table, cell string) Answer {
	a := Answer{Row: q.Row, Codes: []string{}}
	text := normal(cell)
	switch {
	case q.Withheld:
		a.Class = vocabulary.Withheld
		return a
	case text == "":
		a.Class = vocabulary.Unanswered
		return a
	}
	a.Codes, a.Words = q.parse(table, text)
	if a.Words != "" {
		a.Codes = append(a.Codes, wordsCode)
	}
	a.Class, a.Enforcement = q.Judge("", a.Codes)
	return a
}

// parse finds the options that the text ticks, and the words after them. A form
// joins its ticks by comma and blank, and options hold commas themselves, so
// the longest option is taken first.
func (q Question) parse(table *Table, text string) (codes []string, words string) {
	codes = []string{}
	if q.Closed() {
		for _, w := range table.wordings {
			if w.length(text) == len(text) {
				return []string{w.ID}, w.beyond(text)
			}
		}
	}
	for rest := text; rest != ""; {
		option, length := q.longest(rest)
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

func (q Question) longest(text string) (found Option, length int) {
	length = -1
	for _, option := range q.Options {
		if n := option.length(text); n > length {
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
	ticked := q.deciding(codes)
	for _, class := range strongest {
		for _, option := range ticked {
			if option.classFor(feature) == class {
				return class, q.enforcement(class, option)
			}
		}
	}
	return vocabulary.Other, ""
}

// deciding lists the options ticked, without remarks beside others.
func (q Question) deciding(codes []string) []Option {
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

func (q Question) enforcement(class vocabulary.AnswerClass, option Option) vocabulary.Enforcement {
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

// normal folds blanks and typographic apostrophes.
func normal(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "’", "'")
}
