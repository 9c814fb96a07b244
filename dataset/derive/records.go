// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Ecosystems has a row for each ecosystem, from its record.
func Ecosystems(all []*ecosystems.Ecosystem) []table.EcosystemRow {
	var rows []table.EcosystemRow
	for _, e := range all {
		row := table.EcosystemRow{
			Ecosystem: e.ID, Name: e.Name, PurlType: e.PurlType, Registry: e.Registry, Homepage: e.Homepage,
			HasAccounts: e.Traits["accounts"], PackageOrigin: e.PackageOrigin, Clients: []string{}, Lacks: []string{}, AnsweredApart: append([]string{}, e.AnsweredApart...),
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

// Features has a row for each feature, from its record.
func Features(c *catalog.Catalog) []table.FeatureRow {
	var rows []table.FeatureRow
	for _, f := range c.Features {
		rows = append(rows, table.FeatureRow{
			Feature: f.ID, Journey: f.Journey, Title: f.Title, SupportedWhen: f.Supported, PartialWhen: f.Partial,
			Why: f.Why, Survey2022Row: int32(f.Row), Principle: f.Principle.String(), Guidance: append([]string{}, f.Guidance...),
			Edition: int32(f.Edition), CriterionChanged: f.Changed,
		})
	}
	return rows
}

// RulesDigest is the SHA-256, in hexadecimal, that tells one set of criteria and
// rules from another.
func RulesDigest(features *catalog.Catalog, all []*ecosystems.Ecosystem) string {
	data, err := json.Marshal([]any{features, all})
	if err != nil {
		panic(fmt.Sprintf("derive: rules of plain values do not encode: %v", err))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
