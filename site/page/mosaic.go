// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

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
