// SPDX-License-Identifier: Apache-2.0

package table

import "slices"

// The verdicts, as records, rows and files spell them.
const (
	Supported   = "supported"
	Partial     = "partial"
	Planned     = "planned"
	Exploring   = "exploring"
	Unsupported = "unsupported"

	NotApplicable = "not-applicable" // no rule earns it, and neither the next
	Unknown       = "unknown"
)

// Verdicts lists every verdict, the strongest first.
var Verdicts = []string{Supported, Partial, Planned, Exploring, Unsupported, NotApplicable, Unknown}

// Verdict is one of them, with their order.
type Verdict string

// Rank orders the verdicts that compare, the strongest highest; 0 for the others.
func (v Verdict) Rank() int {
	switch v {
	case Supported:
		return 5
	case Partial:
		return 4
	case Planned:
		return 3
	case Exploring:
		return 2
	case Unsupported:
		return 1
	}
	return 0
}

// Offered says whether the feature is there, at least in part.
func (v Verdict) Offered() bool { return v == Supported || v == Partial }

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
