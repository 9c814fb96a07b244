// SPDX-License-Identifier: Apache-2.0

package vocabulary

import "slices"

// Verdict is the judgement of one feature in one ecosystem, as records, rows and
// files spell it.
type Verdict string

// The verdicts.
const (
	Supported   Verdict = "supported"
	Partial     Verdict = "partial"
	Planned     Verdict = "planned"
	Exploring   Verdict = "exploring"
	Unsupported Verdict = "unsupported"

	NotApplicable Verdict = "not-applicable" // no rule earns it, and neither the next
	Unknown       Verdict = "unknown"
)

// Verdicts lists every verdict, the strongest first. The list is not to be changed.
var Verdicts = []Verdict{Supported, Partial, Planned, Exploring, Unsupported, NotApplicable, Unknown}

// Earned are the verdicts that a rule can earn, the strongest first. The list is
// not to be changed.
var Earned = Verdicts[:5:5]

// Rank orders the verdicts that compare, the strongest highest; 0 for the others.
func (v Verdict) Rank() int {
	if at := slices.Index(Earned, v); at >= 0 {
		return len(Earned) - at
	}
	return 0
}

// Compares says whether the verdict has a place in the order: it is neither
// unknown nor not-applicable, nor a word that is not in the list.
func (v Verdict) Compares() bool { return v.Rank() > 0 }

// Offered says whether the feature is there, at least in part. Only then an
// enforcement and a date go with the verdict.
func (v Verdict) Offered() bool { return v == Supported || v == Partial }

// Intended says whether somebody means to offer the feature: a request alone can
// earn such a verdict.
func (v Verdict) Intended() bool { return v == Planned || v == Exploring }

// With is the verdict and its enforcement, for people: "supported (required)".
func (v Verdict) With(e Enforcement) string {
	if e == "" {
		return string(v)
	}
	return string(v) + " (" + string(e) + ")"
}
