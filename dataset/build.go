// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"slices"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Build judges observations and fills every table. asOf is the time that the
// observations are of; zero: each has its own.
func Build(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) *table.Dataset {
	d := Judge(wave, asOf, features, all, seen)
	Derive(d, wave, asOf, features, all)
	return d
}

// Judge begins a dataset: the observations that the rules ask for, and what they
// earn.
func Judge(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) *table.Dataset {
	d := &table.Dataset{Observations: judge.Answers(all, seen)}
	d.Verdicts = judge.Judge(wave, asOf, features, all, d.Observations)
	table.AddEvidence(d.Verdicts, d.Observations)
	return d
}

// Derive fills the other tables from verdicts, observations and records.
func Derive(d *table.Dataset, wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem) {
	d.Ecosystems = derive.Ecosystems(all)
	d.Features = derive.Features(features)
	d.Survey2022 = survey2022.Baseline()
	d.Maturity, d.MaturityItems = derive.Maturity(wave, features, all, d.Verdicts)
	checks := judge.Checks(wave, asOf, features, all, d.Observations)
	d.Conformance = derive.Conformance(wave, features, all, slices.Concat(d.Verdicts, checks))
	d.Changes = derive.ChangesSince2022(d.Verdicts, d.Observations)
	derive.ExplainChanges(d.Changes, d)
	d.Coverage = derive.Coverage(wave, features, all, d.Verdicts, d.Observations)
	d.Responses = derive.Responses(wave, all, d.Verdicts)
	d.Agreement = derive.Agreement(wave, d.Responses)
	d.Adoption = releaseAdoption(wave, all)
	d.Rules = derive.RulesDigest(features, all)
}
