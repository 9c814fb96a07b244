// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/site/model"
)

const notFoundPath = "404.html"

type frontData struct {
	Asked    []askedFeature
	Journeys []frontJourney
	Lately   []*model.Change
	Newest   []*model.Cell
	Counts   []model.Count
	Mosaic   mosaic
}

// askedFeature is a feature with the question that leads to it.
type askedFeature struct{ Question, Path string }

type frontJourney struct {
	*model.Journey
	Counts []model.Count
}

// frontPages are the first page, and the one for addresses that are none.
func (s *Set) frontPages() []*Page {
	p := s.newTitled("index.html", "front.html", "", "front")
	d := frontData{Mosaic: s.newMosaic(), Counts: s.CountVerdicts(s.AllCells()), Newest: newestOffers(s.Model, 8), Lately: latestChanges(s.Changes, 8)}
	for id := range strings.FieldsSeq(s.Texts.Must("front.asked")) {
		if f := s.FeatureOf(id); f != nil {
			d.Asked = append(d.Asked, askedFeature{s.Texts.Or("ask."+id, f.Title), f.Path})
		}
	}
	for _, j := range s.Journeys {
		d.Journeys = append(d.Journeys, frontJourney{j, s.CountVerdicts(j.CellsOf(nil))})
	}
	p.Data, p.LD = d, datasetLD(s.Model)
	missing := s.newTitled(notFoundPath, "missing.html", "", "missing")
	missing.NoIndex = true
	return []*Page{p, missing}
}

// newestOffers lists the offers that evidence dates last.
func newestOffers(m *model.Model, n int) []*model.Cell {
	var dated []*model.Cell
	for _, c := range m.AllCells() {
		if c.Offers && c.Date.Known() && !c.Date.LatestPossible {
			dated = append(dated, c)
		}
	}
	slices.SortStableFunc(dated, func(a, b *model.Cell) int { return strings.Compare(b.Since, a.Since) })
	return dated[:min(n, len(dated))]
}

// latestChanges lists the changes that a date is known of, the last first.
func latestChanges(all []*model.Change, n int) []*model.Change {
	var moved []*model.Change
	for _, c := range all {
		if c.Moved() && c.Day == "" {
			moved = append(moved, c)
		}
	}
	slices.SortStableFunc(moved, func(a, b *model.Change) int { return strings.Compare(b.Since, a.Since) })
	return moved[:min(n, len(moved))]
}
