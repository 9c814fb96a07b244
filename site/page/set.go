// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"html/template"
	"runtime"
	"slices"
	"sync"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Set makes the pages of one model.
type Set struct {
	*model.Model
	templates *template.Template
	matrix    [][]template.HTML // cells of tables two folders down, by feature and registry
	entries   [][]template.HTML // cells in brief, with note and sources, by the same
}

// New parses the templates, and renders what many pages show alike.
func New(m *model.Model) (*Set, error) {
	templates, err := parseTemplates(m.Texts)
	if err != nil {
		return nil, err
	}
	s := &Set{Model: m, templates: templates}
	s.matrix, err = s.renderCells("matrix-cell", func(c *model.Cell) any { return newMatrixCell(twoFoldersDown, c) })
	if err != nil {
		return nil, err
	}
	s.entries, err = s.renderCells("entry", func(c *model.Cell) any { return c })
	return s, err
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
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Set) renderRow(name string, cells []*model.Cell, view func(*model.Cell) any) ([]template.HTML, error) {
	row := make([]template.HTML, len(cells))
	var b bytes.Buffer
	for i, c := range cells {
		b.Reset()
		if err := s.templates.ExecuteTemplate(&b, name, view(c)); err != nil {
			return nil, err
		}
		row[i] = template.HTML(b.String())
	}
	return row, nil
}

// Pages lists every page, but those of the version that never changes.
func (s *Set) Pages() []*Page {
	return slices.Concat(
		s.frontPages(), s.comparePages(), s.sidePages(), s.featurePages(), s.registryPages(), s.journeyPages(), s.listPages(),
		s.changesPages(), s.checklistPages(), s.methodologyPages(), s.dataPages(), s.coveragePages(), s.answersPages(), s.picturesPages(), s.retiredPages(),
	)
}
