// SPDX-License-Identifier: Apache-2.0

package site

// Small answers to what templates ask.

// shown is a verdict as the template "verdict" wants it.
type shown struct{ Word, Class string }

// ToCell is the later verdict of a change.
func (c *change) ToCell() shown { return shown{c.To, c.Class} }

// Brief is the name of a column where there is no room for the whole.
func (e *ecosystem) Brief() string { return cut(e.Ecosystem, 8) }

// Changed lists what became of a registry's features.
func (d registryData) Changed() []*change { return asked(d.Changes) }

// History lists what became of a feature in each registry.
func (d featureData) History() []*change { return asked(d.Changes) }

// asked leaves out what was not asked before: that is no change.
func asked(all []*change) []*change {
	var list []*change
	for _, c := range all {
		if c.FromVerdict != "" && c.ToVerdict != "" {
			list = append(list, c)
		}
	}
	return list
}

// Picks numbers the choices of a comparison side by side.
func (d sideData) Picks() []int { return []int{1, 2, 3}[:min(3, len(d.Columns))] }

// CountsOf counts the verdicts of one registry.
func (m *model) CountsOf(e *ecosystem) []count { return m.counts(m.cellsOf(e)) }
