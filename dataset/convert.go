// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// FromProbes turns observations into rows of a wave.
func FromProbes(wave string, seen []probes.Observation) []Observation {
	rows := make([]Observation, len(seen))
	for i, o := range seen {
		rows[i] = Observation{
			Wave: wave, Observation: o.Key, Ecosystem: o.Ecosystem, Feature: o.Feature, Kind: string(o.Kind),
			URL: o.URL, Repository: o.Repository, Commit: o.Commit, Path: o.Path, Locator: o.Locator,
			RetrievedAt: millis(o.RetrievedAt), HTTPStatus: int32(o.HTTPStatus), Outcome: string(o.Outcome),
			Excerpt: o.Excerpt, CommittedAt: millis(o.CommittedAt), Detail: o.Detail,
			Mirror: o.Mirror, State: string(o.State),
		}
		if len(o.Digest) == 32 {
			digest := [32]byte(o.Digest)
			rows[i].Digest = &digest
		}
	}
	return rows
}

// millis counts thousandths since 1970, as Parquet does, of whole seconds: one
// precision in every format.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix() * 1000
}

// wholeSeconds cuts the times of rows from before only whole seconds were kept.
func wholeSeconds(rows []Observation) {
	for i := range rows {
		o := &rows[i]
		for _, at := range []*int64{&o.RetrievedAt, &o.CommittedAt, &o.MatchedSince, &o.MissedAt} {
			*at -= *at % 1000
		}
	}
}

func ecosystemRows(all []*ecosystems.Ecosystem) []EcosystemRow {
	var rows []EcosystemRow
	for _, e := range all {
		row := EcosystemRow{
			Ecosystem: e.ID, Name: e.Name, PurlType: e.PurlType, Registry: e.Registry, Homepage: e.Homepage,
			HasAccounts: e.Traits["accounts"], PackageOrigin: e.PackageOrigin, Clients: []string{}, Lacks: []string{},
		}
		for _, c := range e.Clients {
			row.Clients = append(row.Clients, c.Name)
		}
		for _, trait := range sortedKeys(e.Traits) {
			if !e.Traits[trait] {
				row.Lacks = append(row.Lacks, trait)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func featureRows(c *catalog.Catalog) []FeatureRow {
	var rows []FeatureRow
	for _, f := range c.Features {
		rows = append(rows, FeatureRow{
			Feature: f.ID, Journey: f.Journey, Title: f.Title, SupportedWhen: f.Supported, PartialWhen: f.Partial,
			Why: f.Why, Survey2022Row: int32(f.Row), Principle: f.Principle.String(), Guidance: append([]string{}, f.Guidance...),
		})
	}
	return rows
}
