// SPDX-License-Identifier: Apache-2.0

package dataset

import "slices"

// The verdicts that no rule earns.
const (
	Unknown       = "unknown"
	NotApplicable = "not-applicable"
)

// Verdicts lists every verdict, the strongest first.
var Verdicts = []string{"supported", "partial", "planned", "exploring", "unsupported", NotApplicable, Unknown}

// rank orders the verdicts that compare; from offered on, the feature is there.
var rank = map[string]int{"unsupported": 1, "exploring": 2, "planned": 3, "partial": offered, "supported": 5}

const offered = 4

// verdictText is a verdict with its enforcement, for people.
func verdictText(verdict, enforcement string) string {
	if enforcement == "" {
		return verdict
	}
	return verdict + " (" + enforcement + ")"
}

// weight orders enforcements; none, and one that is not known, weigh nothing.
func weight(enforcement string) int {
	return map[string]int{"required": 3, "default": 2, "optional": 1}[enforcement]
}

// StaleVerdicts lists the verdicts that are stale.
func StaleVerdicts(rows []Verdict) []Verdict {
	return slices.DeleteFunc(slices.Clone(rows), func(v Verdict) bool { return !v.Stale })
}
