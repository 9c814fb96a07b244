// SPDX-License-Identifier: Apache-2.0

package site

import (
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes"
)

type picturesData struct {
	Coverage   []picture
	Movement   picture
	Evidence   []picture
	Introduced []picture
}

func (m *model) pictures() []*page {
	p := m.titled("pictures/index.html", "pictures.html", "pictures", "pictures")
	d := picturesData{Movement: m.movement(), Evidence: m.evidenceAge()}
	for _, j := range m.Journeys {
		d.Coverage = append(d.Coverage, m.coverage(j))
	}
	for _, e := range m.Ecosystems {
		d.Introduced = append(d.Introduced, m.introduced(e))
	}
	p.Data = d
	return []*page{p}
}

// coverage shows the verdicts of a journey, one bar for each registry.
func (m *model) coverage(j *journey) picture {
	p := picture{ID: "coverage-" + j.Slug, Title: m.words.Must("picture.coverage", j.Title)}
	var names, alt []string
	var counts [][]count
	for _, e := range m.Ecosystems {
		c := m.counts(j.cells(e))
		names, counts = append(names, e.Name), append(counts, c)
		alt = append(alt, e.Name+": "+inWords(c))
	}
	p.Alt = strings.Join(alt, ". ") + "."
	m.bars(&p, names, counts)
	return p
}

// movement shows how many cells went from which verdict of the survey before
// to which of this one.
func (m *model) movement() picture {
	p := picture{ID: "movement", Title: m.words.Must("picture.movement", m.Then, m.Wave)}
	pairs := make(map[[2]string]int)
	total := 0
	for _, c := range m.allCells() {
		if c.Then != nil && (c.Change == nil || c.Change.Direction != "not-comparable") {
			pairs[[2]string{c.Then.Verdict, c.Verdict.Verdict}]++
			total++
		}
	}
	if total == 0 {
		return picture{}
	}
	p.Alt = m.words.Must("picture.movement.alt", total, m.Then, m.Wave)
	const left, top, step = 96.0, 44.0, 44.0
	s := &svg{}
	for i, from := range dataset.Verdicts {
		s.text(0, top+float64(i)*step+27, "label", verdictWord(m.words, from))
		s.text(left+float64(i)*step+22, top-8, "tick", cut4(verdictWord(m.words, from)))
		p.Head = append(p.Head, verdictWord(m.words, from))
		row := numbers{Name: verdictWord(m.words, from)}
		for k, to := range dataset.Verdicts {
			n := pairs[[2]string{from, to}]
			row.Values = append(row.Values, n)
			s.rect(left+float64(k)*step+1, top+float64(i)*step+1, step-2, step-2, map[bool]string{true: "same", false: "grid"}[i == k])
			if n > 0 {
				s.text(left+float64(k)*step+22, top+float64(i)*step+27, "number", strconv.Itoa(n))
			}
		}
		p.Rows = append(p.Rows, row)
	}
	s.text(0, 14, "label", m.words.Must("picture.from", m.Then))
	s.text(left, 14, "label", m.words.Must("picture.to", m.Wave))
	s.done(&p, left+step*float64(len(dataset.Verdicts)), top+step*float64(len(dataset.Verdicts)))
	return p
}

func cut4(s string) string {
	r := []rune(s)
	return string(r[:min(4, len(r))])
}

// evidenceAge shows, for each kind of evidence, the years of the commits that
// were read.
func (m *model) evidenceAge() []picture {
	byKind := make(map[string]map[int]int)
	first, last := 9999, 0
	for _, o := range m.seen {
		if o.Outcome != string(probes.Matched) || o.CommittedAt == 0 {
			continue
		}
		year := time.UnixMilli(o.CommittedAt).UTC().Year()
		if year < 1990 || year > 2200 {
			continue
		}
		if byKind[o.Kind] == nil {
			byKind[o.Kind] = make(map[int]int)
		}
		byKind[o.Kind][year]++
		first, last = min(first, year), max(last, year)
	}
	var list []picture
	for _, kind := range probes.Kinds {
		if of := byKind[string(kind)]; of != nil {
			list = append(list, m.yearly("age-"+string(kind), m.words.Must("picture.age", m.words.Or("kind."+string(kind), string(kind))), of, first, last, "f-kind"))
		}
	}
	return list
}

// introduced shows in which years a registry's offers began, as far as evidence
// dates them.
func (m *model) introduced(e *ecosystem) picture {
	first, last := m.sinceRange()
	years := make(map[int]int)
	for _, c := range m.cellsOf(e) {
		if year := yearOf(c); year != 0 {
			years[year]++
		}
	}
	if len(years) == 0 {
		return picture{}
	}
	return m.yearly("introduced-"+e.Slug, m.words.Must("picture.introduced", e.Name), years, first, last, "f-yes")
}

func yearOf(c *cell) int {
	if !c.Offers() || len(c.Date()) < 4 {
		return 0
	}
	year, err := strconv.Atoi(c.Date()[:4])
	if err != nil || year < 1990 || year > 2200 {
		return 0
	}
	return year
}

func (m *model) sinceRange() (first, last int) {
	first = 9999
	for _, c := range m.allCells() {
		if year := yearOf(c); year != 0 {
			first, last = min(first, year), max(last, year)
		}
	}
	return first, last
}

func (m *model) yearly(id, title string, of map[int]int, first, last int, class string) picture {
	p := picture{ID: id, Title: title, Head: []string{m.words.Must("picture.count")}}
	var years, values []int
	var alt []string
	for year := first; year <= last; year++ {
		years, values = append(years, year), append(values, of[year])
		if of[year] > 0 {
			alt = append(alt, strconv.Itoa(year)+": "+strconv.Itoa(of[year]))
			p.Rows = append(p.Rows, numbers{strconv.Itoa(year), []int{of[year]}})
		}
	}
	p.Alt = strings.Join(alt, ", ") + "."
	columns(&p, years, values, class)
	return p
}
