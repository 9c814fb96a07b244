// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/ossf/package-manager-landscape/site/model"
)

// metaJSON goes with every answer of the API.
type metaJSON struct {
	Wave     string `json:"wave"`
	Observed string `json:"observed"`
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Digest   string `json:"dataset_sha256"`
	License  string `json:"license"`
}

func newMeta(m *model.Model) metaJSON {
	return metaJSON{m.Wave, m.Observed, m.Version, m.Commit, m.Digest, m.License}
}

// part is one member of an answer: rows as the dataset itself writes them.
type part struct {
	name string
	rows [][]byte
}

// apiFiles lists the files below api/v1. Paths and members are only ever added.
func apiFiles(m *model.Model) []File {
	var list []File
	add := func(name string, counts []model.Count, parts ...part) {
		list = append(list, File{"api/v1/" + name + ".json", func(b *bytes.Buffer) error { return writeAnswer(b, m, counts, parts) }})
	}
	all, places := m.CountVerdicts(m.AllCells()), m.Places()
	add("verdicts", all, part{"verdicts", m.Rows.Pick("verdicts", places.Verdicts)})
	add("features", all, part{"features", m.Rows["features"]})
	add("registries", all, part{"registries", m.Rows["ecosystems"]})
	add("changes", nil, part{"changes", m.Rows["changes"]})
	for _, f := range m.Features {
		add("features/"+f.Slug, m.CountVerdicts(f.Cells),
			part{"features", m.Rows["features"][f.Row : f.Row+1]},
			part{"verdicts", m.Rows.Pick("verdicts", places.ByFeature[f.Key])},
			part{"observations", m.Rows.Pick("observations", places.ObservationsOfFeature[f.Key])},
			part{"changes", m.Rows.Pick("changes", rowsOfChanges(f.Changes))},
			part{"adoption", m.Rows.Pick("adoption", places.AdoptionOfFeature[f.Key])})
	}
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug, m.CountVerdicts(m.CellsOf(e)),
			part{"registries", m.Rows["ecosystems"][e.Row : e.Row+1]},
			part{"verdicts", m.Rows.Pick("verdicts", places.ByEcosystem[e.Key])},
			part{"changes", m.Rows.Pick("changes", rowsOfChanges(e.Changes))},
			part{"adoption", m.Rows.Pick("adoption", places.AdoptionOfEcosystem[e.Key])})
	}
	return append(list, File{"api/v1/corrections.json", func(b *bytes.Buffer) error { return correctionsAnswer(b, m) }}, File{"api/v1/index.json", func(b *bytes.Buffer) error { return indexAnswer(b, m) }})
}

func rowsOfChanges(list []*model.Change) []int {
	rows := make([]int, 0, len(list))
	for _, c := range list {
		if c.Day == "" {
			rows = append(rows, c.Row)
		}
	}
	return rows
}

// writeAnswer writes an object: meta, counts by verdict, and the parts.
func writeAnswer(b *bytes.Buffer, m *model.Model, counts []model.Count, parts []part) error {
	n := 1 << 10
	for _, p := range parts {
		n += model.ArraySize(p.rows)
	}
	b.Grow(n)
	meta, err := json.Marshal(newMeta(m))
	if err != nil {
		return err
	}
	b.WriteString(`{"meta":`)
	b.Write(meta)
	if counts != nil {
		b.WriteString(`,"counts":`)
		writeCounts(b, counts)
	}
	for _, p := range parts {
		b.WriteString(`,"` + p.name + `":`)
		model.WriteArray(b, p.rows)
	}
	b.WriteString("}\n")
	return nil
}

// writeCounts writes counts by verdict, in the order of verdicts.
func writeCounts(b *bytes.Buffer, counts []model.Count) {
	b.WriteByte('{')
	for i, c := range counts {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(c.Verdict) // a text always can be
		fmt.Fprintf(b, "%s:%d", name, c.N)
	}
	b.WriteByte('}')
}

// correctionsAnswer lists the corrections of published verdicts.
func correctionsAnswer(b *bytes.Buffer, m *model.Model) error {
	answer := struct {
		Meta        metaJSON           `json:"meta"`
		Corrections []model.Correction `json:"corrections"`
	}{Meta: newMeta(m), Corrections: []model.Correction{}}
	for _, c := range m.Corrections {
		answer.Corrections = append(answer.Corrections, model.Correction{
			Date: c.Day, Ecosystem: c.Eco.Ecosystem, Feature: c.Feature.FeatureRow.Feature, From: c.FromVerdict, To: c.ToVerdict, Why: c.Note, Link: c.Link, What: c.Kind,
		})
	}
	return writeIndented(b, answer)
}

// indexAnswer names what there is.
func indexAnswer(b *bytes.Buffer, m *model.Model) error {
	type entry struct {
		ID   string `json:"id"`
		Path string `json:"path"`
	}
	list := struct {
		Meta       metaJSON `json:"meta"`
		Tables     []string `json:"tables"`
		Verdicts   string   `json:"verdicts"`
		Changes    string   `json:"changes"`
		Corrected  string   `json:"corrections"`
		Features   []entry  `json:"features"`
		Registries []entry  `json:"registries"`
	}{Meta: newMeta(m), Tables: []string{}, Verdicts: "verdicts.json", Changes: "changes.json", Corrected: "corrections.json", Features: []entry{}, Registries: []entry{}}
	for _, t := range m.Tables {
		list.Tables = append(list.Tables, t.Name)
	}
	for _, f := range m.Features {
		list.Features = append(list.Features, entry{f.Key, "features/" + f.Slug + ".json"})
	}
	for _, e := range m.Ecosystems {
		list.Registries = append(list.Registries, entry{e.Key, "registries/" + e.Slug + ".json"})
	}
	return writeIndented(b, list)
}

func writeIndented(b *bytes.Buffer, value any) error {
	out, err := json.MarshalIndent(value, "", " ")
	b.Write(out)
	return err
}
