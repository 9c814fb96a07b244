// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/chart"

type picturesData struct {
	Coverage   []chart.Drawing
	Movement   chart.Drawing
	Evidence   []chart.Drawing
	Introduced []chart.Drawing
}

// picturesPages show every chart with its numbers.
func (s *Set) picturesPages() []*Page {
	p := s.newTitled("pictures/index.html", "pictures.html", "pictures", "pictures")
	d := picturesData{Movement: chart.Movement(s.Model), Evidence: chart.EvidenceAge(s.Model)}
	for _, j := range s.Journeys {
		d.Coverage = append(d.Coverage, chart.Coverage(s.Model, j))
	}
	for _, e := range s.Ecosystems {
		d.Introduced = append(d.Introduced, chart.Introduced(s.Model, e))
	}
	p.Data = d
	return []*Page{p}
}
