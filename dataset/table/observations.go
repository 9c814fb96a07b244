// SPDX-License-Identifier: Apache-2.0

package table

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// observationsTable is the table that files of observations hold.
var observationsTable, _ = Find("observations")

// ReadObservations reads a file of observations, or every file ID.parquet of a
// folder, joined and sorted by key.
func ReadObservations(place string) ([]Observation, error) {
	if info, err := os.Stat(place); err != nil {
		return nil, err
	} else if info.IsDir() {
		return ReadFolder(os.DirFS(place), ".", place)
	}
	data, err := os.ReadFile(place)
	if err != nil {
		return nil, err
	}
	return DecodeObservations(place, data)
}

// ReadFolder joins the files of one folder; shown is its name in errors.
func ReadFolder(files fs.FS, dir, shown string) ([]Observation, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.parquet"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no file of observations is there: landscape probe --per-ecosystem writes them", shown)
	}
	held := make(map[string][]byte, len(names))
	for _, name := range names {
		if held[name], err = fs.ReadFile(files, name); err != nil {
			return nil, err
		}
	}
	return JoinObservations(shown, held)
}

// JoinObservations decodes files by name and joins their rows, sorted by key. A
// key that two files hold is an error, since one of them is out of date.
func JoinObservations(shown string, files map[string][]byte) ([]Observation, error) {
	var all []Observation
	from := make(map[string]string)
	for _, name := range SortedKeys(files) {
		rows, err := DecodeObservations(filepath.ToSlash(filepath.Join(shown, path.Base(name))), files[name])
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			if other, twice := from[o.Observation]; twice {
				return nil, fmt.Errorf("%s: %s and %s both hold observation %s: remove the one that is out of date", shown, path.Base(other), path.Base(name), o.Observation)
			}
			from[o.Observation] = name
		}
		all = append(all, rows...)
	}
	SortObservations(all)
	return all, nil
}

// AsOf is the day as of which the newest of some observations was read; zero when it
// was read as its source is. Files from before there was a column named their wave by
// the day.
func AsOf(rows []Observation) time.Time {
	if len(rows) == 0 {
		return time.Time{}
	}
	newest := slices.MaxFunc(rows, func(a, b Observation) int { return cmp.Compare(a.RetrievedAt, b.RetrievedAt) })
	day, err := time.Parse(time.DateOnly, cmp.Or(newest.AsOf, newest.Wave))
	if err != nil {
		return time.Time{}
	}
	return day
}

// SortObservations sorts by key, in place: the same rows make the same file.
func SortObservations(rows []Observation) {
	slices.SortFunc(rows, func(a, b Observation) int { return strings.Compare(a.Observation, b.Observation) })
}

// PublicOnly leaves out what mirrors and private addresses answered: releases
// hold the public registries alone.
func PublicOnly(rows []Observation) []Observation {
	return slices.DeleteFunc(slices.Clone(rows), func(o Observation) bool { return o.Mirror })
}

// ReadFromClones leaves out what no clone was there to tell: that one machine lacks a
// clone says nothing of the source, which a release holds as not asked.
func ReadFromClones(rows []Observation) []Observation {
	return slices.DeleteFunc(slices.Clone(rows), func(o Observation) bool {
		return o.Outcome == probes.Unreachable && o.Repository != "" && o.Commit == ""
	})
}

// ByEcosystem groups rows by the id of their ecosystem.
func ByEcosystem(rows []Observation) map[string][]Observation {
	groups := make(map[string][]Observation)
	for _, o := range rows {
		groups[o.Ecosystem] = append(groups[o.Ecosystem], o)
	}
	return groups
}

// DecodeObservations reads the bytes of an observations file; its name is for
// errors alone.
func DecodeObservations(file string, data []byte) ([]Observation, error) {
	d := &Dataset{}
	if err := observationsTable.Decode(d, data); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	wholeSeconds(d.Observations)
	return d.Observations, nil
}

// EncodeObservations gives the bytes of an observations file.
func EncodeObservations(rows []Observation) ([]byte, error) {
	return observationsTable.Encode(&Dataset{Observations: rows})
}

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

// wholeSeconds cuts the times of rows from before only whole seconds were kept.
func wholeSeconds(rows []Observation) {
	for i := range rows {
		o := &rows[i]
		for _, at := range []*int64{&o.RetrievedAt, &o.CommittedAt, &o.MatchedSince, &o.MissedAt} {
			*at -= *at % 1000
		}
	}
}

// SourceOf names the file or page that was read, wherever in it.
func SourceOf(o Observation) string {
	return o.Repository + " " + o.Path + " " + o.URL[:strings.IndexByte(o.URL+"#", '#')]
}

// Openable lists the observations among keys that matched and can be opened, in their
// order.
func Openable(keys []string, seen map[string]Observation) []Observation {
	var found []Observation
	for _, key := range keys {
		if o, ok := seen[key]; ok && o.Outcome == probes.Matched && IsWeb(o.URL) {
			found = append(found, o)
		}
	}
	return found
}

// Strongest lists what is Openable, the strongest kind first, then the published answers
// of 2022, and last the commits, which date a feature and do not show it; equal ones stay
// in the order of keys.
func Strongest(keys []string, seen map[string]Observation) []Observation {
	found := Openable(keys, seen)
	weigh := func(o Observation) int {
		switch {
		case o.Method == probes.Commit:
			return -1
		case o.Path == SurveyPath:
			return 0
		}
		return o.Kind.Strength()
	}
	slices.SortStableFunc(found, func(a, b Observation) int { return weigh(b) - weigh(a) })
	return found
}

// IsWeb says whether an address can be opened in a browser.
func IsWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// AddEvidence fills EvidenceURL. An answer of a mirror is nobody's to open.
func AddEvidence(verdicts []VerdictRow, observations []Observation) {
	seen := make(map[string]Observation, len(observations))
	for _, o := range observations {
		if !o.Mirror {
			seen[o.Observation] = o
		}
	}
	for i := range verdicts {
		verdicts[i].EvidenceURL = ""
		if all := Strongest(verdicts[i].Observations, seen); len(all) > 0 {
			verdicts[i].EvidenceURL = all[0].URL
		}
	}
}
