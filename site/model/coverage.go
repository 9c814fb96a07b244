// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"strconv"
	"strings"
)

// Coverage is what the verdicts of one registry rest on, journey by journey.
type Coverage struct {
	Eco  *Ecosystem
	Rows []CoverageRow
}

// CoverageRow is a journey of one registry with its rules and evidence.
type CoverageRow struct {
	table.CoverageRow
	Of           *Journey
	KindWords    string
	UnprobedText string // how many features no probe can see, and why
	Oldest       Date
}

// Agreement is how far a registry's maintainers agree with the probes.
type Agreement struct {
	table.AgreementRow
	Eco *Ecosystem
}

// Coverage lists the registries of which the dataset says what their verdicts
// rest on.
func (m *Model) Coverage() []Coverage {
	var list []Coverage
	for _, e := range m.Ecosystems {
		c := Coverage{Eco: e}
		for _, j := range m.Journeys {
			for _, row := range m.raw.Coverage {
				if row.Wave == m.Wave && row.Ecosystem == e.Key && row.Journey == j.Key {
					c.Rows = append(c.Rows, m.newCoverageRow(row, j))
				}
			}
		}
		if len(c.Rows) > 0 {
			list = append(list, c)
		}
	}
	return list
}

func (m *Model) newCoverageRow(row table.CoverageRow, j *Journey) CoverageRow {
	shown := CoverageRow{CoverageRow: row, Of: j, KindWords: m.wordsOf("kind.", row.Kinds), UnprobedText: strconv.Itoa(int(row.Unprobed)), Oldest: NewDate(Clean(row.OldestEvidence))}
	if row.Unprobed > 0 && len(row.UnprobedReasons) > 0 {
		shown.UnprobedText += ", " + m.wordsOf("unprobed.", row.UnprobedReasons)
	}
	return shown
}

// wordsOf gives the words for some names, as far as there are any.
func (m *Model) wordsOf(key string, names []string) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = m.Texts.Or(key+name, Clean(name))
	}
	return strings.Join(words, ", ")
}

// Agreements lists the registries whose maintainers answered.
func (m *Model) Agreements() []Agreement {
	var list []Agreement
	for _, row := range m.raw.Agreement {
		if e := m.eco[row.Ecosystem]; e != nil && row.Wave == m.Wave {
			list = append(list, Agreement{row, e})
		}
	}
	return list
}
