// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// QuestionsOf lists the questions that the rules of ecosystems ask about these
// features, or about all when none is named.
func QuestionsOf(all []*ecosystems.Ecosystem, features []string) []probes.Probe {
	var asked []probes.Probe
	for _, e := range all {
		for _, p := range e.Probes() {
			if len(features) == 0 || slices.Contains(features, p.Feature) {
				asked = append(asked, p)
			}
		}
	}
	return asked
}

// CurrentQuestions are those of QuestionsOf that are about today: rules that say
// until when they held ask about the past.
func CurrentQuestions(all []*ecosystems.Ecosystem, features []string) []probes.Probe {
	past := make(map[string]bool)
	for _, e := range all {
		for _, j := range e.Judgements {
			for _, rule := range j.Rules {
				for _, p := range rule.Evidence {
					past[p.Origin] = rule.Until != ""
				}
			}
		}
	}
	return slices.DeleteFunc(QuestionsOf(all, features), func(p probes.Probe) bool { return past[p.Origin] })
}

// Repositories lists the repositories that questions are about, OWNER/NAME each,
// sorted.
func Repositories(asked []probes.Probe) []string {
	names := table.SetOf(asked, func(p probes.Probe) string { return p.Repository })
	delete(names, "")
	return table.SortedKeys(names)
}
