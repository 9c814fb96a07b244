// SPDX-License-Identifier: Apache-2.0

package past

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Past is the timeline of a dataset; without rows there is none, and no page of it.
type Past struct {
	Years   []int // whose ends the timeline holds, the first one first
	First   string
	Last    string       // its last day
	Checked *Calibration // the answers of 2022 beside the history, nil where none are compared
	spans   map[cell][]Span
	counts  map[count][]table.TimelineMonthlyRow
}

// count names a registry's rows of one journey; of all journeys, "".
type count struct{ ecosystem, journey string }

type cell struct{ ecosystem, feature string }

// Span is a verdict with the days on which it held.
type Span struct {
	Eco         *model.Ecosystem
	Feature     *model.Feature
	Verdict     model.Label
	Offers      bool
	Enforcement string
	From, Until string // YYYY-MM-DD; Until is "" while it lasts
	Known       bool   // it began within the timeline, and not before
	Commit, URL string // that began it, "" where a date or a record did
}

// New orders the rows of a dataset; nil where it has no timeline.
func New(m *model.Model, d *table.Dataset) *Past {
	rows := d.Timeline
	p := &Past{Checked: newCalibration(m, d.Calibration), spans: make(map[cell][]Span), counts: make(map[count][]table.TimelineMonthlyRow)}
	for _, row := range rows {
		if isDay(row.From) && (p.First == "" || row.From < p.First) {
			p.First = row.From
		}
	}
	if p.Last = p.First; p.First == "" {
		return nil
	}
	for _, row := range rows {
		e, f := m.EcosystemOf(row.Ecosystem), m.FeatureOf(row.Feature)
		if e == nil || f == nil {
			continue
		}
		key := cell{e.Key, f.Key}
		p.spans[key] = append(p.spans[key], newSpan(m, e, f, row, row.From > p.First))
	}
	for _, list := range p.spans {
		slices.SortFunc(list, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	}
	for _, row := range d.TimelineMonthly {
		if isDay(row.Day) {
			p.Last = max(p.Last, row.Day)
		}
		of := count{row.Ecosystem, row.Journey}
		p.counts[of] = append(p.counts[of], row)
	}
	for _, list := range p.counts {
		slices.SortStableFunc(list, func(a, b table.TimelineMonthlyRow) int { return cmp.Compare(a.Day, b.Day) })
	}
	p.Years = yearEnds(p.First, p.Last)
	return p
}

func newSpan(m *model.Model, e *model.Ecosystem, f *model.Feature, row table.TimelineRow, known bool) Span {
	return Span{
		Eco: e, Feature: f, Verdict: model.VerdictLabel(m.Texts, row.Verdict), Offers: row.Verdict.Offered(),
		Enforcement: model.Clean(string(row.Enforcement)), From: model.Clean(row.From), Until: model.Clean(row.Until), Known: known,
		Commit: model.Cut(model.Clean(row.Commit), 12), URL: model.Address(row.URL),
	}
}

// isDay says whether a text is a day on which there were registries, or will be.
func isDay(s string) bool {
	at, err := time.Parse(time.DateOnly, s)
	return err == nil && 1990 <= at.Year() && at.Year() < 2100
}

// yearEnds lists the years whose last day lies between two days, of which each may be "".
func yearEnds(first, last string) []int {
	if first == "" {
		return nil
	}
	from, err := strconv.Atoi(first[:4])
	var years []int
	for year := from; err == nil && Day(year) <= last; year++ {
		years = append(years, year)
	}
	return years
}

// Day is the last day of a year.
func Day(year int) string { return strconv.Itoa(year) + "-12-31" }

// On is the verdict of a registry's feature on a day.
func (p *Past) On(e *model.Ecosystem, f *model.Feature, day string) (Span, bool) {
	for _, s := range p.spans[cell{e.Key, f.Key}] {
		if s.From <= day && (s.Until == "" || day < s.Until) {
			return s, true
		}
	}
	return Span{}, false
}

// Ended lists the offers of a cell that did not go over into another.
func (p *Past) Ended(e *model.Ecosystem, f *model.Feature) []Span {
	var ended []Span
	list := p.spans[cell{e.Key, f.Key}]
	for i, s := range list {
		if s.Offers && s.Until != "" && (i+1 == len(list) || list[i+1].From != s.Until || !list[i+1].Offers) {
			ended = append(ended, s)
		}
	}
	return ended
}

// SpansOf lists what became of a registry's features within the timeline, the
// newest first. What nobody knew before is not an event.
func (p *Past) SpansOf(e *model.Ecosystem, features []*model.Feature) []Span {
	var list []Span
	for _, f := range features {
		for _, s := range p.spans[cell{e.Key, f.Key}] {
			if s.Known && s.URL != "" {
				list = append(list, s)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Span) int { return cmp.Compare(b.From, a.From) })
	return list
}

// Months are a registry's counts of one journey, nil for all, the first month first.
func (p *Past) Months(e *model.Ecosystem, j *model.Journey) []table.TimelineMonthlyRow {
	if j == nil {
		return p.counts[count{e.Key, ""}]
	}
	return p.counts[count{e.Key, j.Key}]
}

// Newest lists what began last within the timeline in any registry, by a commit.
func (p *Past) Newest(features []*model.Feature, ecosystems []*model.Ecosystem, n int) []Span {
	var list []Span
	for _, e := range ecosystems {
		list = append(list, p.SpansOf(e, features)...)
	}
	slices.SortStableFunc(list, func(a, b Span) int { return cmp.Compare(b.From, a.From) })
	return list[:min(n, len(list))]
}

// Offers lists when a cell offered its feature, the first time first.
func (p *Past) Offers(e *model.Ecosystem, f *model.Feature) []Span {
	var list []Span
	for _, s := range p.spans[cell{e.Key, f.Key}] {
		if s.Offers {
			list = append(list, s)
		}
	}
	return list
}

// Arrival is a registry's coming to a feature, by the date that its evidence gives.
type Arrival struct {
	*model.Cell
	Delay int // months after the first, -1 where its date or the first is not exact
}

// Arrivals lists who offers a feature in the order of the dates that are known, and
// the median delay in months of those that came after the first; -1 when fewer than
// two came.
func Arrivals(f *model.Feature) (dated []Arrival, undated []*model.Cell, median int) {
	for _, c := range f.Cells {
		switch {
		case !c.Offers:
		case c.Date.Known():
			dated = append(dated, Arrival{c, -1})
		default:
			undated = append(undated, c)
		}
	}
	slices.SortStableFunc(dated, func(a, b Arrival) int { return cmp.Compare(a.Date.Day, b.Date.Day) })
	first := -1
	var delays []int
	for i, a := range dated {
		month, ok := monthOf(a.Date)
		if !ok {
			continue
		}
		if first < 0 {
			first, dated[i].Delay = month, 0
			continue
		}
		dated[i].Delay = month - first
		delays = append(delays, month-first)
	}
	if len(delays) == 0 {
		return dated, undated, -1
	}
	slices.Sort(delays)
	middle := len(delays) / 2
	if len(delays)%2 == 0 {
		return dated, undated, (delays[middle-1] + delays[middle] + 1) / 2
	}
	return dated, undated, delays[middle]
}

// monthOf counts the months of a date that is exact to a month.
func monthOf(d model.Date) (months int, exact bool) {
	if d.LatestPossible || len(d.Day) < len("2006-01") {
		return 0, false
	}
	year, err := strconv.Atoi(d.Day[:4])
	month, err2 := strconv.Atoi(d.Day[5:7])
	return year*12 + month, err == nil && err2 == nil
}
