// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"html/template"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/past"
)

// Set makes the pages of one model.
type Set struct {
	*model.Model
	Past      *past.Past // nil for none
	templates *template.Template
	cells     cellParts
}

// cellParts are what many pages show alike of each cell, by feature and registry.
type cellParts struct {
	heads  []template.HTML   // how rows begin in tables two folders down, by feature
	matrix [][]template.HTML // cells of those tables
	lines  [][]template.HTML // verdicts in a line
	briefs [][]template.HTML // verdicts with note and sources
}

// brief is a cell as the template of the same name wants it.
type brief struct {
	*model.Cell
	Line template.HTML
}

// New parses the templates, and renders what many pages show alike. before is the
// past of the dataset, nil for none.
func New(m *model.Model, before *past.Past) (*Set, error) {
	templates, err := parseTemplates(m.Texts)
	if err != nil {
		return nil, err
	}
	s := &Set{Model: m, Past: before, templates: templates}
	return s, s.renderParts()
}

func (s *Set) renderParts() (err error) {
	c := &s.cells
	if c.matrix, err = s.renderCells("matrix-cell", func(c *model.Cell) any { return newMatrixCell(twoFoldersDown, c) }); err != nil {
		return err
	}
	if c.lines, err = s.renderCells("line", func(c *model.Cell) any { return c }); err != nil {
		return err
	}
	if c.briefs, err = s.renderCells("brief", func(c *model.Cell) any { return brief{c, s.verdictLine(c)} }); err != nil {
		return err
	}
	c.heads = make([]template.HTML, len(s.Features))
	for i, f := range s.Features {
		if c.heads[i], err = s.renderPart("row-head", newRowHead(twoFoldersDown, f)); err != nil {
			return err
		}
	}
	return nil
}

// verdictLine is the verdict in a line.
func (s *Set) verdictLine(c *model.Cell) template.HTML {
	return s.cells.lines[c.Feature.Index][c.Eco.Index]
}

// renderCells executes a template for every cell, on all processors. What it gives
// is HTML since a template made it.
func (s *Set) renderCells(name string, view func(*model.Cell) any) ([][]template.HTML, error) {
	all := make([][]template.HTML, len(s.Features))
	errs := make([]error, len(s.Features))
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < len(s.Features); i += workers {
				all[i], errs[i] = s.renderRow(name, s.Features[i].Cells, view)
			}
		})
	}
	group.Wait()
	return all, cmp.Or(errs...)
}

func (s *Set) renderRow(name string, cells []*model.Cell, view func(*model.Cell) any) (row []template.HTML, err error) {
	row = make([]template.HTML, len(cells))
	for i, c := range cells {
		if row[i], err = s.renderPart(name, view(c)); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func (s *Set) renderPart(name string, data any) (template.HTML, error) {
	var b strings.Builder
	err := s.templates.ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err
}

// Pages lists every page, but those of the version that never changes.
func (s *Set) Pages() []*Page {
	kinds := []func() []*Page{
		s.frontPages, s.comparePages, s.sidePages, s.featurePages, s.registryPages, s.journeyPages, s.listPages,
		s.changesPages, s.checklistPages, s.methodologyPages, s.dataPages, s.coveragePages, s.answersPages, s.picturesPages, s.pastPages, s.adoptionPages, s.retiredPages,
	}
	lists := make([][]*Page, len(kinds))
	var group sync.WaitGroup
	for i, pages := range kinds {
		group.Go(func() { lists[i] = pages() })
	}
	group.Wait()
	return slices.Concat(lists...)
}
