// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Response is what a registry's maintainer says of one feature. It stands
// beside what the probes found, and never in its place.
type Response struct {
	Wave        string // the wave whose verdict was shown
	Feature     string
	Line        int // in responses/WAVE.yml
	Answer      vocabulary.Answer
	Verdict     vocabulary.Verdict     // that follows from the answer
	Enforcement vocabulary.Enforcement // with supported and partial, where known
	Reason      string                 // a key of Reasons
	Role        string
	Date        string // YYYY-MM-DD
	Link        string // the public place where it is said
}

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

// Reasons are every reason code of a response, sorted.
func Reasons() []string {
	list := append(keys(Corrections), confirmed, intent)
	slices.Sort(list)
	return list
}

// corrected are the verdicts that a correction can give.
var corrected = slices.DeleteFunc(slices.Clone(vocabulary.Verdicts), func(v vocabulary.Verdict) bool { return v == vocabulary.Unknown })
