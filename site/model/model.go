// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/site/messages"

	"golang.org/x/sync/errgroup"
)

// Input is what a model is made from.
type Input struct {
	Dataset     *table.Dataset
	Before      []table.VerdictRow // verdicts of other surveys; the last one before is shown beside
	Catalog     *catalog.Catalog
	Texts       messages.Texts
	Corrections []Correction
	Retired     []Retired
	Matched     map[string]int64 // since when observations of the built-in release match (ms since 1970), by key

	BaseURL string // where the site will be published; "" when it is not known
	Version string // of the dataset, when somebody gave one
	Commit  string // of the program and its records
}

// Model is all that pages and feeds show.
type Model struct {
	Edition
	Texts messages.Texts

	Wave     string // the survey shown
	Previous string // the survey before, "" without one

	Ecosystems []*Ecosystem // by name
	Journeys   []*Journey
	Features   []*Feature
	Changes    []*Change
	Measured   bool // how many packages use it was measured of some cell

	Corrections []*Change // those of Changes that set the record right
	Retired     []Retired
	Tables      []Table
	Rows        Rows

	raw     *table.Dataset
	matched map[string]int64
	catalog *catalog.Catalog
	eco     map[string]*Ecosystem
	feature map[string]*Feature
	seen    map[string]table.Observation // of the survey shown, by key
}

// Ecosystem is a registry with its official clients: a column of the comparison.
type Ecosystem struct {
	table.EcosystemRow
	Key     string // the id as the dataset has it
	Row     int    // in its table
	Slug    string
	Path    string // of its page
	Brief   string // its name where there is no room for the whole
	Index   int    // its column
	Changes []*Change
}

// Journey is a question of a newcomer, to which some features belong.
type Journey struct {
	Slug, Title, Question string
	Key                   string // the id as the dataset has it
	Path                  string // of its page
	Features              []*Feature
}

// Feature is a row of the comparison.
type Feature struct {
	table.FeatureRow
	Key     string // the id as the dataset has it
	Row     int    // in its table
	Slug    string
	Path    string // of its page
	Index   int    // among the model's features
	Journey *Journey
	Cells   []*Cell // one for each of the model's ecosystems
	// Synonyms are everyday words that find it, as the catalog has them.
	Synonyms []string
	Changes  []*Change
}

// New makes the model of a dataset.
func New(in Input) (*Model, error) {
	m := &Model{
		Texts: in.Texts, Retired: in.Retired, raw: in.Dataset, matched: in.Matched, catalog: in.Catalog,
		eco: make(map[string]*Ecosystem), feature: make(map[string]*Feature), seen: make(map[string]table.Observation),
	}
	for _, v := range m.raw.Verdicts {
		m.Wave = max(m.Wave, v.Wave)
	}
	var group errgroup.Group
	group.Go(func() (err error) { m.Rows, err = encodeRows(m.raw); return err })
	last := int64(0)
	for _, o := range m.raw.Observations {
		if o.Wave == m.Wave || m.Wave == "" {
			m.seen[o.Observation] = o
			last = max(last, o.RetrievedAt)
		}
	}
	m.Edition = newEdition(in, m.Wave, last)
	m.standSince()
	m.addEcosystems()
	m.addFeatures()
	m.addCells(in.Before)
	m.addChanges()
	m.addResponses()
	m.addMeasures()
	m.addCorrections(in.Corrections)
	m.Tables = DescribeTables(m.raw)
	return m, group.Wait()
}

func (m *Model) addEcosystems() {
	for i, row := range m.raw.Ecosystems {
		e := &Ecosystem{EcosystemRow: cleanRow(row), Key: row.Ecosystem, Row: i, Slug: Slug(row.Ecosystem)}
		e.Name = Cut(cmp.Or(e.Name, e.Ecosystem), 60)
		e.Brief = Cut(e.Ecosystem, 8)
		e.Path = "registries/" + e.Slug + "/index.html"
		m.Ecosystems = append(m.Ecosystems, e)
		m.eco[row.Ecosystem] = e
	}
	slices.SortStableFunc(m.Ecosystems, func(a, b *Ecosystem) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Slug, b.Slug))
	})
	for i, e := range m.Ecosystems {
		e.Index = i
	}
}

func (m *Model) addFeatures() {
	journeys := make(map[string]*Journey)
	for i, row := range m.raw.Features {
		j := journeys[row.Journey]
		if j == nil {
			j = m.newJourney(row.Journey)
			journeys[row.Journey] = j
			m.Journeys = append(m.Journeys, j)
		}
		f := &Feature{FeatureRow: cleanRow(row), Key: row.Feature, Row: i, Slug: Slug(row.Feature), Journey: j}
		f.Title = Cut(cmp.Or(f.Title, f.FeatureRow.Feature), 160)
		f.Path = "features/" + f.Slug + "/index.html"
		if known, ok := m.catalog.Feature(row.Feature); ok {
			f.Synonyms = known.Synonyms
		}
		j.Features = append(j.Features, f)
		m.feature[row.Feature] = f
	}
	// The catalog's order; what it does not know comes last.
	order := make(map[string]int)
	for i, j := range m.catalog.Journeys {
		order[j.ID] = i - len(m.catalog.Journeys)
	}
	slices.SortStableFunc(m.Journeys, func(a, b *Journey) int { return order[a.Key] - order[b.Key] })
	for _, j := range m.Journeys {
		m.Features = append(m.Features, j.Features...)
	}
	for i, f := range m.Features {
		f.Index = i
	}
}

func (m *Model) newJourney(id string) *Journey {
	j := &Journey{Key: id, Slug: Slug(id), Title: Cut(Clean(id), 60)}
	j.Path = "journeys/" + j.Slug + "/index.html"
	for _, known := range m.catalog.Journeys {
		if known.ID == id {
			j.Title, j.Question = known.Title, known.Question
		}
	}
	return j
}

// FeatureOf finds a feature by its id, nil when the dataset does not have it.
func (m *Model) FeatureOf(id string) *Feature { return m.feature[id] }

// EcosystemOf finds a registry by its id, nil when the dataset does not have it.
func (m *Model) EcosystemOf(id string) *Ecosystem { return m.eco[id] }
