// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

type changesData struct {
	Groups  []changeGroup
	Causes  []string // in words: the columns of the short table; none where no cause is known
	Picture chart.Drawing
}

// changeGroup is the changes of one direction, in parts by cause.
type changeGroup struct {
	ID, Title, Meaning string
	Changes            []*model.Change
	Parts              []changePart
	Counts             []int // by cause, as the columns of the short table; none without causes
	ThreeSided         bool  // what evidence said in 2022 is known of some
}

// changePart is the changes of one direction that have one cause; Title is "" where a
// group has one part alone.
type changePart struct {
	ID, Title, Meaning string
	Changes            []*model.Change
}

// changesPages list what became of the answers of the survey before.
func (s *Set) changesPages() []*Page {
	p := s.newTitled("changes/index.html", "changes.html", "changes", "changes")
	d := changesData{Picture: chart.Movement(s.Model)}
	byDirection := make(map[vocabulary.Direction][]*model.Change)
	order, explained := model.Directions(), false
	for _, c := range s.Changes {
		byDirection[c.Direction] = append(byDirection[c.Direction], c)
		if !slices.Contains(order, c.Direction) {
			order = append(order, c.Direction)
		}
		explained = explained || c.Then.Word != ""
	}
	if explained {
		for _, cause := range vocabulary.Causes {
			d.Causes = append(d.Causes, messages.Word(s.Texts, "cause", cause))
		}
	}
	for _, direction := range order {
		// What was not asked before is not a change: the comparison shows it.
		if of := byDirection[direction]; len(of) > 0 && direction != vocabulary.NewlyAsked {
			g := changeGroup{ID: model.Slug(string(direction)), Title: of[0].DirectionWord, Meaning: s.Texts.Or("direction.means."+string(direction), ""), Changes: of}
			s.divideByCause(&g, explained)
			d.Groups = append(d.Groups, g)
		}
	}
	p.Data, p.JSON = d, "api/v1/changes.json"
	return []*Page{p}
}

// divideByCause parts a group by cause, where causes are known; the rest comes last.
func (s *Set) divideByCause(g *changeGroup, explained bool) {
	byCause := make(map[vocabulary.Cause][]*model.Change)
	for _, c := range g.Changes {
		byCause[c.Cause] = append(byCause[c.Cause], c)
		g.ThreeSided = g.ThreeSided || c.Then.Word != ""
	}
	if !explained || len(byCause[""]) == len(g.Changes) {
		g.Parts = []changePart{{Changes: g.Changes}}
		return
	}
	for _, cause := range vocabulary.Causes {
		of := byCause[cause]
		g.Counts = append(g.Counts, len(of))
		if len(of) > 0 {
			g.Parts = append(g.Parts, changePart{g.ID + "." + string(cause), of[0].CauseWord, s.Texts.Must("cause.means." + string(cause)), of})
		}
	}
	if rest := byCause[""]; len(rest) > 0 {
		g.Parts = append(g.Parts, changePart{g.ID + ".other", s.Texts.Must("changes.other"), "", rest})
	}
}
