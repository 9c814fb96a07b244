// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/json"
	"strconv"

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
	name string
	rows [][]byte
}

// api lists the files below api/v1. Paths and members are only ever added.
func (m *model) api() []file {
	var list []file
	add := func(name string, counts []count, parts ...part) {
		list = append(list, file{"api/v1/" + name + ".json", func() ([]byte, error) { return m.answer(counts, parts) }})
	}
	all, places := m.counts(m.allCells()), m.places()
	add("verdicts", all, part{"verdicts", pick(m.rows["verdicts"], places.now)})
	add("features", all, part{"features", m.rows["features"]})
	add("registries", all, part{"registries", m.rows["ecosystems"]})
	add("changes", nil, part{"changes", m.rows["changes"]})
	for _, f := range m.Features {
		add("features/"+f.Slug, m.counts(f.Cells),
			part{"features", m.rows["features"][f.row : f.row+1]},
			part{"verdicts", pick(m.rows["verdicts"], places.byFeature[f.key])},
			part{"observations", pick(m.rows["observations"], places.seen[f.key])},
			part{"changes", pick(m.rows["changes"], rowsOfChanges(f.Changes))})
	}
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug, m.counts(m.cellsOf(e)),
			part{"registries", m.rows["ecosystems"][e.row : e.row+1]},
			part{"verdicts", pick(m.rows["verdicts"], places.byEcosystem[e.key])},
			part{"changes", pick(m.rows["changes"], rowsOfChanges(e.Changes))})
	}
	return append(list, file{"api/v1/corrections.json", m.apiCorrections}, file{"api/v1/index.json", m.apiIndex})
}

// places says where the rows of a feature and of a registry are.
type places struct {
	now                          []int // verdicts of the survey shown
	byFeature, byEcosystem, seen map[string][]int
}

func (m *model) places() places {
	p := places{byFeature: make(map[string][]int), byEcosystem: make(map[string][]int), seen: make(map[string][]int)}
	for i, v := range m.raw.Verdicts {
		if v.Wave == m.Wave {
			p.now = append(p.now, i)
			p.byFeature[v.Feature] = append(p.byFeature[v.Feature], i)
			p.byEcosystem[v.Ecosystem] = append(p.byEcosystem[v.Ecosystem], i)
		}
	}
	for i, o := range m.raw.Observations {
		p.seen[o.Feature] = append(p.seen[o.Feature], i)
	}
	return p
}

func rowsOfChanges(list []*change) []int {
	rows := make([]int, 0, len(list))
	for _, c := range list {
		if c.Day == "" {
			rows = append(rows, c.row)
		}
	}
	return rows
}

// answer writes an object: meta, counts by verdict, and the parts.
func (m *model) answer(counts []count, parts []part) ([]byte, error) {
	var b bytes.Buffer
	n := 1 << 10
	for _, p := range parts {
		n += size(p.rows)
	}
	b.Grow(n)
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
		array(&b, p.rows)
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
		b.Write(name)
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(c.N))
	}
	b.WriteByte('}')
	return nil
}

// apiCorrections lists the corrections of published verdicts.
func (m *model) apiCorrections() ([]byte, error) {
	answer := struct {
		Meta        metaJSON     `json:"meta"`
		Corrections []correction `json:"corrections"`
	}{Meta: m.metaJSON(), Corrections: []correction{}}
	for _, c := range m.Corrections {
		answer.Corrections = append(answer.Corrections, correction{c.Day, c.Ecosystem, c.Change.Feature, c.FromVerdict, c.ToVerdict, c.Note, c.Link})
	}
	return json.MarshalIndent(answer, "", " ")
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
		Corrected  string   `json:"corrections"`
		Features   []entry  `json:"features"`
		Registries []entry  `json:"registries"`
	}{Meta: m.metaJSON(), Tables: dataset.TableNames(), Verdicts: "verdicts.json", Changes: "changes.json", Corrected: "corrections.json", Features: []entry{}, Registries: []entry{}}
	for _, f := range m.Features {
		index.Features = append(index.Features, entry{f.key, "features/" + f.Slug + ".json"})
	}
	for _, e := range m.Ecosystems {
		index.Registries = append(index.Registries, entry{e.key, "registries/" + e.Slug + ".json"})
	}
	return json.MarshalIndent(index, "", " ")
}
