// SPDX-License-Identifier: Apache-2.0

package table

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// Openable lists the observations among keys that matched and can be opened, in their
// order.
func Openable(keys []string, seen map[string]Observation) []Observation {
	var found []Observation
	for _, key := range keys {
		if o, ok := seen[key]; ok && o.Outcome == probes.Matched && IsWeb(o.URL) {
			found = append(found, o)
		}
	}
	return found
}

// Strongest lists what is Openable, the strongest kind first, then the published answers
// of 2022, and last the commits, which date a feature and do not show it; equal ones stay
// in the order of keys.
func Strongest(keys []string, seen map[string]Observation) []Observation {
	found := Openable(keys, seen)
	weigh := func(o Observation) int {
		switch {
		case o.Method == probes.Commit:
			return -1
		case o.Path == SurveyPath:
			return 0
		}
		return o.Kind.Strength()
	}
	slices.SortStableFunc(found, func(a, b Observation) int { return weigh(b) - weigh(a) })
	return found
}

// IsWeb says whether an address can be opened in a browser.
func IsWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// AddEvidence fills EvidenceURL. An answer of a mirror is nobody's to open.
func AddEvidence(verdicts []VerdictRow, observations []Observation) {
	seen := make(map[string]Observation, len(observations))
	for _, o := range observations {
		if !o.Mirror {
			seen[o.Observation] = o
		}
	}
	for i := range verdicts {
		verdicts[i].EvidenceURL = ""
		if all := Strongest(verdicts[i].Observations, seen); len(all) > 0 {
			verdicts[i].EvidenceURL = all[0].URL
		}
	}
}
