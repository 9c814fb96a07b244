// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/json"

	"github.com/ossf/package-manager-landscape/dataset"
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

func (m *model) metaJSON() metaJSON {
	return metaJSON{m.Wave, m.Observed, m.Version, m.Commit, m.Digest, m.License}
}

// part is one member of an answer: rows as the dataset itself writes them.
type part struct {
	name  string
	table string
	d     *dataset.Dataset
}

// api lists the files below api/v1. Paths and members are only ever added.
func (m *model) api() []file {
	var list []file
	add := func(name string, counts []count, parts ...part) {
		list = append(list, file{"api/v1/" + name + ".json", func() ([]byte, error) { return m.answer(counts, parts) }})
	}
	all := m.counts(m.allCells())
	add("verdicts", all, part{"verdicts", "verdicts", only(current(m.raw.Verdicts, m.Wave))})
	add("features", all, part{"features", "features", m.raw})
	add("registries", all, part{"registries", "ecosystems", m.raw})
	add("changes", nil, part{"changes", "changes", only(rowsOf[dataset.Change](m.raw))})
	verdicts, seen := m.byFeature()
	for _, f := range m.Features {
		add("features/"+f.Slug, m.counts(f.Cells),
			part{"features", "features", only([]dataset.FeatureRow{m.rawFeature(f)})},
			part{"verdicts", "verdicts", only(verdicts[f.key])},
			part{"observations", "observations", only(seen[f.key])},
			part{"changes", "changes", only(rawChanges(f.Changes))})
	}
	byEco := make(map[string][]dataset.Verdict)
	for _, v := range current(m.raw.Verdicts, m.Wave) {
		byEco[v.Ecosystem] = append(byEco[v.Ecosystem], v)
	}
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug, m.counts(m.cellsOf(e)),
			part{"registries", "ecosystems", only([]dataset.EcosystemRow{m.rawEcosystem(e)})},
			part{"verdicts", "verdicts", only(byEco[e.key])},
			part{"changes", "changes", only(rawChanges(e.Changes))})
	}
	return append(list, file{"api/v1/index.json", m.apiIndex})
}

func current(rows []dataset.Verdict, wave string) []dataset.Verdict {
	var list []dataset.Verdict
	for _, v := range rows {
		if v.Wave == wave {
			list = append(list, v)
		}
	}
	return list
}

func (m *model) byFeature() (map[string][]dataset.Verdict, map[string][]dataset.Observation) {
	verdicts, seen := make(map[string][]dataset.Verdict), make(map[string][]dataset.Observation)
	for _, v := range current(m.raw.Verdicts, m.Wave) {
		verdicts[v.Feature] = append(verdicts[v.Feature], v)
	}
	for _, o := range m.raw.Observations {
		seen[o.Feature] = append(seen[o.Feature], o)
	}
	return verdicts, seen
}

func (m *model) rawFeature(f *feature) dataset.FeatureRow {
	for _, row := range m.raw.Features {
		if row.Feature == f.key {
			return row
		}
	}
	return dataset.FeatureRow{}
}

func (m *model) rawEcosystem(e *ecosystem) dataset.EcosystemRow {
	for _, row := range m.raw.Ecosystems {
		if row.Ecosystem == e.key {
			return row
		}
	}
	return dataset.EcosystemRow{}
}

func rawChanges(list []*change) []dataset.Change {
	var rows []dataset.Change
	for _, c := range list {
		rows = append(rows, c.Change)
	}
	return rows
}

// answer writes an object: meta, counts by verdict, and the parts.
func (m *model) answer(counts []count, parts []part) ([]byte, error) {
	var b bytes.Buffer
	meta, err := json.Marshal(m.metaJSON())
	if err != nil {
		return nil, err
	}
	b.WriteString(`{"meta":`)
	b.Write(meta)
	if counts != nil {
		b.WriteString(`,"counts":`)
		if err := writeCounts(&b, counts); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		b.WriteString(`,"` + p.name + `":`)
		if err := p.d.Export(&b, p.table, "json"); err != nil {
			// A table that the dataset does not have yet is empty.
			b.WriteString("[]\n")
		}
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

func writeCounts(b *bytes.Buffer, counts []count) error {
	b.WriteByte('{')
	for i, c := range counts {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(c.Verdict)
		if err != nil {
			return err
		}
		n, err := json.Marshal(c.N)
		if err != nil {
			return err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(n)
	}
	b.WriteByte('}')
	return nil
}

// apiIndex names what there is.
func (m *model) apiIndex() ([]byte, error) {
	type entry struct {
		ID   string `json:"id"`
		Path string `json:"path"`
	}
	index := struct {
		Meta       metaJSON `json:"meta"`
		Tables     []string `json:"tables"`
		Verdicts   string   `json:"verdicts"`
		Changes    string   `json:"changes"`
		Features   []entry  `json:"features"`
		Registries []entry  `json:"registries"`
	}{Meta: m.metaJSON(), Tables: dataset.TableNames(), Verdicts: "verdicts.json", Changes: "changes.json", Features: []entry{}, Registries: []entry{}}
	for _, f := range m.Features {
		index.Features = append(index.Features, entry{f.key, "features/" + f.Slug + ".json"})
	}
	for _, e := range m.Ecosystems {
		index.Registries = append(index.Registries, entry{e.key, "registries/" + e.Slug + ".json"})
	}
	return json.MarshalIndent(index, "", " ")
}
