// SPDX-License-Identifier: Apache-2.0

package table

import "slices"

// StaleVerdicts lists the verdicts that are stale.
func StaleVerdicts(rows []VerdictRow) []VerdictRow {
	return slices.DeleteFunc(slices.Clone(rows), func(v VerdictRow) bool { return !v.Stale })
}
