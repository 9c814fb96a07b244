// SPDX-License-Identifier: Apache-2.0

package site

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

// count is how often one verdict was given. Counts are shown for each verdict
// and never added up: nobody is ranked.
type count struct {
	Verdict, Word, Class string
	N                    int
}

// counts counts cells by verdict, in the dataset's order of verdicts.
func (m *model) counts(cells []*cell) []count {
	n := make(map[string]int)
	for _, c := range cells {
		n[c.Verdict.Verdict]++
	}
	var list []count
	for _, v := range dataset.Verdicts {
		list = append(list, count{v, verdictWord(m.words, v), class(v), n[v]})
		delete(n, v)
	}
	for v, k := range n { // at most what a stranger's dataset calls otherwise
		list = append(list, count{v, verdictWord(m.words, v), class(v), k})
	}
	sortCounts(list[len(dataset.Verdicts):])
	return list
}

func sortCounts(list []count) {
	slices.SortFunc(list, func(a, b count) int { return strings.Compare(a.Verdict, b.Verdict) })
}

// inWords writes counts as a line, leaving out what did not occur.
func inWords(list []count) string {
	var parts []string
	for _, c := range list {
		if c.N > 0 {
			parts = append(parts, c.Word+" "+strconv.Itoa(c.N))
		}
	}
	return strings.Join(parts, " · ")
}

func (m *model) allCells() []*cell {
	var all []*cell
	for _, f := range m.Features {
		all = append(all, f.Cells...)
	}
	return all
}

func (m *model) cellsOf(e *ecosystem) []*cell {
	var all []*cell
	for _, f := range m.Features {
		all = append(all, f.Cells[e.Index])
	}
	return all
}

// CellsOf lists the cells of one registry.
func (j *journey) CellsOf(e *ecosystem) []*cell { return j.cells(e) }

func (j *journey) cells(e *ecosystem) []*cell {
	var all []*cell
	for _, f := range j.Features {
		if e == nil {
			all = append(all, f.Cells...)
		} else {
			all = append(all, f.Cells[e.Index])
		}
	}
	return all
}
