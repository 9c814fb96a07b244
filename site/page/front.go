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
	Years    []yearLink // whose ends have a page
	Lately   []*model.Change
	Newest   []*model.Cell
	Counts   []model.Count
	Mosaic   mosaic
}

// askedFeature is a feature with the question that leads to it.
type askedFeature struct{ Question, Path string }

// alsoAsked are questions that a page answers which is not a feature's.
var alsoAsked = []struct{ key, path, anchor string }{
	{"past", timePath, ""}, {"lately", timePath, "#newest"}, {"adoption", adoptionPath, ""}, {"lacking", "registries/index.html", ""}, {"contest", "corrections/index.html", ""},
}

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
	for _, more := range alsoAsked {
		if s.hasPage(more.path) {
			d.Asked = append(d.Asked, askedFeature{s.Texts.Must("ask." + more.key), more.path + more.anchor})
		}
	}
	if s.Past != nil {
		d.Years = s.yearLinks()
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

// Measures of the mosaic, in units of the drawing.
const (
	tileStep   = 12  // from one tile to the next
	mosaicGap  = 6   // between journeys
	nameWidth  = 48  // of a brief name
	phoneWidth = 366 // of the narrowest screen that the lines are made for
)

// mosaic is the whole landscape as one picture: a row per registry, a column per
// feature, in one block per journey.
type mosaic struct {
	Names  []mosaicName
	Height int
	Blocks []mosaicBlock
	Totals []mosaicTotal // the numbers of the picture
}

type mosaicName struct {
	Name, Brief string
	Y           int
}

type mosaicBlock struct {
	Title, Href string
	Width       int
	First       bool // before any other
	Again       bool // the names are shown again before it on a narrow screen
	Tiles       []mosaicTile
}

type mosaicTile struct {
	Href, Class string
	X, Y        int
}

type mosaicTotal struct {
	*model.Ecosystem
	Counts []model.Count
}

// newMosaic draws every cell of the model. Lines are broken for a narrow screen where
// the next block would not fit beside the names.
func (s *Set) newMosaic() mosaic {
	m := mosaic{Height: tileStep * len(s.Ecosystems)}
	for i, e := range s.Ecosystems {
		m.Names = append(m.Names, mosaicName{e.Name, e.Brief, i*tileStep + 9})
		m.Totals = append(m.Totals, mosaicTotal{e, s.CountVerdicts(s.CellsOf(e))})
	}
	line := 0
	for i, j := range s.Journeys {
		b := mosaicBlock{Title: j.Title, Href: j.Path, Width: tileStep * len(j.Features), First: i == 0}
		if line += mosaicGap + b.Width; i > 0 && nameWidth+line > phoneWidth {
			b.Again, line = true, mosaicGap+b.Width
		}
		for x, f := range j.Features {
			for y, c := range f.Cells {
				b.Tiles = append(b.Tiles, mosaicTile{c.Path, c.Class, x * tileStep, y * tileStep})
			}
		}
		m.Blocks = append(m.Blocks, b)
	}
	return m
}
