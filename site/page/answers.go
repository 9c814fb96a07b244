// SPDX-License-Identifier: Apache-2.0

package page

// answersPages show all answers of the survey of 2022.
func (s *Set) answersPages() []*Page {
	p := s.newTitled("survey-2022/index.html", "answers.html", "compare", "answers")
	p.Data = s.Questionnaires()
	return []*Page{p}
}
