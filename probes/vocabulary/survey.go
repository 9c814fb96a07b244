// SPDX-License-Identifier: Apache-2.0

package vocabulary

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
var ClosedClasses = append(classes(Verdicts[:6]), Other, Unanswered)

func classes(verdicts []Verdict) []AnswerClass {
	list := make([]AnswerClass, len(verdicts))
	for i, v := range verdicts {
		list[i] = AnswerClass(v)
	}
	return list
}

// Verdict is the verdict that a class says; ok is false for classes that are not
// verdicts.
func (c AnswerClass) Verdict() (verdict Verdict, ok bool) {
	for _, v := range Verdicts[:6] {
		if string(c) == string(v) {
			return v, true
		}
	}
	return "", false
}
