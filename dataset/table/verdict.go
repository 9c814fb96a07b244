// SPDX-License-Identifier: Apache-2.0

package table

import "slices"

// StaleVerdicts lists the verdicts that are stale.
func StaleVerdicts(rows []VerdictRow) []VerdictRow {
	return slices.DeleteFunc(slices.Clone(rows), func(v VerdictRow) bool { return !v.Stale })
}

// Cell is one cell of the survey.
type Cell struct{ Ecosystem, Feature string }

// ByPlace finds verdicts by their cell. They are to be of one wave: of two for the
// same cell the last one stays.
func ByPlace(verdicts []VerdictRow) map[Cell]VerdictRow {
	found := make(map[Cell]VerdictRow, len(verdicts))
	for _, v := range verdicts {
		found[Cell{v.Ecosystem, v.Feature}] = v
	}
	return found
}
