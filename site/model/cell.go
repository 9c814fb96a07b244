// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Cell is the verdict of one feature in one ecosystem with all that a page says
// of it.
type Cell struct {
	Eco     *Ecosystem
	Feature *Feature
	Path    string // its part of the feature's page
	Anchor  string // in the matrix

	Label
	Verdict         vocabulary.Verdict
	Offers          bool // enforcement and date go with the verdict
	Enforcement     vocabulary.Enforcement
	EnforcementWord string
	Since           string // as the dataset has it
	Date            Date   // the same
	Why             string // for not-applicable the trait, for unknown the outcome
	Confidence      string // in words
	Method          string // in words, "" for what probes found
	Note            string
	Disputed        bool
	Stale           bool
	LastSeen        string // with Stale, as the dataset has it
	LastSeenDate    Date   // the same
	OldSource       Date   // month of the oldest copy that the verdict rests on, if that is an old one

	Evidence   []Evidence // what matched
	NotMatched []Evidence // what was looked at and did not match
	Before     Previous
	Change     *Change
	Changed    bool  // the verdict differs from the survey before
	firstSeen  int64 // when evidence matched first, in ms since 1970; 0 without any

	Responses []Response // what the registry's maintainers say
	Measures  []*Measure // how many packages use it, where that was measured
}

// Previous is the same cell in the survey before.
type Previous struct {
	Label
	Verdict     vocabulary.Verdict // "" where it did not ask
	Enforcement vocabulary.Enforcement
	Offers      bool
}

// Response is what a maintainer said of a feature.
type Response struct {
	Of                                  *Feature
	Word, EnforcementWord, Answer, Role string
	Agreement                           string // with the verdict, in words; "" where the probes know nothing
	Date                                Date
	Link                                string // "" when it is not an address to follow
}

type cellKey struct{ ecosystem, feature string }

func (m *Model) addCells(others []table.VerdictRow) {
	now, before := make(map[cellKey]table.VerdictRow), make(map[cellKey]table.VerdictRow)
	for _, v := range m.raw.Verdicts {
		if v.Wave == m.Wave {
			now[cellKey{v.Ecosystem, v.Feature}] = v
		}
	}
	for _, v := range others {
		if v.Wave < m.Wave {
			before[cellKey{v.Ecosystem, v.Feature}] = v
			m.Previous = max(m.Previous, Clean(v.Wave))
		}
	}
	for _, f := range m.Features {
		for _, e := range m.Ecosystems {
			at := cellKey{e.Key, f.Key}
			f.Cells = append(f.Cells, m.newCell(e, f, now[at], before[at]))
		}
	}
}

// newCell shows a verdict; one that the dataset does not have is unknown.
func (m *Model) newCell(e *Ecosystem, f *Feature, row, before table.VerdictRow) *Cell {
	keys := row.Observations
	v := cleanRow(row)
	if v.Verdict == "" {
		v.Verdict, v.Note = vocabulary.Unknown, m.Texts.Must("cell.missing")
	}
	c := &Cell{
		Eco: e, Feature: f, Path: f.Path + "#" + e.Slug, Anchor: f.Slug + "." + e.Slug,
		Label: VerdictLabel(m.Texts, v.Verdict), Verdict: v.Verdict, Offers: v.Verdict.Offered(),
		Enforcement: v.Enforcement, EnforcementWord: messages.Word(m.Texts, "enforcement", v.Enforcement),
		Since: v.Since, Date: newSince(v.Since, v.SinceLatest), Why: reasonWord(m.Texts, v), Note: v.Note,
		Disputed: v.Disputed, Stale: v.Stale, LastSeen: v.LastSeen, LastSeenDate: NewDate(v.LastSeen), OldSource: NewDate(v.OldSource),
		Confidence: messages.Word(m.Texts, "confidence", v.Confidence), Before: m.newPrevious(before),
	}
	if v.Method != vocabulary.Probed {
		c.Method = messages.Word(m.Texts, "method", v.Method)
	}
	m.addEvidence(c, keys)
	return c
}

func (m *Model) newPrevious(v table.VerdictRow) Previous {
	if v.Verdict == "" {
		return Previous{Label: Label{VerdictWord(m.Texts, unasked), "none"}}
	}
	return Previous{VerdictLabel(m.Texts, v.Verdict), Clean(v.Verdict), Clean(v.Enforcement), v.Verdict.Offered()}
}

// addEvidence shows the observations behind a cell: first those that show it, the
// strongest before, then commits that date it.
func (m *Model) addEvidence(c *Cell, keys []string) {
	for _, key := range keys {
		o, ok := m.seen[key]
		if !ok {
			continue
		}
		if o.Outcome == probes.Matched {
			c.Evidence = append(c.Evidence, newEvidence(m.Texts, o))
			c.firstSeen = earlier(c.firstSeen, m.matchedSince(o))
		} else {
			c.NotMatched = append(c.NotMatched, newEvidence(m.Texts, o))
		}
	}
	slices.SortStableFunc(c.Evidence, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.dates, b.dates), cmp.Compare(b.strength, a.strength))
	})
}

func (m *Model) addResponses() {
	for _, row := range m.raw.Responses {
		e, f := m.eco[row.Ecosystem], m.feature[row.Feature]
		if e == nil || f == nil || row.Wave != m.Wave {
			continue
		}
		r := cleanRow(row)
		c := f.Cells[e.Index]
		c.Responses = append(c.Responses, Response{
			Of: f, Word: VerdictWord(m.Texts, r.Verdict), Answer: messages.Word(m.Texts, "answer", r.Answer),
			EnforcementWord: messages.Word(m.Texts, "enforcement", r.Enforcement), Agreement: messages.Word(m.Texts, "agrees", r.Agrees),
			Role: r.Role, Date: NewDate(r.Date), Link: Address(r.Link),
		})
	}
}

// Line is the verdict in one line of plain text.
func (m *Model) Line(c *Cell) []string {
	parts := []string{c.Word}
	if c.Offers && c.Enforcement != "" {
		parts = append(parts, c.EnforcementWord)
	}
	if c.Offers && c.Since != "" {
		parts = append(parts, m.Texts.Must("since")+" "+c.Since)
	}
	if c.Why != "" {
		parts = append(parts, c.Why)
	}
	if c.Stale {
		parts = append(parts, m.Texts.Must("stale")+" "+cmp.Or(c.LastSeen, m.Texts.Must("none")))
	}
	return parts
}
