// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Build judges observations and fills every table.
func Build(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) *table.Dataset {
	known := judge.Asked(all)
	d := &table.Dataset{Ecosystems: ecosystemRows(all), Features: featureRows(features), Survey2022: Baseline2022()}
	presentName, presentAddress := ecosystems.PresentNames(all)
	for _, o := range seen {
		o.Repository, o.URL = presentName(o.Repository), presentAddress(o.URL)
		// Observations of questions that no rule asks any more decide nothing.
		if known[history.Question(o.Observation)] {
			d.Observations = append(d.Observations, o)
		}
	}
	slices.SortStableFunc(d.Observations, func(a, b table.Observation) int {
		return cmp.Or(strings.Compare(a.Wave, b.Wave), strings.Compare(a.Observation, b.Observation))
	})
	d.Verdicts = judge.Judge(wave, asOf, features, all, d.Observations)
	d.Maturity, d.MaturityItems = derive.Maturity(wave, features, all, d.Verdicts)
	d.Conformance = derive.Conformance(wave, features, all, d.Verdicts)
	d.Changes = derive.ChangesSince2022(d.Verdicts, d.Observations)
	d.Coverage = derive.Coverage(wave, features, all, d.Verdicts, d.Observations)
	d.Responses = derive.Responses(wave, all, d.Verdicts)
	d.Agreement = derive.Agreement(wave, d.Responses)
	d.Adoption = releaseAdoption(wave, all)
	d.Rules = rulesDigest(features, all)
	return d
}

func ecosystemRows(all []*ecosystems.Ecosystem) []table.EcosystemRow {
	var rows []table.EcosystemRow
	for _, e := range all {
		row := table.EcosystemRow{
			Ecosystem: e.ID, Name: e.Name, PurlType: e.PurlType, Registry: e.Registry, Homepage: e.Homepage,
			HasAccounts: e.Traits["accounts"], PackageOrigin: e.PackageOrigin, Clients: []string{}, Lacks: []string{},
		}
		for _, c := range e.Clients {
			row.Clients = append(row.Clients, c.Name)
		}
		for _, trait := range table.SortedKeys(e.Traits) {
			if !e.Traits[trait] {
				row.Lacks = append(row.Lacks, trait)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func featureRows(c *catalog.Catalog) []table.FeatureRow {
	var rows []table.FeatureRow
	for _, f := range c.Features {
		rows = append(rows, table.FeatureRow{
			Feature: f.ID, Journey: f.Journey, Title: f.Title, SupportedWhen: f.Supported, PartialWhen: f.Partial,
			Why: f.Why, Survey2022Row: int32(f.Row), Principle: f.Principle.String(), Guidance: append([]string{}, f.Guidance...),
		})
	}
	return rows
}

// rulesDigest tells one set of criteria and rules from another.
func rulesDigest(features *catalog.Catalog, all []*ecosystems.Ecosystem) string {
	data, err := json.Marshal([]any{features, all})
	if err != nil {
		panic(fmt.Sprintf("dataset: rules of plain values do not encode: %v", err))
	}
	return metadata.HexSum(data)
}
