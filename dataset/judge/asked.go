// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// Methods says how each question that rules ask is looked at, by key.
func Methods(all []*ecosystems.Ecosystem) map[string]probes.Method {
	methods := make(map[string]probes.Method)
	for _, e := range all {
		for _, p := range e.Probes() {
			methods[p.Key] = p.Method
		}
	}
	return methods
}

// Asked lists the questions that rules ask, by key.
func Asked(all []*ecosystems.Ecosystem) map[string]bool {
	asked := make(map[string]bool)
	for key := range Methods(all) {
		asked[key] = true
	}
	return asked
}

// Answers are the observations that answer a question of the rules, under the
// names that repositories have at present, in the order of their keys. Those of
// questions that no rule asks any more decide nothing.
func Answers(all []*ecosystems.Ecosystem, seen []table.Observation) []table.Observation {
	methods := Methods(all)
	presentName, presentAddress := ecosystems.PresentNames(all)
	var rows []table.Observation
	for _, o := range seen {
		o.Repository, o.URL = presentName(o.Repository), presentAddress(o.URL)
		if method, asked := methods[history.Question(o.Observation)]; asked {
			o.Method = method // files from before the column do not have it
			rows = append(rows, o)
		}
	}
	table.SortByKey(rows, func(o table.Observation) []string { return []string{o.Wave, o.Observation} })
	return rows
}
