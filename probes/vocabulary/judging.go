// SPDX-License-Identifier: Apache-2.0

package vocabulary

// Method says how a verdict came about.
type Method string

// The methods of judging.
const (
	Probed    Method = "probed"   // by rules, from observations
	Reviewed  Method = "reviewed" // the same, and a person has accepted that evidence is gone
	Responded Method = "responded"
	Surveyed  Method = "survey" // an answer of the survey of 2022
)

// Confidence says how well a verdict is founded; "" where none is given.
type Confidence string

// The degrees of confidence.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Answer is what a registry's maintainer says of a verdict.
type Answer string

// The answers of a maintainer.
const (
	Confirm      Answer = "confirm"
	Correct      Answer = "correct"
	SayPlanned   Answer = "planned"
	SayExploring Answer = "exploring"
	NoPlans      Answer = "no-plans"
)

// Answers are those that a maintainer can give. The list is not to be changed.
var Answers = []Answer{Confirm, Correct, SayPlanned, SayExploring, NoPlans}

// Follows is the verdict that follows from an answer that states a plan; "" for
// the other answers, which speak of a verdict.
func (a Answer) Follows() Verdict {
	switch a {
	case SayPlanned:
		return Planned
	case SayExploring:
		return Exploring
	case NoPlans:
		return Unsupported
	}
	return ""
}

// Agreement says whether a maintainer's answer and the probes say the same; ""
// where the probes know nothing.
type Agreement string

// The two that there are.
const (
	Agrees  Agreement = "yes"
	Differs Agreement = "no"
)
