// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
)

type changesData struct {
	Groups  []changeGroup
	Picture chart.Drawing
}

type changeGroup struct {
	ID, Title, Meaning string
	Changes            []*model.Change
}

// changesPages list what became of the answers of the survey before.
func (s *Set) changesPages() []*Page {
	p := s.newTitled("changes/index.html", "changes.html", "changes", "changes")
	d := changesData{Picture: chart.Movement(s.Model)}
	byDirection := make(map[vocabulary.Direction][]*model.Change)
	order := model.Directions()
	for _, c := range s.Changes {
		byDirection[c.Direction] = append(byDirection[c.Direction], c)
		if !slices.Contains(order, c.Direction) {
			order = append(order, c.Direction)
		}
	}
	for _, direction := range order {
		// What was not asked before is not a change: the comparison shows it.
		if of := byDirection[direction]; len(of) > 0 && direction != vocabulary.NewlyAsked {
			d.Groups = append(d.Groups, changeGroup{model.Slug(string(direction)), of[0].DirectionWord, s.Texts.Or("direction.means."+string(direction), ""), of})
		}
	}
	p.Data, p.JSON = d, "api/v1/changes.json"
	return []*Page{p}
}
