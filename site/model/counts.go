// SPDX-License-Identifier: Apache-2.0

package model

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Count is how often one verdict was given. Counts are shown for each verdict
// and never added up: nobody is ranked.
type Count struct {
	Label
	Verdict vocabulary.Verdict
	N       int
}

// CountVerdicts counts cells by verdict, in the dataset's order of verdicts.
func (m *Model) CountVerdicts(cells []*Cell) []Count {
	n := make(map[vocabulary.Verdict]int)
	for _, c := range cells {
		n[c.Verdict]++
	}
	var list []Count
	for _, v := range vocabulary.Verdicts {
		list = append(list, Count{VerdictLabel(m.Texts, v), v, n[v]})
		delete(n, v)
	}
	for _, v := range slices.Sorted(maps.Keys(n)) { // at most what a stranger's dataset calls otherwise
		list = append(list, Count{VerdictLabel(m.Texts, v), v, n[v]})
	}
	return list
}

// CountsInWords writes counts as a line, leaving out what did not occur.
func CountsInWords(list []Count) string {
	var parts []string
	for _, c := range list {
		if c.N > 0 {
			parts = append(parts, c.Word+" "+strconv.Itoa(c.N))
		}
	}
	return strings.Join(parts, " · ")
}

// AllCells lists the cells, feature by feature.
func (m *Model) AllCells() []*Cell { return cellsOf(m.Features, nil) }

// CellsOf lists the cells of one registry.
func (m *Model) CellsOf(e *Ecosystem) []*Cell { return cellsOf(m.Features, e) }

// CellsOf lists the cells of a journey in one registry, or in all when e is nil.
func (j *Journey) CellsOf(e *Ecosystem) []*Cell { return cellsOf(j.Features, e) }

func cellsOf(features []*Feature, e *Ecosystem) []*Cell {
	var all []*Cell
	for _, f := range features {
		if e == nil {
			all = append(all, f.Cells...)
		} else {
			all = append(all, f.Cells[e.Index])
		}
	}
	return all
}

// Differs says whether registries differ in verdict or enforcement of a feature.
func (f *Feature) Differs(registries []*Ecosystem) bool {
	for _, e := range registries[1:] {
		a, b := f.Cells[registries[0].Index], f.Cells[e.Index]
		if a.Verdict != b.Verdict || a.Enforcement != b.Enforcement {
			return true
		}
	}
	return false
}
