// SPDX-License-Identifier: Apache-2.0

package vocabulary

// Reason says why a verdict is unknown; "" for every other verdict.
type Reason string

// The reasons of an unknown.
const (
	NotMatched    Reason = "unmatched"   // the sources were read, and no rule holds
	NotReached    Reason = "unreachable" // a source that could decide it could not be read
	NotUnderstood Reason = "invalid"     // a source that could decide it gave something else
	NotAsked      Reason = "not-asked"   // the run did not reach the sources that decide it
	NotProbed     Reason = "not-probed"  // no probe can see it
	NoRule        Reason = "no-rule"     // no rule names it yet
	Expired       Reason = "expired"     // its evidence has been missing for too long
	NotAnswered   Reason = "unanswered"  // the survey of 2022 has no answer
	NotExplained  Reason = "unexplained" // no option of 2022 explains the answer
)

// Reasons lists them. The list is not to be changed.
var Reasons = []Reason{NotMatched, NotReached, NotUnderstood, NotAsked, NotProbed, NoRule, Expired, NotAnswered, NotExplained}
