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
	corrections.Data = issue("Correction: REGISTRY, FEATURE", m.words.Must("corrections.body", m.Version, m.Digest16()))
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
	Page    *page // where it is shown
}

func (m *model) shownAt(table string) *page {
	at, ok := shownAt[table]
	if !ok {
		return nil
	}
	return &page{model: m, Path: at.path, Title: m.words.Must(at.key + ".title")}
}

// shownAt says which page shows a table.
var shownAt = map[string]struct{ path, key string }{
	"agreement":      {"coverage/index.html#agreement", "agreement"},
	"changes":        {"changes/index.html", "changes"},
	"conformance":    {"guidance/index.html", "guidance"},
	"coverage":       {"coverage/index.html", "coverage"},
	"ecosystems":     {"registries/index.html", "registries"},
	"features":       {"features/index.html", "features"},
	"maturity":       {"maturity/index.html", "maturity"},
	"maturity_items": {"maturity/index.html", "maturity"},
	"observations":   {"features/index.html", "features"},
	"responses":      {"coverage/index.html#agreement", "agreement"},
	"survey_2022":    {"survey-2022/index.html", "answers"},
	"verdicts":       {"compare/index.html", "compare.now"},
}

func (m *model) dataPages() []*page {
	p := m.titled("data/index.html", "data.html", "data", "data")
	d := dataData{Text: m.citation(), BibTeX: m.bibtex()}
	for _, name := range dataset.TableNames() {
		columns, rows := dictionary(m.raw, name)
		d.Tables = append(d.Tables, tableInfo{Name: name, Rows: rows, Columns: columns, Formats: formats, Page: m.shownAt(name)})
	}
	p.Data, p.LD = d, m.datasetLD()
	explorer := m.titled("explorer/index.html", "explorer.html", "data", "explorer")
	explorer.Data, explorer.Script = d, "explorer.js"
	badges := m.titled("badges/index.html", "badges.html", "data", "badges")
	return []*page{p, explorer, badges}
}
