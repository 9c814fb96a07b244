// SPDX-License-Identifier: Apache-2.0

package site

// Small answers to what templates ask.

// shown is a verdict as the template "verdict" wants it.
type shown struct{ Word, Class string }

// ToCell is the later verdict of a change.
func (c *change) ToCell() shown { return shown{c.To, c.Class} }

// Brief is the name of a column where there is no room for the whole.
func (e *ecosystem) Brief() string { return cut(e.Ecosystem, 8) }

// Changed lists what became of a registry's features; what was not asked
// before is no change.
func (d registryData) Changed() []*change {
	var list []*change
	for _, c := range d.Changes {
		if c.Direction != "newly-asked" {
			list = append(list, c)
		}
	}
	return list
}

// Picks numbers the choices of a comparison side by side.
func (d sideData) Picks() []int { return []int{1, 2, 3}[:min(3, len(d.Columns))] }

// CountsOf counts the verdicts of one registry.
func (m *model) CountsOf(e *ecosystem) []count { return m.counts(m.cellsOf(e)) }
