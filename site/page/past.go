// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"
	"strconv"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/past"
)

const (
	timePath        = "time/index.html"
	calibrationPath = "time/calibration/index.html"
)

// newestSpans is how many of the last changes the page of time lists.
const newestSpans = 25

// pastPages are the comparison at each year end, the order in which registries came
// to each feature, and a registry's own months. Without a timeline there are none.
func (s *Set) pastPages() []*Page {
	if s.Past == nil {
		return nil
	}
	list := []*Page{s.newTimePage()}
	for i, year := range s.Past.Years {
		list = append(list, s.newYearPage(i, year))
	}
	for _, e := range s.Ecosystems {
		list = append(list, s.newMonthsPage(e))
	}
	if s.Past.Checked != nil {
		p := s.newTitled(calibrationPath, "calibration.html", "time", "calibration")
		p.Data = s.Past.Checked
		list = append(list, p)
	}
	return append(list, s.curvePages()...)
}

type timeData struct {
	First, Last string
	Years       []yearLink
	Newest      []past.Span
	Journeys    []timeJourney
}

type yearLink struct {
	Year int
	Path string
}

type timeJourney struct {
	*model.Journey
	Rows []arrivalRow
}

type arrivalRow struct {
	*model.Feature
	Dated   []past.Arrival
	Undated []*model.Cell
	Median  int // months, -1 for none
}

func (s *Set) newTimePage() *Page {
	p := s.newTitled(timePath, "time.html", "time", "time")
	d := timeData{First: s.Past.First, Last: s.Past.Last, Years: s.yearLinks(), Newest: s.Past.Newest(s.Features, s.Ecosystems, newestSpans)}
	for _, j := range s.Journeys {
		t := timeJourney{Journey: j}
		for _, f := range j.Features {
			row := arrivalRow{Feature: f}
			if row.Dated, row.Undated, row.Median = past.Arrivals(f); len(row.Dated) > 0 {
				t.Rows = append(t.Rows, row)
			}
		}
		d.Journeys = append(d.Journeys, t)
	}
	p.Data = d
	return p
}

func (s *Set) yearLinks() []yearLink {
	var list []yearLink
	for _, year := range slices.Backward(s.Past.Years) {
		list = append(list, yearLink{year, yearPath(year)})
	}
	return list
}

func yearPath(year int) string { return "time/" + strconv.Itoa(year) + "/index.html" }

type yearData struct {
	Day           string
	Before, After string // paths of the years before and after, "" for none
	Years         []yearLink
	Tables        []matrix
}

func (s *Set) newYearPage(i, year int) *Page {
	day := past.Day(year)
	p := s.newTitled(yearPath(year), "year.html", "time", "year", day)
	d := yearData{Day: day, Years: s.yearLinks()}
	if i > 0 {
		d.Before = yearPath(s.Past.Years[i-1])
	}
	if i+1 < len(s.Past.Years) {
		d.After = yearPath(s.Past.Years[i+1])
	}
	cell := func(_ string, c *model.Cell) matrixCell { return s.newPastCell(c, day) }
	d.Tables = s.newMatrices(p.Root, s.Ecosystems, func(f *model.Feature) matrixRow { return newMatrixRow(p.Root, f, s.Ecosystems, cell) })
	p.Data = d
	return p
}

// newPastCell is a cell as it was on a day, with the commit that made it so.
func (s *Set) newPastCell(c *model.Cell, day string) matrixCell {
	span, ok := s.Past.On(c.Eco, c.Feature, day)
	if !ok {
		span.Verdict = model.VerdictLabel(s.Texts, vocabulary.Unknown)
	}
	return matrixCell{Word: span.Verdict.Word, Class: span.Verdict.Class, Small: span.Enforcement, Href: span.URL}
}

type monthsData struct {
	*model.Ecosystem
	Picture  chart.Drawing
	Sections []yearSection
	Years    []yearCount
	Spans    []past.Span
	Ended    []past.Span
}

// yearCount is a registry's verdicts at a year end, or on the last day.
type yearCount struct {
	Day, Path string // Path is "" for a day that has no page
	table.TimelineMonthlyRow
}

func (s *Set) newMonthsPage(e *model.Ecosystem) *Page {
	p := s.newTitled("time/registries/"+e.Slug+"/index.html", "months.html", "time", "months", e.Name)
	d := monthsData{Ecosystem: e, Picture: s.drawCurve(e, nil, e.Name), Sections: s.newYearSections(e), Spans: s.Past.SpansOf(e, s.Features)}
	for _, f := range s.Features {
		d.Ended = append(d.Ended, s.Past.Ended(e, f)...)
	}
	for _, row := range s.Past.Months(e, nil) {
		year, _ := strconv.Atoi(row.Day[:min(4, len(row.Day))])
		switch {
		case row.Day == past.Day(year) && slices.Contains(s.Past.Years, year):
			d.Years = append(d.Years, yearCount{row.Day, yearPath(year), row})
		case row.Day == s.Past.Last:
			d.Years = append(d.Years, yearCount{Day: row.Day, TimelineMonthlyRow: row})
		}
	}
	p.Data = d
	return p
}

// whenRow is since when a registry offers a feature, by its evidence and by its history.
type whenRow struct {
	*model.Cell
	Delay int         // months after the first, -1 where that is not known exactly
	Spans []past.Span // in which it was offered
}

// newWhen lists who offers a feature or did, in the order in which they came to it.
func (s *Set) newWhen(f *model.Feature) (rows []whenRow, median int) {
	if s.Past == nil {
		return nil, -1
	}
	dated, undated, median := past.Arrivals(f)
	for _, a := range dated {
		rows = append(rows, whenRow{a.Cell, a.Delay, s.Past.Offers(a.Eco, f)})
	}
	for _, c := range undated {
		rows = append(rows, whenRow{c, -1, s.Past.Offers(c.Eco, f)})
	}
	for _, c := range f.Cells {
		if spans := s.Past.Offers(c.Eco, f); !c.Offers && len(spans) > 0 {
			rows = append(rows, whenRow{c, -1, spans})
		}
	}
	return rows, median
}
