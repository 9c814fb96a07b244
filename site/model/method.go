// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/history"
	"slices"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Method tells the rules from the constants that the program judges by, and how
// often each occurs.
type Method struct {
	Verdicts     []Count
	Enforcements []string
	Outcomes     []OutcomeCount
	Kinds        []KindCount
	Traits       []Trait
	Criteria     int32      // the newest edition of the criteria
	Reworded     []*Feature // whose criterion an edition after the first changed
	StaleDays    int        // after which a verdict without its evidence expires
}

// OutcomeCount is how many looks had an outcome.
type OutcomeCount struct {
	Outcome string
	N       int
}

// KindCount is how many looks were at a kind of evidence.
type KindCount struct {
	Kind     string
	Strength int // more decides over less
	N        int
}

// Trait is a property of registries that features may need.
type Trait struct {
	Trait, Text string
	Without     []*Ecosystem
}

// Method describes how this dataset was judged.
func (m *Model) Method() Method {
	d := Method{Verdicts: m.CountVerdicts(m.AllCells()), Enforcements: ecosystems.Enforcements, StaleDays: history.StaleDays, Criteria: 1}
	for _, f := range m.Features {
		d.Criteria = max(d.Criteria, f.FeatureRow.Edition)
		if f.CriterionChanged != "" {
			d.Reworded = append(d.Reworded, f)
		}
	}
	outcomes, kinds := make(map[string]int), make(map[string]int)
	for _, o := range m.seen {
		outcomes[o.Outcome]++
		kinds[o.Kind]++
	}
	for _, o := range []probes.Outcome{probes.Matched, probes.Unmatched, probes.Unreachable, probes.Invalid} {
		d.Outcomes = append(d.Outcomes, OutcomeCount{string(o), outcomes[string(o)]})
	}
	for _, k := range probes.Kinds {
		d.Kinds = append(d.Kinds, KindCount{string(k), k.Strength(), kinds[string(k)]})
	}
	for _, name := range traitNames() {
		trait := Trait{Trait: name, Text: catalog.Traits[name]}
		for _, e := range m.Ecosystems {
			if slices.Contains(e.Lacks, name) {
				trait.Without = append(trait.Without, e)
			}
		}
		d.Traits = append(d.Traits, trait)
	}
	return d
}
