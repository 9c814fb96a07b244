// SPDX-License-Identifier: Apache-2.0

package vocabulary

import "slices"

// AnswerClass is the class of an answer to the survey of 2022. Classes of closed
// questions are verdicts, or one of the first two; the third and fourth are for
// open questions and the respondent's name.
type AnswerClass string

// The classes that are not verdicts.
const (
	Other      AnswerClass = "other" // no option explains it
	Unanswered AnswerClass = "unanswered"
	Text       AnswerClass = "text"
	Withheld   AnswerClass = "withheld"
)

// ClosedClasses are those of closed questions, in the order of summaries. The
// list is not to be changed.
var ClosedClasses = []AnswerClass{
	AnswerClass(Supported), AnswerClass(Partial), AnswerClass(Planned), AnswerClass(Exploring), AnswerClass(Unsupported),
	AnswerClass(NotApplicable), Other, Unanswered,
}

// Verdict is the verdict that a class says; ok is false for classes that are not
// verdicts.
func (c AnswerClass) Verdict() (verdict Verdict, ok bool) {
	if verdict = Verdict(c); slices.Contains(Verdicts[:6], verdict) {
		return verdict, true
	}
	return "", false
}
