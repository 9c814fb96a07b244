// SPDX-License-Identifier: Apache-2.0

package model

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// RecordCorrected is the direction of a change of the record alone: a published
// verdict was wrong and has been set right.
const RecordCorrected vocabulary.Direction = "record-corrected"

// CriterionChanged is the direction of a change of the question alone: an edition
// of the criteria asks something else of the same registry.
const CriterionChanged = "criterion-changed"

// Correction is a line of corrections.csv: a published verdict that became another
// while the registry stayed as it was. No table can tell it from a change of the
// registry, so a person writes it down.
type Correction struct {
	Date      string             `json:"date"` // YYYY-MM-DD on which it was published
	Ecosystem string             `json:"ecosystem"`
	Feature   string             `json:"feature"`
	From      vocabulary.Verdict `json:"from"`
	To        vocabulary.Verdict `json:"to"`
	Why       string             `json:"why"`
	Link      string             `json:"link"` // the public place where it was discussed
	What      string             `json:"what"` // record: the verdict was wrong; criterion: the criterion was worded anew
}

var correctionColumns = []string{"date", "ecosystem", "feature", "from", "to", "why", "link", "what"}

// ReadCorrections reads corrections.csv. An error names the line.
func ReadCorrections(r io.Reader) ([]Correction, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil || !slices.Equal(head, correctionColumns) {
		return nil, fmt.Errorf("corrections.csv:1: the columns are %s", strings.Join(correctionColumns, ","))
	}
	var list []Correction
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("corrections.csv: %w", err)
		}
		c := Correction{row[0], row[1], row[2], vocabulary.Verdict(row[3]), vocabulary.Verdict(row[4]), row[5], row[6], row[7]}
		problem := c.findProblem()
		if problem == "" && len(list) > 0 && list[len(list)-1].Date > c.Date {
			problem = "dates go up"
		}
		if problem != "" {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("corrections.csv:%d: %s", line, problem)
		}
		list = append(list, c)
	}
}

func (c Correction) findProblem() string {
	_, err := time.Parse(time.DateOnly, c.Date)
	switch {
	case err != nil:
		return fmt.Sprintf("date %q: write the day of publication as 2027-01-31", c.Date)
	case !PlainID(c.Ecosystem) || !PlainID(c.Feature):
		return "ecosystem and feature are ids"
	case !slices.Contains(vocabulary.Verdicts, c.From) || !slices.Contains(vocabulary.Verdicts, c.To):
		return "from and to are verdicts: " + strings.Join(vocabulary.Texts(vocabulary.Verdicts), ", ")
	case c.From == c.To:
		return "from and to are the same"
	case strings.TrimSpace(c.Why) == "":
		return "why: say what was wrong"
	case c.What != "record" && c.What != "criterion":
		return fmt.Sprintf("what %q: it is record or criterion", c.What)
	case !strings.HasPrefix(c.Link, "https://") || safeURL(c.Link) == "":
		return "link: give the https address where it was discussed"
	}
	return ""
}

func (c Correction) direction() vocabulary.Direction {
	if c.What == "criterion" {
		return CriterionChanged
	}
	return RecordCorrected
}

// addCorrections lists corrections beside the changes of registries and
// features that this dataset has.
func (m *Model) addCorrections(list []Correction) {
	for _, each := range list {
		e, f := m.eco[each.Ecosystem], m.feature[each.Feature]
		if e == nil || f == nil {
			continue
		}
		c := m.addChange(e, f, table.Change{
			FromWave: m.Wave, ToWave: m.Wave, FromVerdict: each.From, ToVerdict: each.To,
			Direction: each.direction(), Note: Clean(each.Why),
		})
		c.Day, c.Date, c.Link = each.Date, NewDate(each.Date), Address(each.Link)
		m.Corrections = append(m.Corrections, c)
	}
}

// Retired is an id that is no longer in use.
type Retired struct {
	ID, Successor string // Successor is "" when nothing took its place
	Feature       bool   // a feature, not a registry
}

// ReadRetired reads retired.txt: OLD NEW, one per line, and nothing after OLD when
// none took its place. Ids of features have a dot, those of registries have none.
func ReadRetired(text string) []Retired {
	var list []Retired
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		list = append(list, Retired{fields[0], append(fields, "")[1], strings.Contains(fields[0], ".")})
	}
	return list
}
