// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

const adoptionPath = "adoption/index.html"

type adoptionData struct {
	Features    []measuredFeature
	Registries  []*model.Ecosystem // where something was measured
	Unmeasured  []*model.Ecosystem
	NotMeasured int // features that no registry was measured for
}

type measuredFeature struct {
	*model.Feature
	Cells []*model.Cell // of which something was measured
}

// adoptionPages show every measured share; without any there is none.
func (s *Set) adoptionPages() []*Page {
	if !s.Measured {
		return nil
	}
	p := s.newTitled(adoptionPath, "adoption.html", "adoption", "adoption")
	p.JSON = "data/adoption.json"
	d := adoptionData{NotMeasured: len(s.Features)}
	measured := make(map[*model.Ecosystem]bool)
	for _, f := range s.Features {
		of := measuredFeature{Feature: f}
		for _, c := range f.Cells {
			if len(c.Measures) > 0 {
				of.Cells = append(of.Cells, c)
				measured[c.Eco] = true
			}
		}
		if len(of.Cells) > 0 {
			d.Features = append(d.Features, of)
			d.NotMeasured--
		}
	}
	for _, e := range s.Ecosystems {
		if measured[e] {
			d.Registries = append(d.Registries, e)
		} else {
			d.Unmeasured = append(d.Unmeasured, e)
		}
	}
	p.Data = d
	return []*Page{p}
}

// measuredFeatures is for how many features a registry was measured.
func (s *Set) measuredFeatures(e *model.Ecosystem) int {
	n := 0
	for _, c := range s.CellsOf(e) {
		if len(c.Measures) > 0 {
			n++
		}
	}
	return n
}
