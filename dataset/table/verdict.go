// SPDX-License-Identifier: Apache-2.0

package table

import "slices"

// The verdicts that no rule earns.
const (
	Unknown       = "unknown"
	NotApplicable = "not-applicable"
)

// Verdicts lists every verdict, the strongest first.
var Verdicts = []string{"supported", "partial", "planned", "exploring", "unsupported", NotApplicable, Unknown}

// Rank orders the verdicts that compare; from offered on, the feature is there.
var Rank = map[string]int{"unsupported": 1, "exploring": 2, "planned": 3, "partial": Offered, "supported": 5}

const Offered = 4

// VerdictText is a verdict with its enforcement, for people.
func VerdictText(verdict, enforcement string) string {
	if enforcement == "" {
		return verdict
	}
	return verdict + " (" + enforcement + ")"
}

// EnforcementWeight orders enforcements; none, and one that is not known, weigh nothing.
func EnforcementWeight(enforcement string) int {
	return map[string]int{"required": 3, "default": 2, "optional": 1}[enforcement]
}

// StaleVerdicts lists the verdicts that are stale.
func StaleVerdicts(rows []VerdictRow) []VerdictRow {
	return slices.DeleteFunc(slices.Clone(rows), func(v VerdictRow) bool { return !v.Stale })
}
