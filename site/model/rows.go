// SPDX-License-Identifier: Apache-2.0

package model

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/dataset/table"

	"golang.org/x/sync/errgroup"
)

// Rows are the rows of each table as JSON, in the order of the dataset. The
// dataset encodes each row once, and every file is put together from them.
type Rows map[string][][]byte

func encodeRows(d *table.Dataset) (Rows, error) {
	tables := tablesOf(d)
	out := make([]bytes.Buffer, len(tables))
	var group errgroup.Group
	for i, t := range tables {
		group.Go(func() error { return d.Export(&out[i], t.Name(), "ndjson") })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := make(Rows, len(tables))
	for i, t := range tables {
		lines := bytes.Split(out[i].Bytes(), []byte{'\n'})
		all[t.Name()] = lines[:len(lines)-1] // after the last line
	}
	return all, nil
}

// Pick takes the rows of a table at some places.
func (r Rows) Pick(table string, at []int) [][]byte {
	some := make([][]byte, len(at))
	for i, k := range at {
		some[i] = r[table][k]
	}
	return some
}

// Places says where in the tables the rows of a feature and of a registry are.
type Places struct {
	Verdicts              []int            // of the survey shown
	ByFeature             map[string][]int // verdicts, by the key of the feature
	ByEcosystem           map[string][]int // verdicts, by the key of the registry
	ObservationsOfFeature map[string][]int
	AdoptionOfFeature     map[string][]int
	AdoptionOfEcosystem   map[string][]int
}

// Places finds the rows of every feature and registry.
func (m *Model) Places() Places {
	p := Places{ByFeature: make(map[string][]int), ByEcosystem: make(map[string][]int), ObservationsOfFeature: make(map[string][]int), AdoptionOfFeature: make(map[string][]int), AdoptionOfEcosystem: make(map[string][]int)}
	for i, v := range m.raw.Verdicts {
		if v.Wave == m.Wave {
			p.Verdicts = append(p.Verdicts, i)
			p.ByFeature[v.Feature] = append(p.ByFeature[v.Feature], i)
			p.ByEcosystem[v.Ecosystem] = append(p.ByEcosystem[v.Ecosystem], i)
		}
	}
	for i, o := range m.raw.Observations {
		p.ObservationsOfFeature[o.Feature] = append(p.ObservationsOfFeature[o.Feature], i)
	}
	for i, a := range m.raw.Adoption {
		p.AdoptionOfFeature[a.Feature] = append(p.AdoptionOfFeature[a.Feature], i)
		p.AdoptionOfEcosystem[a.Ecosystem] = append(p.AdoptionOfEcosystem[a.Ecosystem], i)
	}
	return p
}

// WriteArray writes rows as the dataset writes a table as JSON.
func WriteArray(b *bytes.Buffer, rows [][]byte) {
	if len(rows) == 0 {
		b.WriteString("[]\n")
		return
	}
	for i, row := range rows {
		if i == 0 {
			b.WriteString("[\n")
		} else {
			b.WriteString(",\n")
		}
		b.Write(row)
	}
	b.WriteString("\n]\n")
}

// ArraySize is about the number of bytes that WriteArray writes.
func ArraySize(rows [][]byte) int {
	n := 8
	for _, row := range rows {
		n += len(row) + 2
	}
	return n
}
