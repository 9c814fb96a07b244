// SPDX-License-Identifier: Apache-2.0

package site

import (
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

type methodData struct {
	Verdicts     []count
	Enforcements []string
	Outcomes     []outcomeCount
	Kinds        []kindCount
	Traits       []traitLine
	Journeys     []*journey
	StaleDays    int
}

type outcomeCount struct {
	Outcome string
	N       int
}

type kindCount struct {
	Kind     string
	Strength int
	N        int
}

type traitLine struct {
	Trait, Text string
	Without     []*ecosystem
}

func (m *model) textPages() []*page {
	method := m.titled("methodology/index.html", "methodology.html", "methodology", "methodology")
	method.Data = m.methodology()
	corrections := m.titled("corrections/index.html", "corrections.html", "methodology", "corrections")
	corrections.Data = issue("Correction: REGISTRY, FEATURE", m.words.must("corrections.body", m.Version, m.Digest16()))
	return []*page{method, corrections}
}

// methodology tells the rules from the constants that the program judges by.
func (m *model) methodology() methodData {
	d := methodData{Verdicts: m.counts(m.allCells()), Enforcements: ecosystems.Enforcements, Journeys: m.Journeys, StaleDays: dataset.StaleDays}
	outcomes, kinds := make(map[string]int), make(map[string]int)
	for _, o := range m.seen {
		outcomes[o.Outcome]++
		kinds[o.Kind]++
	}
	for _, o := range []probes.Outcome{probes.Matched, probes.Unmatched, probes.Unreachable, probes.Invalid} {
		d.Outcomes = append(d.Outcomes, outcomeCount{string(o), outcomes[string(o)]})
	}
	for _, k := range probes.Kinds {
		d.Kinds = append(d.Kinds, kindCount{string(k), k.Strength(), kinds[string(k)]})
	}
	for _, trait := range sortedTraits() {
		line := traitLine{Trait: trait, Text: catalog.Traits[trait]}
		for _, e := range m.Ecosystems {
			if slices.Contains(e.Lacks, trait) {
				line.Without = append(line.Without, e)
			}
		}
		d.Traits = append(d.Traits, line)
	}
	return d
}

type dataData struct {
	Tables []tableInfo
	BibTeX string
	Text   string
}

type tableInfo struct {
	Name    string
	Rows    int
	Columns []column
	Formats []string
}

func (m *model) dataPages() []*page {
	p := m.titled("data/index.html", "data.html", "data", "data")
	d := dataData{Text: m.citation(), BibTeX: m.bibtex()}
	for _, name := range dataset.TableNames() {
		columns, rows := dictionary(m.raw, name)
		d.Tables = append(d.Tables, tableInfo{Name: name, Rows: rows, Columns: columns, Formats: formats})
	}
	p.Data, p.LD = d, m.datasetLD()
	explorer := m.titled("explorer/index.html", "explorer.html", "data", "explorer")
	explorer.Data, explorer.Script = d, "explorer.js"
	badges := m.titled("badges/index.html", "badges.html", "data", "badges")
	return []*page{p, explorer, badges}
}
