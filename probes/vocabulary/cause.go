// SPDX-License-Identifier: Apache-2.0

package vocabulary

// Cause says why a verdict of today differs from an answer of 2022, by what evidence
// said on the day on which the answers were in; "" where there is nothing to explain.
type Cause string

// The causes of a difference.
const (
	RegistryChanged Cause = "registry-changed" // evidence of then says otherwise, or dates the change to later
	AnswerWider     Cause = "answer-wider"     // evidence said no more then than today: the answer covered more than the criterion asks
	AnswerNarrower  Cause = "answer-narrower"  // evidence said as much then as today: the answer covered less than the criterion asks
	CauseNotKnown   Cause = "not-known"        // evidence does not tell what was there then
)

// Causes lists the causes in the order in which they are told. The list is not to be
// changed.
var Causes = []Cause{RegistryChanged, AnswerWider, AnswerNarrower, CauseNotKnown}
