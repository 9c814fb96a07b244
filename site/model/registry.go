// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"maps"
	"slices"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Gap is a feature that others offer and a registry does not.
type Gap struct {
	Cell   *Cell
	Others []*Cell
}

// Gaps lists what the registry does not offer and at least two others do.
func (m *Model) Gaps(e *Ecosystem) []Gap {
	var list []Gap
	for _, f := range m.Features {
		c := f.Cells[e.Index]
		if v := c.Verdict; v != "unsupported" && v != "planned" && v != "exploring" {
			continue
		}
		g := Gap{Cell: c}
		for _, other := range f.Cells {
			if other.Verdict == "supported" {
				g.Others = append(g.Others, other)
			}
		}
		if len(g.Others) >= 2 {
			list = append(list, g)
		}
	}
	return list
}

// Unknowns lists the cells of a registry of which nothing is known, and the
// sources that could not be read.
func (m *Model) Unknowns(e *Ecosystem) (cells []*Cell, failed []Evidence) {
	for _, c := range m.CellsOf(e) {
		if c.Verdict == table.Unknown {
			cells = append(cells, c)
		}
		for i := range c.NotMatched {
			if c.NotMatched[i].Failed() {
				failed = append(failed, c.NotMatched[i])
			}
		}
	}
	return cells, failed
}

// ResponsesOf lists what the maintainers of a registry say.
func (m *Model) ResponsesOf(e *Ecosystem) []Response {
	var list []Response
	for _, c := range m.CellsOf(e) {
		list = append(list, c.Responses...)
	}
	return list
}

// TraitsOf lists the traits that a registry has and those that it lacks, in words.
func (m *Model) TraitsOf(e *Ecosystem) (has, lacks []string) {
	for _, trait := range traitNames() {
		if !slices.Contains(e.Lacks, trait) {
			has = append(has, m.Texts.Or("has."+trait, catalog.Traits[trait]))
		}
	}
	for _, trait := range e.Lacks {
		if text, ok := catalog.Traits[trait]; ok {
			lacks = append(lacks, m.Texts.Or("has."+trait, text))
		}
	}
	return has, lacks
}

func traitNames() []string { return slices.Sorted(maps.Keys(catalog.Traits)) }
