// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Rows writes spans as rows. authored gives the author's date of a commit, Unix
// seconds, by repository and commit; what it does not hold is left out.
func Rows(spans []Span, authored map[string]int64) []table.TimelineRow {
	rows := make([]table.TimelineRow, len(spans))
	for i, s := range spans {
		row := table.TimelineRow{Ecosystem: s.Ecosystem, Feature: s.Feature, Verdict: s.Verdict, Enforcement: s.Enforcement, From: Date(s.From)}
		if s.To != 0 {
			row.Until = Date(s.To)
		}
		if c := s.Cause; c != nil {
			row.Repository, row.Commit, row.Path = c.Repository, c.Moment.Commit, c.Path
			row.CommitDate = time.Unix(c.Moment.Committed, 0).UTC().Format(time.DateOnly)
			row.URL = "https://github.com/" + c.Repository + "/commit/" + c.Moment.Commit
			if at, ok := authored[c.Repository+" "+c.Moment.Commit]; ok {
				row.AuthorDate = time.Unix(at, 0).UTC().Format(time.DateOnly)
			}
		}
		rows[i] = row
	}
	table.SortByKey(rows, func(r table.TimelineRow) []string { return []string{r.Ecosystem, r.Feature, string(r.Verdict), r.From} })
	return rows
}

// Sampled counts the verdicts of each ecosystem on some days, of each journey and of
// all together.
func Sampled(spans []Span, features *catalog.Catalog, days []int) []table.TimelineMonthlyRow {
	journeyOf := make(map[string]string)
	for _, f := range features.Features {
		journeyOf[f.ID] = f.Journey
	}
	var rows []table.TimelineMonthlyRow
	at := make(map[[3]string]int)
	for _, s := range spans {
		from, _ := slices.BinarySearch(days, s.From)
		for _, day := range days[from:] {
			if s.To != 0 && day >= s.To {
				break
			}
			for _, journey := range []string{"", journeyOf[s.Feature]} {
				key := [3]string{s.Ecosystem, Date(day), journey}
				i, ok := at[key]
				if !ok {
					i = len(rows)
					at[key] = i
					rows = append(rows, table.TimelineMonthlyRow{Ecosystem: s.Ecosystem, Month: Date(day)[:len("2006-01")], Day: Date(day), Journey: journey})
				}
				count(&rows[i], s)
			}
		}
	}
	slices.SortFunc(rows, func(a, b table.TimelineMonthlyRow) int {
		return cmp.Or(strings.Compare(a.Ecosystem, b.Ecosystem), strings.Compare(a.Day, b.Day), strings.Compare(a.Journey, b.Journey))
	})
	return rows
}

func count(row *table.TimelineMonthlyRow, s Span) {
	switch s.Verdict {
	case vocabulary.Supported:
		row.Supported++
	case vocabulary.Partial:
		row.Partial++
	case vocabulary.Planned:
		row.Planned++
	case vocabulary.Exploring:
		row.Exploring++
	case vocabulary.Unsupported:
		row.Unsupported++
	case vocabulary.NotApplicable:
		row.NotApplicable++
	default:
		row.Unknown++
	}
	switch s.Enforcement {
	case vocabulary.Required:
		row.Required++
	case vocabulary.Default:
		row.Default++
	case vocabulary.Optional:
		row.Optional++
	}
}
