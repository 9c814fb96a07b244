// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// Asked lists the questions that rules ask, by key.
func Asked(all []*ecosystems.Ecosystem) map[string]bool {
	asked := make(map[string]bool)
	for _, e := range all {
		for _, p := range e.Probes() {
			asked[p.Key] = true
		}
	}
	return asked
}

// Answers are the observations that answer a question of the rules, under the
// names that repositories have at present, in the order of their keys. Those of
// questions that no rule asks any more decide nothing.
func Answers(all []*ecosystems.Ecosystem, seen []table.Observation) []table.Observation {
	asked := Asked(all)
	presentName, presentAddress := ecosystems.PresentNames(all)
	var rows []table.Observation
	for _, o := range seen {
		o.Repository, o.URL = presentName(o.Repository), presentAddress(o.URL)
		if asked[history.Question(o.Observation)] {
			rows = append(rows, o)
		}
	}
	slices.SortStableFunc(rows, func(a, b table.Observation) int {
		return cmp.Or(strings.Compare(a.Wave, b.Wave), strings.Compare(a.Observation, b.Observation))
	})
	return rows
}
