// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

type checklistSection struct {
	model.Checklist
	Table matrix // without rows when this dataset does not compare registries with it
}

// checklistPages are the Principles and the guidance, item by item.
func (s *Set) checklistPages() []*Page {
	maturity := s.newTitled("maturity/index.html", "checklists.html", "maturity", "maturity")
	maturity.Data = s.newChecklists(maturity.Root, s.Principles())
	guidance := s.newTitled("guidance/index.html", "checklists.html", "maturity", "guidance")
	guidance.Data = s.newChecklists(guidance.Root, s.Guidance())
	return []*Page{maturity, guidance}
}

// newChecklists makes one section per checklist with a table of items.
func (s *Set) newChecklists(root string, lists []model.Checklist) []checklistSection {
	var sections []checklistSection
	for _, c := range lists {
		section := checklistSection{Checklist: c}
		if c.Compared {
			section.Table = matrix{Root: root, ID: c.Slug, Title: c.Title, Columns: s.Ecosystems, Wide: len(s.Ecosystems) > MaxColumns, Next: "end"}
			for _, item := range c.Items {
				section.Table.Rows = append(section.Table.Rows, newItemRow(root, item, s.Ecosystems))
			}
		}
		sections = append(sections, section)
	}
	return sections
}

func newItemRow(root string, item model.ChecklistItem, columns []*model.Ecosystem) matrixRow {
	row := matrixRow{rowHead: rowHead{ID: item.Anchor, Title: item.Title, Level: item.Level, Grade: item.Grade, Href: "#about-" + item.Anchor}}
	for i, state := range item.States {
		cell := matrixCell{Word: state.Word, Class: state.Class, Small: state.Enforcement}
		if item.Own {
			cell.Href = "#about-" + item.Anchor
		}
		if item.Path != "" {
			cell.Href = root + item.Path + "#" + columns[i].Slug
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}
