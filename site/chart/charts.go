// SPDX-License-Identifier: Apache-2.0

package chart

import (
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Coverage shows the verdicts of a journey, one bar for each registry.
func Coverage(m *model.Model, j *model.Journey) Drawing {
	d := Drawing{ID: "coverage-" + j.Slug, Title: m.Texts.Must("picture.coverage", j.Title)}
	var names, alt []string
	var counts [][]model.Count
	for _, e := range m.Ecosystems {
		c := m.CountVerdicts(j.CellsOf(e))
		names, counts = append(names, e.Name), append(counts, c)
		alt = append(alt, e.Name+": "+model.CountsInWords(c))
	}
	d.Alt = strings.Join(alt, ". ") + "."
	drawBars(&d, names, counts, len(j.Features))
	return d
}

// Movement shows how many cells went from which verdict of the survey before to
// which of this one. Cells that do not compare are left out.
func Movement(m *model.Model) Drawing {
	pairs := make(map[[2]vocabulary.Verdict]int)
	total := 0
	for _, c := range m.AllCells() {
		if c.Before.Verdict != "" && (c.Change == nil || c.Change.Direction != vocabulary.NotComparable) {
			pairs[[2]vocabulary.Verdict{c.Before.Verdict, c.Verdict}]++
			total++
		}
	}
	if total == 0 {
		return Drawing{}
	}
	d := Drawing{ID: "movement", Title: m.Texts.Must("picture.movement", m.Previous, m.Wave)}
	d.Alt = m.Texts.Must("picture.movement.alt", total, m.Previous, m.Wave)
	drawMovement(&d, m, pairs)
	return d
}

func drawMovement(d *Drawing, m *model.Model, pairs map[[2]vocabulary.Verdict]int) {
	const left, top, step = 96.0, 44.0, 44.0
	for i, from := range vocabulary.Verdicts {
		word := model.VerdictWord(m.Texts, from)
		d.addText(0, top+float64(i)*step+27, "label", word)
		d.addText(left+float64(i)*step+22, top-8, "tick", firstFour(word))
		d.Head = append(d.Head, word)
		row := Numbers{Name: word}
		for k, to := range vocabulary.Verdicts {
			n := pairs[[2]vocabulary.Verdict{from, to}]
			row.Values = append(row.Values, n)
			class := "grid"
			if i == k {
				class = "same"
			}
			d.addRect(left+float64(k)*step+1, top+float64(i)*step+1, step-2, step-2, class)
			if n > 0 {
				d.addText(left+float64(k)*step+22, top+float64(i)*step+27, "number", strconv.Itoa(n))
			}
		}
		d.Rows = append(d.Rows, row)
	}
	d.addText(0, 14, "label", m.Texts.Must("picture.from", m.Previous))
	d.addText(left, 14, "label", m.Texts.Must("picture.to", m.Wave))
	size := step * float64(len(vocabulary.Verdicts))
	d.setSize(left+size, top+size)
}

// firstFour gives the first letters of a word, by which words for verdicts differ.
func firstFour(s string) string {
	r := []rune(s)
	return string(r[:min(4, len(r))])
}

// EvidenceAge shows, for each kind of evidence, the years of the commits that
// were read.
func EvidenceAge(m *model.Model) []Drawing {
	kinds := m.CommitYears()
	first, last := 9999, 0
	for _, k := range kinds {
		for year := range k.Years {
			first, last = min(first, year), max(last, year)
		}
	}
	var list []Drawing
	for _, k := range kinds {
		list = append(list, drawYears(m, "age-"+string(k.Kind), m.Texts.Must("picture.age", k.Word), k.Years, first, last, "f-kind"))
	}
	return list
}

// Introduced shows in which years a registry's offers began, as far as evidence
// dates them. All registries have the same years.
func Introduced(m *model.Model, e *model.Ecosystem) Drawing {
	first, last := 9999, 0
	for _, c := range m.AllCells() {
		if year := c.Year(); year != 0 {
			first, last = min(first, year), max(last, year)
		}
	}
	years := make(map[int]int)
	for _, c := range m.CellsOf(e) {
		if year := c.Year(); year != 0 {
			years[year]++
		}
	}
	if len(years) == 0 {
		return Drawing{}
	}
	return drawYears(m, "introduced-"+e.Slug, m.Texts.Must("picture.introduced", e.Name), years, first, last, "f-yes")
}

func drawYears(m *model.Model, id, title string, of map[int]int, first, last int, class string) Drawing {
	d := Drawing{ID: id, Title: title, Head: []string{m.Texts.Must("picture.count")}}
	var values []int
	var alt []string
	for year := first; year <= last; year++ {
		values = append(values, of[year])
		if of[year] > 0 {
			alt = append(alt, strconv.Itoa(year)+": "+strconv.Itoa(of[year]))
			d.Rows = append(d.Rows, Numbers{strconv.Itoa(year), []int{of[year]}})
		}
	}
	d.Alt = strings.Join(alt, ", ") + "."
	drawColumns(&d, first, values, class)
	return d
}
