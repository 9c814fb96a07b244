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
	Observations  []Observation
	Verdicts      []Verdict
	Ecosystems    []EcosystemRow
	Features      []FeatureRow
	Survey2022    []SurveyAnswer
	Maturity      []MaturityRow
	MaturityItems []MaturityItem
	Conformance   []ConformanceRow
	Changes       []Change
	Coverage      []CoverageRow
	Responses     []ResponseRow
	Agreement     []AgreementRow

	Rules string // digest of the catalog and rules that judged; "" when not known
}

// tables is the list of tables: writing, reading, exporting and the dictionary
// all follow it.
var tables = []table{
	of("agreement", "how far probes and maintainers agree in one ecosystem", []string{"wave", "ecosystem"}, func(d *Dataset) *[]AgreementRow { return &d.Agreement }),
	of("changes", "what became of a feature since the survey of 2022", []string{"from_wave", "to_wave", "ecosystem", "feature"}, func(d *Dataset) *[]Change { return &d.Changes }),
	of("conformance", "an item of the working group's guidance in one ecosystem", []string{"wave", "ecosystem", "guidance", "item"}, func(d *Dataset) *[]ConformanceRow { return &d.Conformance }),
	of("coverage", "what rules and evidence there are for one journey of one ecosystem", []string{"wave", "ecosystem", "journey"}, func(d *Dataset) *[]CoverageRow { return &d.Coverage }),
	of("ecosystems", "a registry with its official clients", []string{"ecosystem"}, func(d *Dataset) *[]EcosystemRow { return &d.Ecosystems }),
	of("features", "a security feature that the survey asks about", []string{"feature"}, func(d *Dataset) *[]FeatureRow { return &d.Features }),
	of("maturity", "a level of the Principles for Package Repository Security in one ecosystem", []string{"wave", "ecosystem", "track", "level"}, func(d *Dataset) *[]MaturityRow { return &d.Maturity }),
	of("maturity_items", "an item of the principles in one ecosystem", []string{"wave", "ecosystem", "item"}, func(d *Dataset) *[]MaturityItem { return &d.MaturityItems }),
	of("observations", "what a probe saw", []string{"wave", "observation"}, func(d *Dataset) *[]Observation { return &d.Observations }),
	of("responses", "what a registry's maintainer says of a feature", []string{"wave", "ecosystem", "feature"}, func(d *Dataset) *[]ResponseRow { return &d.Responses }),
	of("survey_2022", "one package manager's answer to one question of the survey of 2022", []string{"package_manager", "row"}, func(d *Dataset) *[]SurveyAnswer { return &d.Survey2022 }),
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
	known := Asked(all)
	d := &Dataset{Ecosystems: ecosystemRows(all), Features: featureRows(features), Survey2022: Baseline2022()}
	presentName, presentAddress := ecosystems.PresentNames(all)
	for _, o := range seen {
		o.Repository, o.URL = presentName(o.Repository), presentAddress(o.URL)
		// Observations of questions that no rule asks any more decide nothing.
		if known[question(o.Observation)] {
			d.Observations = append(d.Observations, o)
		}
	}
	slices.SortStableFunc(d.Observations, func(a, b Observation) int {
		return cmp.Or(strings.Compare(a.Wave, b.Wave), strings.Compare(a.Observation, b.Observation))
	})
	d.Verdicts = Judge(wave, asOf, features, all, d.Observations)
	d.Maturity, d.MaturityItems = Maturity(wave, features, all, d.Verdicts)
	d.Conformance = Conformance(wave, features, all, d.Verdicts)
	d.Changes = changesSince2022(d.Verdicts, d.Observations)
	d.Coverage = Coverage(wave, features, all, d.Verdicts, d.Observations)
	d.Responses = Responses(wave, all, d.Verdicts)
	d.Agreement = Agreement(wave, d.Responses)
	d.Rules = rulesDigest(features, all)
	return d
}
