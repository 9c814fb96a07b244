// SPDX-License-Identifier: Apache-2.0

package page

import (
	"strconv"

	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/past"
)

// curvePath is the page of all journeys' pictures, or of one journey's.
func curvePath(j *model.Journey) string {
	if j == nil {
		return "time/curve/index.html"
	}
	return "time/curve/" + j.Slug + "/index.html"
}

type curveData struct {
	Journey  *model.Journey // nil for all
	Asked    int            // features, the height of every picture
	Links    []curveLink
	Pictures []chart.Drawing // of the registries, by name
}

type curveLink struct {
	Title, Path string
	Current     bool
}

// curvePages show how many features each registry had by month: all together, and by
// journey.
func (s *Set) curvePages() []*Page {
	list := []*Page{s.newCurvePage(nil)}
	for _, j := range s.Journeys {
		list = append(list, s.newCurvePage(j))
	}
	return list
}

func (s *Set) newCurvePage(j *model.Journey) *Page {
	p := s.newTitled(curvePath(j), "curve.html", "time", "curve")
	d := curveData{Journey: j, Asked: len(s.Features), Links: []curveLink{{s.Texts.Must("curve.all"), curvePath(nil), j == nil}}}
	if j != nil {
		p.Title, d.Asked = s.Texts.Must("curve.of", j.Title), len(j.Features)
		p.Description = p.Title + ". " + p.Description
	}
	for _, other := range s.Journeys {
		d.Links = append(d.Links, curveLink{other.Title, curvePath(other), other == j})
	}
	for _, e := range s.Ecosystems {
		d.Pictures = append(d.Pictures, s.drawCurve(e, j, e.Name))
	}
	p.Data = d
	return p
}

// drawCurve draws a registry's features of one journey by month, nil for all of them.
func (s *Set) drawCurve(e *model.Ecosystem, j *model.Journey, title string) chart.Drawing {
	id, asked := "curve-"+e.Slug, len(s.Features)
	if j != nil {
		id, asked = id+"-"+j.Slug, len(j.Features)
	}
	var points []chart.Point
	for _, row := range s.Past.Months(e, j) {
		points = append(points, chart.Point{
			Day: model.Clean(row.Day), Supported: int(row.Supported), Partial: int(row.Partial), Unknown: int(row.Unknown),
			Required: int(row.Required), Default: int(row.Default), Optional: int(row.Optional),
		})
	}
	return chart.Steps(s.Model, id, title, points, asked)
}

// yearColumn is a day in a registry's own table: the last one, or a year end.
type yearColumn struct{ Day, Name, Path string } // Path is "" for a day that has no page

// yearRow is a feature in that table.
type yearRow struct {
	*model.Feature
	Cells []matrixCell
}

// yearSection is one journey of that table.
type yearSection struct {
	*model.Journey
	Next    string // anchor of what comes after it, to skip to
	Columns []yearColumn
	Rows    []yearRow
	Picture chart.Drawing
}

// newYearSections show one registry through time: a row for each feature, a column for
// the last day and for each year end before it, the newest first.
func (s *Set) newYearSections(e *model.Ecosystem) []yearSection {
	columns := []yearColumn{{Day: s.Past.Last, Name: s.Past.Last}}
	for _, link := range s.yearLinks() {
		if day := past.Day(link.Year); day != s.Past.Last {
			columns = append(columns, yearColumn{day, strconv.Itoa(link.Year), link.Path})
		}
	}
	var list []yearSection
	for i, j := range s.Journeys {
		section := yearSection{Journey: j, Next: s.afterJourney(i, "spans"), Columns: columns, Picture: s.drawCurve(e, j, j.Title)}
		for _, f := range j.Features {
			row := yearRow{Feature: f}
			for _, column := range columns {
				row.Cells = append(row.Cells, s.newPastCell(f.Cells[e.Index], column.Day))
			}
			section.Rows = append(section.Rows, row)
		}
		list = append(list, section)
	}
	return list
}
