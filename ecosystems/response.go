// SPDX-License-Identifier: Apache-2.0

package ecosystems

import "slices"

// Response is what a registry's maintainer says of one feature. It stands
// beside what the probes found, and never in its place.
type Response struct {
	Wave        string // the wave whose verdict was shown
	Feature     string
	Line        int    // in responses/WAVE.yml
	Answer      string // one of Answers
	Verdict     string // that follows from the answer
	Enforcement string // with supported and partial, where known
	Reason      string // a key of Reasons
	Role        string
	Date        string // YYYY-MM-DD
	Link        string // the public place where it is said
}

// The answers of a maintainer.
const (
	Confirm = "confirm"
	Correct = "correct"
)

// intents are the answers that state a plan, with the verdict that follows.
var intents = map[string]string{"planned": "planned", "exploring": "exploring", "no-plans": "unsupported"}

// Answers are those that a maintainer can give.
var Answers = []string{Confirm, Correct, "planned", "exploring", "no-plans"}

// The reasons that follow from an answer other than Correct.
const (
	confirmed = "confirmed"
	intent    = "intent"
)

// Corrections are the reasons of a correction, with their meaning.
var Corrections = map[string]string{
	"changed":      "the registry changed after the evidence was read",
	"misread":      "the source is there, and does not mean what was taken from it",
	"other-source": "a public source that the rules do not read shows it",
	"not-public":   "only maintainers can see it",
	"criterion":    "the criterion fits this registry differently",
}

// corrected are the verdicts that a correction can give.
var corrected = append(slices.Clone(Verdicts), "not-applicable")

// offers says whether an enforcement goes with a verdict.
func offers(verdict string) bool { return verdict == "supported" || verdict == "partial" }
