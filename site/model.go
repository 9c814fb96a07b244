// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// model is the dataset as the pages need it: cleaned, in the order of display,
// and tied together.
type model struct {
	Options
	Wave     string // the survey shown
	Then     string // the survey before, "" without one
	Observed string // day of the last look
	Digest   string // of the tables
	named    string // the version that somebody gave, "" for none
	again    string // tells a day's second version from its first

	Name, About, License, LicenseURL string // as the dataset describes itself

	Ecosystems []*ecosystem // by name
	Journeys   []*journey
	Features   []*feature
	Changes    []*change

	Corrections []*change // those of Changes that set the record right

	raw     *dataset.Dataset
	rows    lines
	words   words
	catalog *catalog.Catalog
	eco     map[string]*ecosystem
	feature map[string]*feature
	seen    map[string]dataset.Observation
}

type ecosystem struct {
	dataset.EcosystemRow
	key     string // the id as the dataset has it
	row     int    // in its table
	Slug    string
	Index   int // its column
	Changes []*change
}

type journey struct {
	ID, Slug, Title, Question string
	key                       string // the id as the dataset has it
	Features                  []*feature
}

type feature struct {
	dataset.FeatureRow
	key     string // the id as the dataset has it
	row     int    // in its table
	Slug    string
	Journey *journey
	Cells   []*cell // one for each of the model's ecosystems
	Changes []*change
}

// Moved says whether a verdict became another: what a feed reports.
func (c *change) Moved() bool {
	return c.FromVerdict != "" && c.ToVerdict != "" && c.FromVerdict != c.ToVerdict && c.Direction != "not-comparable"
}

// change is one row of changes with what it points to.
type change struct {
	dataset.Change
	row      int    // in its table, when Day is ""
	Day      string // of a correction
	Link     string // where a correction was discussed
	Eco      *ecosystem
	Feature  *feature
	From, To string // words
	Class    string
}

func newModel(d *dataset.Dataset, then []dataset.Verdict, o Options, w words) (*model, error) {
	c, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	m := &model{Options: o, named: o.Version, raw: d, words: w, catalog: c, eco: map[string]*ecosystem{}, feature: map[string]*feature{}, seen: map[string]dataset.Observation{}}
	for _, v := range d.Verdicts {
		m.Wave = max(m.Wave, v.Wave)
	}
	last := int64(0)
	for _, seen := range d.Observations {
		if seen.Wave == m.Wave || m.Wave == "" {
			m.seen[seen.Observation] = seen
			last = max(last, seen.RetrievedAt)
		}
	}
	if last != 0 {
		m.Observed = day(last)
	}
	m.Version = clean(cmp.Or(o.Version, m.Observed, w.Must("none")))
	m.addEcosystems()
	m.addFeatures()
	m.addCells(then)
	m.addChanges()
	m.addResponses()
	record, err := files.ReadFile("corrections.csv")
	if err != nil {
		return nil, err
	}
	corrections, err := readCorrections(bytes.NewReader(record))
	if err != nil {
		return nil, err
	}
	m.addCorrections(corrections)
	return m, nil
}

func day(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

func (m *model) addEcosystems() {
	for i, row := range m.raw.Ecosystems {
		e := &ecosystem{EcosystemRow: cleanRow(row), key: row.Ecosystem, row: i, Slug: slug(row.Ecosystem)}
		e.Name = cut(cmp.Or(e.Name, e.Ecosystem), 60)
		m.Ecosystems = append(m.Ecosystems, e)
		m.eco[row.Ecosystem] = e
	}
	slices.SortStableFunc(m.Ecosystems, func(a, b *ecosystem) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Slug, b.Slug))
	})
	for i, e := range m.Ecosystems {
		e.Index = i
	}
}

func (m *model) addFeatures() {
	journeys := make(map[string]*journey)
	for i, row := range m.raw.Features {
		j := journeys[row.Journey]
		if j == nil {
			j = m.newJourney(row.Journey)
			journeys[row.Journey] = j
			m.Journeys = append(m.Journeys, j)
		}
		f := &feature{FeatureRow: cleanRow(row), key: row.Feature, row: i, Slug: slug(row.Feature), Journey: j}
		f.Title = cut(cmp.Or(f.Title, f.Feature), 160)
		j.Features = append(j.Features, f)
		m.feature[row.Feature] = f
	}
	// The catalog's order; what it does not know comes last.
	order := make(map[string]int)
	for i, j := range m.catalog.Journeys {
		order[j.ID] = i - len(m.catalog.Journeys)
	}
	slices.SortStableFunc(m.Journeys, func(a, b *journey) int { return order[a.ID] - order[b.ID] })
	for _, j := range m.Journeys {
		m.Features = append(m.Features, j.Features...)
	}
}

func (m *model) newJourney(id string) *journey {
	j := &journey{ID: id, key: id, Slug: slug(id), Title: cut(clean(id), 60)}
	for _, known := range m.catalog.Journeys {
		if known.ID == id {
			j.Title, j.Question = known.Title, known.Question
		}
	}
	return j
}

type place struct{ ecosystem, feature string }

func (m *model) addCells(then []dataset.Verdict) {
	now, before := make(map[place]dataset.Verdict), make(map[place]dataset.Verdict)
	for _, v := range m.raw.Verdicts {
		if v.Wave == m.Wave {
			now[place{v.Ecosystem, v.Feature}] = v
		}
	}
	for _, v := range then {
		if v.Wave < m.Wave {
			before[place{v.Ecosystem, v.Feature}] = v
			m.Then = max(m.Then, clean(v.Wave))
		}
	}
	for _, f := range m.Features {
		for _, e := range m.Ecosystems {
			at := place{e.key, f.key}
			f.Cells = append(f.Cells, m.newCell(e, f, now[at], before[at]))
		}
	}
}

func (m *model) addChanges() {
	for i, row := range m.raw.Changes {
		e, f := m.eco[row.Ecosystem], m.feature[row.Feature]
		if e == nil || f == nil || row.ToWave != m.Wave {
			continue
		}
		ch := &change{Change: cleanRow(row), row: i, Eco: e, Feature: f, Class: class(row.ToVerdict)}
		ch.From = verdictWord(m.words, cmp.Or(ch.FromVerdict, "unasked"))
		ch.To = verdictWord(m.words, cmp.Or(ch.ToVerdict, "unasked"))
		m.Changes = append(m.Changes, ch)
		e.Changes = append(e.Changes, ch)
		f.Changes = append(f.Changes, ch)
		f.Cells[e.Index].Change = ch
	}
}

func (m *model) addResponses() {
	for _, row := range m.raw.Responses {
		e, f := m.eco[row.Ecosystem], m.feature[row.Feature]
		if e != nil && f != nil && row.Wave == m.Wave {
			c := f.Cells[e.Index]
			c.Responses = append(c.Responses, cleanRow(row))
		}
	}
}
