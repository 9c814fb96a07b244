// SPDX-License-Identifier: Apache-2.0

package model

import (
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Checklist is a document of the working group, item by item.
type Checklist struct {
	catalog.Checklist
	Slug     string
	Items    []ChecklistItem
	Compared bool // this dataset compares registries with it
}

// ChecklistItem is what a document asks for, with the state of each registry.
type ChecklistItem struct {
	catalog.Item
	Anchor string     // of its row
	Of     []*Feature // that answer it
	Path   string     // of the first feature's page that it names, "" for none
	States []ItemState
	Own    bool // it is judged by rules of its own: no feature's page has the evidence
}

// ItemState is the state of an item in one registry.
type ItemState struct {
	Label
	Enforcement vocabulary.Enforcement
	Note        string
	Evidence    []string // addresses of what was seen, where no feature's page has them
}

// ItemGroup is a level of a track with one registry's state of each item: boxes
// to tick, and nothing added up.
type ItemGroup struct {
	Title string
	Level int32
	Items []Box
}

// Box is an item of the Principles in one registry.
type Box struct {
	Label
	Title, Because string
	Anchor         string // of the item on the page of the Principles, "" when it does not have it
}

// Reference is an item of a document that asks for a feature.
type Reference struct {
	Title, URL string
	Path       string // of the item's row
}

// Principles lists the tracks of the Principles with the states of maturity_items.
func (m *Model) Principles() []Checklist {
	states := make(map[cellKey]ItemState)
	for _, row := range m.raw.MaturityItems {
		if row.Wave == m.Wave {
			states[cellKey{row.Ecosystem, row.Item}] = ItemState{Label: m.stateLabel(row.State)}
		}
	}
	return m.newChecklists(m.catalog.Principles, func(_ catalog.Checklist, item catalog.Item) string { return item.ID }, states)
}

// Guidance lists the guidance documents with the verdicts of conformance.
func (m *Model) Guidance() []Checklist {
	states := make(map[cellKey]ItemState)
	for _, row := range m.raw.Conformance {
		if row.Wave == m.Wave {
			states[cellKey{row.Ecosystem, row.Guidance + "." + row.Item}] = ItemState{
				VerdictLabel(m.Texts, row.Verdict), Clean(row.Enforcement), Clean(row.Note), m.addressesOf(row.Observations),
			}
		}
	}
	return m.newChecklists(m.catalog.Guidance, func(c catalog.Checklist, item catalog.Item) string { return c.ID + "." + item.ID }, states)
}

// stateLabel gives word and style of the state of an item of the Principles.
func (m *Model) stateLabel(state vocabulary.ItemState) Label {
	return Label{m.Texts.Or("state."+string(state), Cut(visible(string(state)), maxWord)), StateClass(state)}
}

func (m *Model) newChecklists(lists []catalog.Checklist, key func(catalog.Checklist, catalog.Item) string, states map[cellKey]ItemState) []Checklist {
	var all []Checklist
	for _, c := range lists {
		list := Checklist{Checklist: c, Slug: Slug(c.ID)}
		for _, item := range c.Items {
			shown := m.newItem(c, item)
			for _, e := range m.Ecosystems {
				state, ok := states[cellKey{e.Key, key(c, item)}]
				list.Compared = list.Compared || ok
				if !ok {
					state = ItemState{Label: VerdictLabel(m.Texts, vocabulary.Unknown)}
				}
				shown.States = append(shown.States, state)
			}
			list.Items = append(list.Items, shown)
		}
		all = append(all, list)
	}
	return all
}

func (m *Model) newItem(c catalog.Checklist, item catalog.Item) ChecklistItem {
	shown := ChecklistItem{Item: item, Anchor: itemAnchor(c.ID, item.ID), Own: c.Refines != "" && len(item.Features) == 0}
	for i, id := range item.Features {
		if f := m.feature[id]; f != nil {
			shown.Of = append(shown.Of, f)
			if i == 0 {
				shown.Path = f.Path
			}
		}
	}
	return shown
}

// addressesOf gives the address of each observation once, in their order.
func (m *Model) addressesOf(keys []string) []string {
	var list []string
	for _, key := range keys {
		if url := Address(m.seen[key].URL); url != "" && !slices.Contains(list, url) {
			list = append(list, url)
		}
	}
	return list
}

func itemAnchor(list, item string) string { return Slug(list) + "." + Slug(item) }

// ItemsOf lists a registry's items of the Principles by track and level.
func (m *Model) ItemsOf(e *Ecosystem) []ItemGroup {
	var groups []ItemGroup
	for _, track := range m.catalog.Principles {
		for level := int32(1); level <= 3; level++ {
			g := ItemGroup{Title: track.Title, Level: level}
			for _, row := range m.raw.MaturityItems {
				if row.Wave == m.Wave && row.Ecosystem == e.Key && row.Track == track.ID && row.Level == level {
					g.Items = append(g.Items, m.newBox(track, cleanRow(row)))
				}
			}
			if len(g.Items) > 0 {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

func (m *Model) newBox(track catalog.Checklist, row table.MaturityItem) Box {
	b := Box{Label: m.stateLabel(row.State), Title: row.Title, Because: row.Because}
	if slices.ContainsFunc(track.Items, func(item catalog.Item) bool { return item.ID == row.Item }) {
		b.Anchor = itemAnchor(track.ID, row.Item)
	}
	return b
}

// AskedFor lists the items of the Principles and of the guidance that ask for a
// feature.
func (m *Model) AskedFor(f *Feature) []Reference {
	return append(referencesTo(f, "maturity/index.html", m.catalog.Principles), referencesTo(f, "guidance/index.html", m.catalog.Guidance)...)
}

func referencesTo(f *Feature, page string, lists []catalog.Checklist) []Reference {
	var found []Reference
	for _, c := range lists {
		for _, item := range c.Items {
			if slices.Contains(item.Features, f.Key) {
				found = append(found, Reference{c.Title + ": " + item.Title, item.URL, page + "#" + itemAnchor(c.ID, item.ID)})
			}
		}
	}
	return found
}
