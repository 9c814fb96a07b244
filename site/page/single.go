// SPDX-License-Identifier: Apache-2.0

package page

import (
	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
)

// answersPages show all answers of the survey of 2022.
func (s *Set) answersPages() []*Page {
	p := s.newTitled("survey-2022/index.html", "answers.html", "compare", "answers")
	p.Data = s.Questionnaires()
	return []*Page{p}
}

type coverageData struct {
	Sections   []model.Coverage
	Agreements []model.Agreement
}

// coveragePages show what the verdicts rest on.
func (s *Set) coveragePages() []*Page {
	p := s.newTitled("coverage/index.html", "coverage.html", "data", "coverage")
	p.Data = coverageData{s.Coverage(), s.Agreements()}
	return []*Page{p}
}

// methodologyPages tell how verdicts come about, and how to contest one.
func (s *Set) methodologyPages() []*Page {
	p := s.newTitled("methodology/index.html", "methodology.html", "methodology", "methodology")
	p.Data = s.Method()
	corrections := s.newTitled("corrections/index.html", "corrections.html", "methodology", "corrections")
	corrections.Data = issueURL("Correction: REGISTRY, FEATURE", s.Texts.Must("corrections.body", s.Version, s.Digest16))
	return []*Page{p, corrections}
}

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
