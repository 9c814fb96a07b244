// SPDX-License-Identifier: Apache-2.0

package chart

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Point is how many features of a kind one registry had at the end of a day.
type Point struct {
	Day                         string // YYYY-MM-DD
	Supported, Partial, Unknown int
	Required, Default, Optional int // of supported and partial
}

// offered is the height of the outer step.
func (p Point) offered() int { return p.Supported + p.Partial }

// binding is how many nobody has to turn on.
func (p Point) binding() int { return p.Required + p.Default }

// Measures of a step chart, in units of the picture.
const (
	stepsLeft, stepsWidth, stepsRight = 24.0, 300.0, 28.0
	stepsTop, stepsHeight             = 14.0, 96.0
)

// Steps shows how many features a registry offered from the first of the points, in
// the order of their days, to the last. highest is the number of features that were
// asked about: pictures with the same one compare.
func Steps(m *model.Model, id, title string, points []Point, highest int) Drawing {
	axis, ok := newTimeAxis(points)
	if !ok || highest < 1 {
		return Drawing{}
	}
	d := Drawing{ID: id, Title: title}
	y := func(n int) float64 {
		return roundTenth(stepsTop + stepsHeight*(1-float64(min(n, highest))/float64(highest)))
	}
	drawScale(&d, axis, highest, y)
	d.addPath("a-part", stepPath(axis, points, y, Point.offered, true))
	d.addPath("a-yes", stepPath(axis, points, y, func(p Point) int { return p.Supported }, true))
	d.addPath("binding", stepPath(axis, points, y, Point.binding, false))
	last := points[len(points)-1]
	d.addText(stepsLeft+stepsWidth+4, y(last.offered())+4, "label", strconv.Itoa(last.offered()))
	d.setSize(stepsLeft+stepsWidth+stepsRight, stepsTop+stepsHeight+18)
	d.Alt = m.Texts.Must("steps.alt", points[0].offered(), points[0].Day, last.offered(), last.Day, highest)
	for _, key := range []string{"verdict.supported", "verdict.partial", "enforcement.required", "enforcement.default", "enforcement.optional", "verdict.unknown"} {
		d.Head = append(d.Head, m.Texts.Must(key))
	}
	for i, p := range points {
		if i+1 == len(points) || strings.HasSuffix(p.Day, "-12-31") {
			d.Rows = append(d.Rows, Numbers{p.Day, []int{p.Supported, p.Partial, p.Required, p.Default, p.Optional, p.Unknown}})
		}
	}
	return d
}

// timeAxis puts days into the width of a picture.
type timeAxis struct{ first, last time.Time }

// newTimeAxis takes the days of the first and last point; two that are not days in
// their order make none.
func newTimeAxis(points []Point) (timeAxis, bool) {
	if len(points) < 2 {
		return timeAxis{}, false
	}
	first, err := time.Parse(time.DateOnly, points[0].Day)
	last, err2 := time.Parse(time.DateOnly, points[len(points)-1].Day)
	return timeAxis{first, last}, err == nil && err2 == nil && first.Before(last) && last.Year()-first.Year() < 200
}

// place is where a day lies; one that is not a day between the others lies at an end.
func (a timeAxis) place(day string) float64 {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return stepsLeft
	}
	part := at.Sub(a.first).Hours() / a.last.Sub(a.first).Hours()
	return roundTenth(stepsLeft + stepsWidth*min(max(part, 0), 1))
}

// drawScale draws lines at a third of the features or so, and every few years.
func drawScale(d *Drawing, axis timeAxis, highest int, y func(int) float64) {
	step := max(1, highest/3)
	for _, round := range []int{5, 10, 20, 50} {
		if step > round {
			step = step / round * round
		}
	}
	for n := 0; n <= highest; n += step {
		d.addRect(stepsLeft, y(n), stepsWidth, 1, "rule")
		d.addText(0, y(n)+4, "small", strconv.Itoa(n))
	}
	years := axis.last.Year() - axis.first.Year()
	for year := axis.first.Year(); year <= axis.last.Year(); year += max(1, years/4) {
		if x := axis.place(fmt.Sprintf("%04d-01-01", year)); x < stepsLeft+stepsWidth-8 {
			d.addText(max(x, stepsLeft+12), stepsTop+stepsHeight+14, "tick", strconv.Itoa(year))
		}
	}
}

// stepPath goes from point to point in steps; an area ends where it began.
func stepPath(axis timeAxis, points []Point, y func(int) float64, count func(Point) int, area bool) string {
	var b strings.Builder
	before := count(points[0])
	fmt.Fprintf(&b, "M%s %s", formatNumber(stepsLeft), formatNumber(y(before)))
	for _, p := range points[1:] {
		if n := count(p); n != before {
			fmt.Fprintf(&b, "H%sV%s", formatNumber(axis.place(p.Day)), formatNumber(y(n)))
			before = n
		}
	}
	fmt.Fprintf(&b, "H%s", formatNumber(stepsLeft+stepsWidth))
	if area {
		fmt.Fprintf(&b, "V%sH%sZ", formatNumber(y(0)), formatNumber(stepsLeft))
	}
	return b.String()
}
