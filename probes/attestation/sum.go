// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// Summarize is what several results say together: Matched with at least one that
// verifies; else Unreachable when one could not be fetched, since that one may
// verify; else Invalid when one that was to verify does not; and Unmatched when
// there is none of the kind asked for. Locator lists the predicate types, which
// of them verified, and who signed.
func Summarize(results []Result) (outcome probes.Outcome, locator, detail string) {
	var words []string
	outcome, detail = probes.Unmatched, absent.Reason
	for _, r := range results {
		if r == absent {
			continue
		}
		if r.Outcome != probes.Unreachable {
			words = append(words, r.predicateName()+" ("+r.verifiedBy()+")")
		}
		switch before := outcomeRank(outcome); {
		case outcomeRank(r.Outcome) > before:
			outcome, detail = r.Outcome, r.asDetail()
		case before == 0:
			detail = r.asDetail()
		}
	}
	slices.Sort(words)
	if words = slices.Compact(words); len(words) > 0 {
		locator = predicatesMark + strings.Join(words, "; ")
	}
	return outcome, locator, detail
}

// outcomeRank orders outcomes: the highest of several is that of all.
func outcomeRank(o probes.Outcome) int {
	return 1 + slices.Index([]probes.Outcome{probes.Invalid, probes.Unreachable, probes.Matched}, o)
}

// asDetail is a result as the detail of an observation.
func (r Result) asDetail() string {
	switch r.Outcome {
	case probes.Matched:
		return ""
	case probes.Unreachable:
		return "the attestation's bundle could not be fetched: " + r.Reason
	case probes.Invalid:
		return "the attestation does not verify: " + r.Reason
	}
	return "there are attestations, and none of the predicate type asked for"
}

// predicatesMark begins the list of predicate types in a locator.
const predicatesMark = "predicate types: "

// none stands for the type of a bundle that signs the artifact itself.
const none = "none, a signature alone"

func (r Result) predicateName() string {
	if r.PredicateType == "" {
		return none
	}
	// what nobody vouches for must not end the list or the line
	clean := strings.Map(func(c rune) rune {
		if c <= ' ' || c == ';' || c == '(' || c == ')' {
			return '_'
		}
		return c
	}, r.PredicateType)
	return fmt.Sprintf("%.200s", clean)
}

func (r Result) verifiedBy() string {
	switch {
	case r.Outcome == probes.Matched && r.SAN == "":
		return "verified, by the registry's key"
	case r.Outcome == probes.Matched:
		return "verified, by " + r.SAN
	case r.Outcome == probes.Invalid:
		return "not verified"
	}
	return "not asked for"
}

// Predicates lists the verified predicate types that a locator of Sum names.
func Predicates(locator string) []string {
	_, list, ok := strings.Cut(locator, predicatesMark)
	if !ok {
		return nil
	}
	var types []string
	for each := range strings.SplitSeq(list, "; ") {
		if name, rest, ok := strings.Cut(each, " ("); ok && strings.HasPrefix(rest, "verified") {
			types = append(types, name)
		}
	}
	return types
}
