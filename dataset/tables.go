// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Dataset is every table of a survey.
type Dataset struct {
	Observations []Observation
	Verdicts     []Verdict
	Ecosystems   []EcosystemRow
	Features     []FeatureRow
}

// tables is the list of tables: writing, reading, exporting and the dictionary
// all follow it.
var tables = []table{
	of("ecosystems", "a registry with its official clients", []string{"ecosystem"}, func(d *Dataset) *[]EcosystemRow { return &d.Ecosystems }),
	of("features", "a security feature that the survey asks about", []string{"feature"}, func(d *Dataset) *[]FeatureRow { return &d.Features }),
	of("observations", "what a probe saw", []string{"wave", "observation"}, func(d *Dataset) *[]Observation { return &d.Observations }),
	of("verdicts", "the judgement of one feature in one ecosystem", []string{"wave", "ecosystem", "feature"}, func(d *Dataset) *[]Verdict { return &d.Verdicts }),
}

// TableNames lists the tables.
func TableNames() []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name()
	}
	return names
}

// Build judges observations and fills every table.
func Build(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []Observation) *Dataset {
	known := make(map[string]bool)
	for _, e := range all {
		for _, p := range e.Probes() {
			known[p.Key] = true
		}
	}
	d := &Dataset{Ecosystems: ecosystemRows(all), Features: featureRows(features)}
	for _, o := range seen {
		// Observations of questions that no rule asks any more decide nothing.
		if known[o.Observation] {
			d.Observations = append(d.Observations, o)
		}
	}
	slices.SortStableFunc(d.Observations, func(a, b Observation) int {
		return cmp.Or(strings.Compare(a.Wave, b.Wave), strings.Compare(a.Observation, b.Observation))
	})
	d.Verdicts = Judge(wave, asOf, features, all, d.Observations)
	return d
}
