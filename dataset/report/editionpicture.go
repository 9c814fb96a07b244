// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"html"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Measures of a picture, in units of its view box.
const (
	pictureWidth = 720
	barLeft      = 68
	barHeight    = 16
	lineHeight   = 18
)

// fills are the site's colours of verdicts on a light ground, and those of the numbers
// in them.
var fills = map[vocabulary.Verdict][2]string{
	vocabulary.Supported: {"#17643a", "#fff"}, vocabulary.Partial: {"#fbf0d3", "#222"}, vocabulary.Planned: {"#2150a0", "#fff"},
	vocabulary.Exploring: {"#efeaf9", "#222"}, vocabulary.Unsupported: {"#94322b", "#fff"}, vocabulary.NotApplicable: {"#f3f1ed", "#222"},
	vocabulary.Unknown: {"#fff", "#222"},
}

// drawing is an SVG as it grows; y is where the next line begins.
type drawing struct {
	b strings.Builder
	y int
}

// drawPairings draws a bar for each year and question of a journey. The numbers stand
// in the bars, and in the description for who does not see them.
func drawPairings(j catalog.Journey, wave string, lists ...[]pairing) Picture {
	d := &drawing{y: lineHeight}
	var told []string
	d.legend()
	for _, list := range lists {
		for _, p := range list {
			d.text(0, 13, p.Title)
			d.y += lineHeight
			told = append(told, p.Title)
			if p.Then != nil {
				told = append(told, d.bar(survey2022.Wave, p.Then), d.bar(wave, p.Same))
			}
			told = append(told, d.bar(wave, p.All))
			d.y += lineHeight / 2
		}
	}
	name := cmp.Or(j.ID, "unsorted")
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="13"><title id="t">%s</title><desc id="d">%s</desc><rect width="100%%" height="100%%" fill="#fff"/>`,
		pictureWidth, d.y, html.EscapeString(j.Title), html.EscapeString(strings.Join(told, ". ")))
	return Picture{name + ".svg", head + d.b.String() + "</svg>\n"}
}

func (d *drawing) text(x, size int, text string) {
	fmt.Fprintf(&d.b, `<text x="%d" y="%d" font-size="%d" fill="#222">%s</text>`, x, d.y, size, html.EscapeString(text))
}

func (d *drawing) rect(x, width int, verdict vocabulary.Verdict) {
	fmt.Fprintf(&d.b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s" stroke="#545b64"/>`, x, d.y-barHeight+4, width, barHeight, fills[verdict][0])
}

func (d *drawing) legend() {
	x := 0
	for _, v := range vocabulary.Verdicts {
		d.rect(x, 12, v)
		d.text(x+17, 12, standing[v])
		x += 32 + 7*len(standing[v])
	}
	d.y += 2 * lineHeight
}

// bar is one line: the year, of how many, and a part for each verdict as long as its
// share. It gives the same in words.
func (d *drawing) bar(year string, counts tallies) string {
	total, done := 0, 0
	for _, n := range counts {
		total += n
	}
	label := fmt.Sprintf("%s, %d", year, total)
	d.text(0, 12, label)
	at := func(n int) int { return barLeft + n*(pictureWidth-barLeft-2)/max(total, 1) }
	for _, v := range vocabulary.Verdicts {
		if n := counts[v]; n > 0 {
			d.rect(at(done), at(done+n)-at(done), v)
			fmt.Fprintf(&d.b, `<text x="%d" y="%d" font-size="11" text-anchor="middle" fill="%s">%d</text>`, (at(done)+at(done+n))/2, d.y, fills[v][1], n)
			done += n
		}
	}
	d.y += lineHeight
	return label + ": " + counts.String()
}
