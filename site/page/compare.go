// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
)

type compareData struct {
	What     string // now, then or moved
	Tables   []matrix
	Verdicts []model.Count
}

// comparePages are the whole comparison as it is now, as it was, and what changed.
func (s *Set) comparePages() []*Page {
	var list []*Page
	for _, each := range []struct {
		path, key string
		cell      func(root string, c *model.Cell) matrixCell
	}{{"compare/index.html", "now", newMatrixCell}, {"compare/2022/index.html", "then", newCellBefore}, {"compare/changes/index.html", "moved", newCellChanged}} {
		p := s.newTitled(each.path, "compare.html", "compare", "compare."+each.key)
		d := compareData{What: each.key, Verdicts: s.CountVerdicts(s.AllCells())}
		if each.key == "now" || s.Previous != "" {
			d.Tables = s.newMatrices(p.Root, s.Ecosystems, func(f *model.Feature) matrixRow {
				row := newMatrixRow(p.Root, f, s.Ecosystems, each.cell)
				row.Also = strings.Join(f.Synonyms, "|")
				return row
			})
		}
		p.Data, p.Script, p.JSON = d, "matrix.js", "api/v1/verdicts.json"
		list = append(list, p)
	}
	return list
}

// Up to so many registries, every two and every three have a page: at most 190
// and 120 of them. With more, the comparison's filter does it.
const (
	maxPaired  = 20
	maxTripled = 10
)

type sideData struct {
	Tables  []matrix
	Differ  int   // features in which the registries differ
	Picks   []int // numbers of the choices
	Pairs   []combination
	Triples []combination
}

type combination struct {
	Path, Title string
	Columns     []*model.Ecosystem
}

// sidePages put every two and three registries side by side.
func (s *Set) sidePages() []*Page {
	pairs, triples := combineRegistries(s.Ecosystems)
	index := s.newTitled("side-by-side/index.html", "sides.html", "compare", "sides")
	index.Data, index.Script = sideData{Picks: []int{1, 2, 3}[:min(3, len(s.Ecosystems))], Pairs: pairs, Triples: triples}, "sides.js"
	list := []*Page{index}
	for _, c := range slices.Concat(pairs, triples) {
		p := s.newTitled(c.Path, "side.html", "compare", "side", c.Title)
		d := sideData{Tables: s.newMatrices(p.Root, c.Columns, s.renderedRows(c.Columns))}
		for _, f := range s.Features {
			if f.Differs(c.Columns) {
				d.Differ++
			}
		}
		p.Data = d
		list = append(list, p)
	}
	return list
}

func combineRegistries(all []*model.Ecosystem) (pairs, triples []combination) {
	if len(all) > maxPaired {
		return nil, nil
	}
	for i, a := range all {
		for k, b := range all[i+1:] {
			pairs = append(pairs, newCombination(a, b))
			if len(all) > maxTripled {
				continue
			}
			for _, c := range all[i+k+2:] {
				triples = append(triples, newCombination(a, b, c))
			}
		}
	}
	return pairs, triples
}

func newCombination(columns ...*model.Ecosystem) combination {
	var slugs, names []string
	for _, e := range columns {
		slugs, names = append(slugs, e.Slug), append(names, e.Name)
	}
	return combination{"side-by-side/" + strings.Join(slugs, "+") + "/index.html", strings.Join(names, " · "), columns}
}

type journeyData struct {
	*model.Journey
	Table   matrix
	Picture chart.Drawing
	Counts  []model.Count
}

// journeyPages hold one question each: who offers what, and why it matters.
func (s *Set) journeyPages() []*Page {
	var list []*Page
	for _, j := range s.Journeys {
		p := s.newPage(j.Path, "journey.html", "compare",
			s.Texts.Must("journey.title", j.Title), cmp.Or(j.Question, j.Title)+" "+s.Texts.Must("journey.description"))
		d := journeyData{Journey: j, Table: newMatrix(p.Root, j, s.Ecosystems, s.renderedRows(s.Ecosystems)), Picture: chart.Coverage(s.Model, j), Counts: s.CountVerdicts(j.CellsOf(nil))}
		d.Table.Intro = ""
		p.Data, p.JSON = d, "api/v1/features.json"
		list = append(list, p)
	}
	return list
}
