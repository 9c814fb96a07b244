// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

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
