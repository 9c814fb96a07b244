// SPDX-License-Identifier: Apache-2.0

package table

import (
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// FromProbes turns observations into rows of a wave, read as of a day (YYYY-MM-DD), or
// as the sources are when that is "".
func FromProbes(wave, asOf string, seen []probes.Observation) []Observation {
	rows := make([]Observation, len(seen))
	for i, o := range seen {
		rows[i] = Observation{
			Wave: wave, Observation: o.Key, Ecosystem: o.Ecosystem, Feature: o.Feature, Kind: o.Kind,
			URL: o.URL, Repository: o.Repository, Commit: o.Commit, Path: o.Path, Locator: o.Locator,
			RetrievedAt: Millis(o.RetrievedAt), HTTPStatus: int32(o.HTTPStatus), Outcome: o.Outcome,
			Excerpt: o.Excerpt, CommittedAt: Millis(o.CommittedAt), Detail: o.Detail,
			Mirror: o.Mirror, State: o.State, Method: o.Method, Files: int32(o.Files), AsOf: asOf,
		}
		if len(o.Digest) == 32 {
			digest := [32]byte(o.Digest)
			rows[i].Digest = &digest
		}
	}
	return rows
}

// Millis counts thousandths since 1970, as Parquet does, of whole seconds: one
// precision in every format.
func Millis(t time.Time) int64 {
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
