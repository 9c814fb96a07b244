// SPDX-License-Identifier: Apache-2.0

package chart

import (
	"slices"
	"strconv"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Drawing is a picture with its text alternative and the numbers it shows. Without
// shapes there is nothing to draw.
type Drawing struct {
	ID, Title, Alt string
	Width, Height  string // in units of the picture
	Shapes         []Shape
	Head           []string
	Rows           []Numbers
}

// Numbers is a row of the table beside a drawing.
type Numbers struct {
	Name   string
	Values []int
}

// Shape is a text that begins at a place, a rectangle, or a path.
type Shape struct {
	X, Y, Width, Height string // Width is "" for a text
	Class               string // its style
	Text                string
	Path                string // in place of all but the class
}

func (d *Drawing) addText(x, y float64, class, text string) {
	d.Shapes = append(d.Shapes, Shape{X: formatNumber(x), Y: formatNumber(y), Class: class, Text: text})
}

func (d *Drawing) addRect(x, y, width, height float64, class string) {
	d.Shapes = append(d.Shapes, Shape{X: formatNumber(x), Y: formatNumber(y), Width: formatNumber(width), Height: formatNumber(height), Class: class})
}

func (d *Drawing) addPath(class, path string) {
	d.Shapes = append(d.Shapes, Shape{Path: path, Class: class})
}

func (d *Drawing) setSize(width, height float64) {
	d.Width, d.Height = formatNumber(width), formatNumber(height)
}

func formatNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func roundTenth(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

// drawBars draws one bar per registry, made of one piece per verdict in the order
// of verdicts, each with its number where it fits. The counts of each add up to total.
func drawBars(d *Drawing, names []string, counts [][]model.Count, total int) {
	const label, width, step = 92.0, 268.0, 24.0
	for i, list := range counts {
		x, y := label, float64(i)*step+2
		d.addText(0, y+14, "label", model.Cut(names[i], 16))
		row := Numbers{Name: names[i]}
		for _, c := range list {
			row.Values = append(row.Values, c.N)
			if c.N == 0 {
				continue
			}
			w := roundTenth(width * float64(c.N) / float64(total))
			d.addRect(x, y, max(w-1.5, 0.5), step-5, "f-"+c.Class)
			if w >= 14 {
				d.addText(x+w/2-0.5, y+14, "value g-"+c.Class, strconv.Itoa(c.N))
			}
			x += w
		}
		d.Rows = append(d.Rows, row)
	}
	if len(counts) > 0 {
		for _, c := range counts[0] {
			d.Head = append(d.Head, c.Word)
		}
	}
	d.setSize(label+width, max(float64(len(counts))*step, step))
}

// drawColumns draws one column per year from the first one on. The margin leaves room
// for the years at both ends.
func drawColumns(d *Drawing, first int, values []int, class string) {
	const width, height, margin = 348.0, 96.0, 12.0
	highest := slices.Max(append([]int{1}, values...))
	step := width / float64(max(len(values), 6))
	for i, v := range values {
		x, h := roundTenth(margin/2+float64(i)*step), roundTenth((height-34)*float64(v)/float64(highest))
		if v > 0 {
			d.addRect(x+1, height-18-h, roundTenth(step-2), h, class)
			d.addText(x+step/2, height-21-h, "value", strconv.Itoa(v))
		}
		if len(values) <= 9 || (len(values)-1-i)%3 == 0 {
			d.addText(x+step/2, height-5, "tick", strconv.Itoa(first+i))
		}
	}
	d.addRect(0, height-18, width+margin, 1, "axis")
	d.setSize(width+margin, height)
}
