// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// picture is a drawing with its text alternative and the numbers it shows.
type picture struct {
	ID, Title, Alt string
	SVG            template.HTML
	Head           []string
	Rows           []numbers
}

// numbers is a row of the table beside a picture.
type numbers struct {
	Name   string
	Values []int
}

// svg writes elements with escaped text. Colours come from the style sheet by
// class, since the page's policy allows no style within elements.
type svg struct{ b strings.Builder }

func (s *svg) text(x, y float64, class, text string) {
	fmt.Fprintf(&s.b, `<text x="%s" y="%s" class="%s">%s</text>`, num(x), num(y), class, template.HTMLEscapeString(text))
}

func (s *svg) rect(x, y, w, h float64, class string) {
	fmt.Fprintf(&s.b, `<rect x="%s" y="%s" width="%s" height="%s" class="%s"/>`, num(x), num(y), num(w), num(h), class)
}

func num(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func round(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

// done closes the picture. The title is its name, the description its text
// alternative.
func (s *svg) done(p *picture, w, h float64) {
	e := template.HTMLEscapeString
	p.SVG = template.HTML(fmt.Sprintf(
		`<svg viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>%s</svg>`,
		num(w), num(h), num(w), num(h), e(p.ID), e(p.ID), e(p.ID), e(p.Title), e(p.ID), e(p.Alt), s.b.String()))
}

// bars draws one bar per registry, made of one piece per verdict in the order
// of verdicts, each with its number where it fits.
func (m *model) bars(p *picture, names []string, counts [][]count) {
	const label, width, step = 92.0, 268.0, 24.0
	s, most := &svg{}, 1
	for _, c := range counts {
		most = max(most, sum(c))
	}
	for i, list := range counts {
		x, y := label, float64(i)*step+2
		s.text(0, y+14, "label", cut(names[i], 16))
		row := numbers{Name: names[i]}
		for _, c := range list {
			row.Values = append(row.Values, c.N)
			if c.N == 0 {
				continue
			}
			w := round(width * float64(c.N) / float64(most))
			s.rect(x, y, max(w-1.5, 0.5), step-5, "f-"+c.Class)
			if w >= 14 {
				s.text(x+w/2-0.5, y+14, "value g-"+c.Class, strconv.Itoa(c.N))
			}
			x += w
		}
		p.Rows = append(p.Rows, row)
	}
	if len(counts) > 0 {
		for _, c := range counts[0] {
			p.Head = append(p.Head, c.Word)
		}
	}
	s.done(p, label+width, max(float64(len(counts))*step, step))
}

func sum(list []count) int {
	n := 0
	for _, c := range list {
		n += c.N
	}
	return n
}

// columns draws one column per year. The margin leaves room for the years at
// both ends.
func columns(p *picture, years []int, values []int, class string) {
	const width, height, margin = 348.0, 96.0, 12.0
	s, most := &svg{}, 1
	for _, v := range values {
		most = max(most, v)
	}
	step := width / float64(max(len(years), 6))
	for i, v := range values {
		x, h := round(margin/2+float64(i)*step), round((height-34)*float64(v)/float64(most))
		if v > 0 {
			s.rect(x+1, height-18-h, round(step-2), h, class)
			s.text(x+step/2, height-21-h, "value", strconv.Itoa(v))
		}
		if len(years) <= 9 || (len(years)-1-i)%3 == 0 {
			s.text(x+step/2, height-5, "tick", strconv.Itoa(years[i]))
		}
	}
	s.rect(0, height-18, width+margin, 1, "axis")
	s.done(p, width+margin, height)
}
