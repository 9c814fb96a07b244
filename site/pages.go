// SPDX-License-Identifier: Apache-2.0

package site

import (
	"cmp"
	"slices"
	"strings"
)

// pages lists every page of the site.
func (m *model) pages() []*page {
	list := []*page{m.front(), m.notFound()}
	for _, group := range [][]*page{
		m.comparePages(), m.sideBySide(), m.featurePages(), m.registryPages(), m.journeyPages(), m.listPages(),
		m.changesPages(), m.checklistPages(), m.textPages(), m.dataPages(), m.tablePages(), m.pictures(), m.tombstones(),
	} {
		list = append(list, group...)
	}
	return list
}

func (m *model) page(path, template, nav, title, description string) *page {
	return &page{model: m, Path: path, Template: template, Nav: nav, Title: title, Description: description}
}

// titled makes a page whose title and description are texts of its own.
func (m *model) titled(path, template, nav, key string) *page {
	return m.page(path, template, nav, m.words.Must(key+".title"), m.words.Must(key+".description"))
}

type frontData struct {
	Asked    []*feature
	Journeys []frontJourney
	Lately   []*change
	Newest   []*cell
	Counts   []count
}

type frontJourney struct {
	*journey
	Counts []count
}

func (m *model) front() *page {
	p := m.titled("index.html", "front.html", "", "front")
	d := frontData{Counts: m.counts(m.allCells()), Newest: m.newest(8)}
	for id := range strings.FieldsSeq(m.words.Must("front.asked")) {
		if f := m.feature[id]; f != nil {
			d.Asked = append(d.Asked, f)
		}
	}
	for _, j := range m.Journeys {
		d.Journeys = append(d.Journeys, frontJourney{j, m.counts(j.cells(nil))})
	}
	d.Lately = m.lately(8)
	p.Data, p.LD = d, m.datasetLD()
	return p
}

// newest lists the offers that evidence dates last.
func (m *model) newest(n int) []*cell {
	var dated []*cell
	for _, c := range m.allCells() {
		if c.Offers() && c.Since != "" && !c.By() {
			dated = append(dated, c)
		}
	}
	slices.SortStableFunc(dated, func(a, b *cell) int { return strings.Compare(b.Since, a.Since) })
	return dated[:min(n, len(dated))]
}

// lately lists the changes that a date is known of, the last first.
func (m *model) lately(n int) []*change {
	var moved []*change
	for _, c := range m.Changes {
		if c.Moved() && c.Day == "" {
			moved = append(moved, c)
		}
	}
	slices.SortStableFunc(moved, func(a, b *change) int { return strings.Compare(b.Since, a.Since) })
	return moved[:min(n, len(moved))]
}

func (m *model) notFound() *page {
	p := m.titled("404.html", "text.html", "", "missing")
	p.NoIndex = true
	return p
}

type compareData struct {
	What     string // now, then or changes
	Tables   []table
	Verdicts []count
	Wide     bool
}

func (m *model) comparePages() []*page {
	var list []*page
	for _, each := range []struct {
		path, key string
		what      show
	}{{"compare/index.html", "now", showNow}, {"compare/2022/index.html", "then", showThen}, {"compare/changes/index.html", "moved", showChanges}} {
		p := m.titled(each.path, "compare.html", "compare", "compare."+each.key)
		d := compareData{What: each.key, Verdicts: m.counts(m.allCells()), Wide: len(m.Ecosystems) > most}
		if each.what == showNow || m.Then != "" {
			d.Tables = m.tables(p.Path, m.Ecosystems, each.what)
		}
		p.Data, p.Script, p.JSON = d, "matrix.js", "api/v1/verdicts.json"
		list = append(list, p)
	}
	return list
}

// mostPairs is the number of registries up to which every two and three have a
// page; with more, the comparison's filter does it.
const mostPairs = 10

type sideData struct {
	Columns []*ecosystem
	Tables  []table
	Differ  int
	Pairs   []combination
	Triples []combination
}

type combination struct {
	Path, Title string
	Columns     []*ecosystem
}

func (m *model) sideBySide() []*page {
	pairs, triples := m.combinations()
	index := m.titled("side-by-side/index.html", "sides.html", "compare", "sides")
	index.Data, index.Script = sideData{Columns: m.Ecosystems, Pairs: pairs, Triples: triples}, "sides.js"
	list := []*page{index}
	for _, c := range slices.Concat(pairs, triples) {
		p := m.page(c.Path, "side.html", "compare", m.words.Must("side.title", c.Title), m.words.Must("side.description", c.Title))
		d := sideData{Columns: c.Columns, Tables: m.tables(p.Path, c.Columns, showNow)}
		for _, f := range m.Features {
			if differ(f, c.Columns) {
				d.Differ++
			}
		}
		p.Data = d
		list = append(list, p)
	}
	return list
}

func differ(f *feature, columns []*ecosystem) bool {
	for _, e := range columns[1:] {
		a, b := f.Cells[columns[0].Index], f.Cells[e.Index]
		if a.Verdict.Verdict != b.Verdict.Verdict || a.Enforcement != b.Enforcement {
			return true
		}
	}
	return false
}

func (m *model) combinations() (pairs, triples []combination) {
	if len(m.Ecosystems) > mostPairs {
		return nil, nil
	}
	for i, a := range m.Ecosystems {
		for k, b := range m.Ecosystems[i+1:] {
			pairs = append(pairs, newCombination(a, b))
			for _, c := range m.Ecosystems[i+k+2:] {
				triples = append(triples, newCombination(a, b, c))
			}
		}
	}
	return pairs, triples
}

func newCombination(columns ...*ecosystem) combination {
	var slugs, names []string
	for _, e := range columns {
		slugs, names = append(slugs, e.Slug), append(names, e.Name)
	}
	return combination{"side-by-side/" + strings.Join(slugs, "+") + "/index.html", strings.Join(names, " · "), columns}
}

type journeyData struct {
	*journey
	Table   table
	Picture picture
	Counts  []count
}

func (m *model) journeyPages() []*page {
	var list []*page
	for _, j := range m.Journeys {
		p := m.page("journeys/"+j.Slug+"/index.html", "journey.html", "compare",
			m.words.Must("journey.title", j.Title), cmp.Or(j.Question, j.Title)+" "+m.words.Must("journey.description"))
		d := journeyData{journey: j, Table: m.journeyTable(p.Path, j, m.Ecosystems, showNow), Picture: m.coverage(j), Counts: m.counts(j.cells(nil))}
		d.Table.Intro = ""
		p.Data, p.JSON = d, "api/v1/features.json"
		list = append(list, p)
	}
	return list
}

// listData is a list of cells that were made before anybody filtered: what the
// filters give a reader without scripts.
type listData struct {
	Lists  []listLink
	Groups []listGroup
	Intro  string
	Class  string
}

type listLink struct {
	Path, Title string
	Class       string
	N           int
}

type listGroup struct {
	Feature *feature
	Cells   []*cell
}

func (m *model) listPages() []*page {
	var (
		list  []*page
		links []listLink
	)
	add := func(name, title, class string, pick func(*feature, *cell) bool) {
		d := listData{Class: class, Groups: m.group(pick), Intro: title}
		p := m.page("lists/"+slug(name)+"/index.html", "list.html", "compare", m.words.Must("list.title", title), m.words.Must("list.description", title))
		n := 0
		for _, g := range d.Groups {
			n += len(g.Cells)
		}
		links = append(links, listLink{p.Path, title, class, n})
		p.Data = d
		list = append(list, p)
	}
	for _, c := range m.counts(m.allCells()) {
		add(c.Verdict, c.Word, c.Class, func(_ *feature, each *cell) bool { return each.Verdict.Verdict == c.Verdict })
	}
	add("differences", m.words.Must("list.differences"), "", func(f *feature, _ *cell) bool { return len(f.Cells) > 1 && differ(f, m.Ecosystems) })
	add("changed", m.words.Must("list.changed"), "", func(_ *feature, c *cell) bool { return c.Changed() })
	add("stale", m.words.Must("list.stale"), "", func(_ *feature, c *cell) bool { return c.Stale })
	add("disputed", m.words.Must("list.disputed"), "", func(_ *feature, c *cell) bool { return c.Disputed })
	index := m.titled("lists/index.html", "lists.html", "compare", "lists")
	index.Data = listData{Lists: links}
	return append(list, index)
}

func (m *model) group(pick func(*feature, *cell) bool) []listGroup {
	var groups []listGroup
	for _, f := range m.Features {
		g := listGroup{Feature: f}
		for _, c := range f.Cells {
			if pick(f, c) {
				g.Cells = append(g.Cells, c)
			}
		}
		if len(g.Cells) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
