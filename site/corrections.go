// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
)

// recordCorrected is the direction of a change of the record alone: a published
// verdict was wrong and has been set right.
const recordCorrected = "record-corrected"

// correction is a line of corrections.csv. No table can tell it from a change
// of the registry, so a person writes it down.
type correction struct {
	Date      string `json:"date"` // YYYY-MM-DD on which it was published
	Ecosystem string `json:"ecosystem"`
	Feature   string `json:"feature"`
	From      string `json:"from"`
	To        string `json:"to"`
	Why       string `json:"why"`
	Link      string `json:"link"` // the public place where it was discussed
}

var correctionColumns = []string{"date", "ecosystem", "feature", "from", "to", "why", "link"}

// readCorrections reads corrections.csv. An error names the line.
func readCorrections(r io.Reader) ([]correction, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil || !slices.Equal(head, correctionColumns) {
		return nil, fmt.Errorf("corrections.csv:1: the columns are %s", strings.Join(correctionColumns, ","))
	}
	var list []correction
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("corrections.csv: %w", err)
		}
		c := correction{row[0], row[1], row[2], row[3], row[4], row[5], row[6]}
		if problem := c.problem(); problem != "" {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("corrections.csv:%d: %s", line, problem)
		}
		if slices.ContainsFunc(list, func(d correction) bool { return d.Date > c.Date }) {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("corrections.csv:%d: dates go up", line)
		}
		list = append(list, c)
	}
}

func (c correction) problem() string {
	_, err := time.Parse(time.DateOnly, c.Date)
	switch {
	case err != nil:
		return fmt.Sprintf("date %q: write the day of publication as 2027-01-31", c.Date)
	case !plainID(c.Ecosystem) || !plainID(c.Feature):
		return "ecosystem and feature are ids"
	case !slices.Contains(dataset.Verdicts, c.From) || !slices.Contains(dataset.Verdicts, c.To):
		return "from and to are verdicts: " + strings.Join(dataset.Verdicts, ", ")
	case c.From == c.To:
		return "from and to are the same"
	case strings.TrimSpace(c.Why) == "":
		return "why: say what was wrong"
	case !strings.HasPrefix(c.Link, "https://") || safeURL(c.Link) == "":
		return "link: give the https address where it was discussed"
	}
	return ""
}

// addCorrections lists corrections beside the changes of registries and
// features that this dataset has.
func (m *model) addCorrections(list []correction) {
	for _, each := range list {
		e, f := m.eco[each.Ecosystem], m.feature[each.Feature]
		if e == nil || f == nil {
			continue
		}
		ch := &change{
			Change: dataset.Change{
				FromWave: m.Wave, ToWave: m.Wave, Ecosystem: e.Ecosystem, Feature: f.Feature,
				FromVerdict: each.From, ToVerdict: each.To, Direction: recordCorrected, Note: clean(each.Why),
			},
			Day: each.Date, Link: address(each.Link), Eco: e, Feature: f,
			From: verdictWord(m.words, each.From), To: verdictWord(m.words, each.To), Class: class(each.To),
		}
		m.Corrections = append(m.Corrections, ch)
		m.Changes = append(m.Changes, ch)
		e.Changes = append(e.Changes, ch)
		f.Changes = append(f.Changes, ch)
	}
}

// Kind says whether the world changed or the record: only what is known.
func (c *change) Kind() string {
	began := c.Since
	n := min(len(began), len(c.FromWave))
	switch {
	case c.Direction == recordCorrected:
		return "record"
	case c.Direction == dataset.NotComparable:
		return "apart"
	case c.Direction != dataset.Gained && c.Direction != dataset.Delivered && c.Direction != dataset.Strengthened:
		return "open" // the date is that of the offer, not of its loss
	case strings.HasPrefix(began, "by ") || n < len("2022") || began[:n] <= c.FromWave[:n]:
		return "open"
	}
	return "world" // what is offered began after the survey before
}
