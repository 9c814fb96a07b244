// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Label is a verdict, an answer or a state as a page shows it: its word, and the
// name of its style.
type Label struct{ Word, Class string }

// VerdictLabel gives word and style of a verdict.
func VerdictLabel(texts messages.Texts, verdict vocabulary.Verdict) Label {
	return Label{VerdictWord(texts, verdict), Class(verdict)}
}

// VerdictWord gives the word for a verdict. One that the program does not know is
// shown as it is, as far as a cell has room.
func VerdictWord(texts messages.Texts, verdict vocabulary.Verdict) string {
	return texts.Or("verdict."+string(verdict), Cut(visible(string(verdict)), maxWord))
}

// maxWord is the most of a word that a cell has room for.
const maxWord = 16

// unasked is in place of a verdict where a survey did not ask.
const unasked vocabulary.Verdict = "unasked"

var classes = map[vocabulary.Verdict]string{
	vocabulary.Supported: "yes", vocabulary.Partial: "part", vocabulary.Planned: "plan", vocabulary.Exploring: "expl",
	vocabulary.Unsupported: "no", vocabulary.NotApplicable: "na", vocabulary.Unknown: "unk",
}

// Class is the name of a verdict's style.
func Class(verdict vocabulary.Verdict) string { return cmp.Or(classes[verdict], "unk") }

var stateClasses = map[vocabulary.ItemState]string{
	vocabulary.Met: "yes", vocabulary.PartlyMet: "part", vocabulary.Unmet: "no", vocabulary.ItemNotApplicable: "na",
}

// StateClass gives the state of an item of the Principles the style of the
// verdict that reads alike.
func StateClass(state vocabulary.ItemState) string { return cmp.Or(stateClasses[state], "unk") }

// answerClass is the style of an answer of 2022; an answer that is not a verdict has none.
func answerClass(answer vocabulary.AnswerClass) string {
	if verdict, ok := answer.Verdict(); ok {
		return classes[verdict]
	}
	return "none"
}

// reasonWord says in two or three words why there is no answer: the trait that a
// registry does not have, or what came of the looks.
func reasonWord(texts messages.Texts, v table.VerdictRow) string {
	switch v.Verdict {
	case vocabulary.NotApplicable:
		return messages.Word(texts, "trait", v.MissingTrait)
	case vocabulary.Unknown:
		return texts.Or("why."+string(v.Reason), texts.Must("why.other"))
	}
	return ""
}
