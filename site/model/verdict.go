// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Verdicts lists every verdict, in the order in which counts show them.
func Verdicts() []string { return table.Verdicts }

// Label is a verdict, an answer or a state as a page shows it: its word, and the
// name of its style.
type Label struct{ Word, Class string }

// VerdictLabel gives word and style of a verdict.
func VerdictLabel(texts messages.Texts, verdict string) Label {
	return Label{VerdictWord(texts, verdict), Class(verdict)}
}

// VerdictWord gives the word for a verdict. One that the program does not know is
// shown as it is, as far as a cell has room.
func VerdictWord(texts messages.Texts, verdict string) string {
	return texts.Or("verdict."+verdict, Cut(visible(verdict), maxWord))
}

// maxWord is the most of a word that a cell has room for.
const maxWord = 16

// unasked is in place of a verdict where a survey did not ask.
const unasked = "unasked"

var classes = map[string]string{
	"supported": "yes", "partial": "part", "planned": "plan", "exploring": "expl",
	"unsupported": "no", table.NotApplicable: "na", table.Unknown: "unk",
}

// Class is the name of a verdict's style.
func Class(verdict string) string {
	if c, ok := classes[verdict]; ok {
		return c
	}
	return "unk"
}

// StateClass gives the state of an item of the Principles the style of the
// verdict that reads alike.
func StateClass(state string) string {
	switch state {
	case derive.Met:
		return "yes"
	case derive.PartlyMet:
		return "part"
	case derive.Unmet:
		return "no"
	case table.NotApplicable:
		return "na"
	}
	return "unk"
}

// answerClass is the style of an answer of 2022; an answer that is not a verdict has none.
func answerClass(answer string) string {
	if c, ok := classes[answer]; ok {
		return c
	}
	return "none"
}

// isOffer says whether enforcement and date go with a verdict.
func isOffer(verdict string) bool { return verdict == "supported" || verdict == "partial" }
