// SPDX-License-Identifier: Apache-2.0

package site

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

type changesData struct {
	Groups  []changeGroup
	Picture picture
}

type changeGroup struct {
	Direction string
	Changes   []*change
}

// directions is the order of the page of changes; any other comes last.
var directions = []string{"planned-then-delivered", "gained", "strengthened", "planned-and-not-yet", "weakened", "lost", recordCorrected, "not-comparable", "newly-asked"}

func (m *model) changesPages() []*page {
	p := m.titled("changes/index.html", "changes.html", "changes", "changes")
	d := changesData{Picture: m.movement()}
	by := make(map[string][]*change)
	for _, c := range m.Changes {
		by[c.Direction] = append(by[c.Direction], c)
	}
	order := slices.Clone(directions)
	for _, c := range m.Changes {
		if !slices.Contains(order, c.Direction) {
			order = append(order, c.Direction)
		}
	}
	for _, direction := range order {
		// What was not asked before is no change: the comparison shows it.
		if of := by[direction]; len(of) > 0 && direction != "newly-asked" {
			d.Groups = append(d.Groups, changeGroup{direction, of})
		}
	}
	p.Data, p.JSON = d, "api/v1/changes.json"
	return []*page{p}
}

type checklistData struct {
	Sections []checklistSection
	Tables   []table
}

type checklistSection struct {
	catalog.Checklist
	Items []checklistItem
	Table table
}

type checklistItem struct {
	catalog.Item
	Anchor string
	Of     []*feature
}

// itemGroup is a level of a track with the registry's state of each item: boxes
// to tick, and nothing added up.
type itemGroup struct {
	Track, Title string
	Level        int32
	Items        []dataset.MaturityItem
}

func (m *model) checklistPages() []*page {
	maturity := m.titled("maturity/index.html", "checklists.html", "maturity", "maturity")
	maturity.Data = checklistData{Sections: m.sections(maturity.Path, m.catalog.Principles, m.stateCells())}
	guidance := m.titled("guidance/index.html", "checklists.html", "maturity", "guidance")
	guidance.Data = checklistData{Sections: m.sections(guidance.Path, m.catalog.Guidance, m.conformanceCells())}
	return []*page{maturity, guidance}
}

// stateCells are the cells of maturity_items, by item and ecosystem.
func (m *model) stateCells() map[place]tableCell {
	cells := make(map[place]tableCell)
	for _, row := range m.raw.MaturityItems {
		if row.Wave == m.Wave {
			cells[place{row.Ecosystem, row.Item}] = tableCell{Word: m.words.Or("state."+row.State, cut(visible(row.State), 16)), Class: stateClass(row.State)}
		}
	}
	return cells
}

func (m *model) conformanceCells() map[place]tableCell {
	cells := make(map[place]tableCell)
	for _, row := range m.raw.Conformance {
		if row.Wave != m.Wave {
			continue
		}
		cells[place{row.Ecosystem, row.Guidance + "." + row.Item}] = tableCell{
			Word: verdictWord(m.words, clean(row.Verdict)), Class: class(row.Verdict), Small: clean(row.Enforcement),
		}
	}
	return cells
}

// stateClass gives an item's state the style of the verdict that reads alike.
func stateClass(state string) string {
	switch state {
	case dataset.Met:
		return "yes"
	case dataset.PartlyMet:
		return "part"
	case dataset.Unmet:
		return "no"
	case dataset.NotApplicable:
		return "na"
	}
	return "unk"
}

// sections makes one section per checklist with a table of items. Without rows
// in this dataset there is no table, and the items stand alone.
func (m *model) sections(file string, lists []catalog.Checklist, cells map[place]tableCell) []checklistSection {
	var sections []checklistSection
	for _, c := range lists {
		s := checklistSection{Checklist: c}
		t := table{Root: root(file), ID: slug(c.ID), Title: c.Title, Columns: m.Ecosystems, Wide: len(m.Ecosystems) > most, Next: "end"}
		any := false
		for _, item := range c.Items {
			s.Items = append(s.Items, m.checklistItem(c, item))
			r := row{ID: slug(c.ID) + "." + slug(item.ID), Title: item.Title, Level: int32(item.Level), Href: "#about-" + slug(c.ID) + "." + slug(item.ID)}
			key := item.ID
			if item.Level == 0 {
				key = c.ID + "." + item.ID
			}
			for _, e := range m.Ecosystems {
				cell, ok := cells[place{e.key, key}]
				any = any || ok
				if !ok {
					cell = tableCell{Word: verdictWord(m.words, dataset.Unknown), Class: "unk"}
				}
				if len(item.Features) > 0 && m.feature[item.Features[0]] != nil {
					cell.Href = root(file) + "features/" + slug(item.Features[0]) + "/index.html#" + e.Slug
				}
				r.Cells = append(r.Cells, cell)
			}
			t.Rows = append(t.Rows, r)
		}
		if any {
			s.Table = t
		}
		sections = append(sections, s)
	}
	return sections
}

func (m *model) checklistItem(c catalog.Checklist, item catalog.Item) checklistItem {
	out := checklistItem{Item: item, Anchor: "about-" + slug(c.ID) + "." + slug(item.ID)}
	for _, id := range item.Features {
		if f := m.feature[id]; f != nil {
			out.Of = append(out.Of, f)
		}
	}
	return out
}

// itemsOf lists a registry's items of the Principles by track and level.
func (m *model) itemsOf(e *ecosystem) []itemGroup {
	var groups []itemGroup
	for _, track := range m.catalog.Principles {
		for level := int32(1); level <= 3; level++ {
			g := itemGroup{Track: track.ID, Title: track.Title, Level: level}
			for _, row := range m.raw.MaturityItems {
				if row.Wave == m.Wave && row.Ecosystem == e.key && row.Track == track.ID && row.Level == level {
					g.Items = append(g.Items, cleanRow(row))
				}
			}
			if len(g.Items) > 0 {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// tombstone is a page at the address of an id that was retired.
type tombstone struct {
	ID        string
	To, Title string // what took its place, "" when nothing did
}

// tombstones reads retired.txt: an id is never deleted, its page names the one
// that took its place. Ids of features have a dot, those of registries have none.
func (m *model) tombstones() []*page {
	data, err := files.ReadFile("retired.txt")
	if err != nil {
		return nil
	}
	return m.tombstonesOf(string(data))
}

func (m *model) tombstonesOf(list string) []*page {
	var pages []*page
	for line := range strings.Lines(list) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" || m.feature[fields[0]] != nil || m.eco[fields[0]] != nil {
			continue
		}
		stone, folder, key := tombstone{ID: fields[0]}, "registries", "tombstone.registry"
		if strings.Contains(stone.ID, ".") {
			folder, key = "features", "tombstone.feature"
		}
		if len(fields) > 1 {
			stone.To, stone.Title = m.successor(fields[1])
		}
		p := m.page(folder+"/"+slug(stone.ID)+"/index.html", "tombstone.html", folder, m.words.Must("tombstone.title", stone.ID), m.words.Must(key))
		p.NoIndex, p.Data = true, stone
		pages = append(pages, p)
	}
	return pages
}

// successor gives page and title of a feature or a registry.
func (m *model) successor(id string) (path, title string) {
	if f := m.feature[id]; f != nil {
		return "features/" + f.Slug + "/index.html", f.Title
	}
	if e := m.eco[id]; e != nil {
		return "registries/" + e.Slug + "/index.html", e.Name
	}
	return "", ""
}
