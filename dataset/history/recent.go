// SPDX-License-Identifier: Apache-2.0

package history

import "time"

// StaleDays is how long a verdict may rest on evidence that went missing,
// counted from the first look that missed it.
const StaleDays = 180

// PastStaleLimit says whether more than StaleDays lie between two moments, counted in
// whole days of the calendar (UTC): the hour of a look decides nothing.
func PastStaleLimit(from, to int64) bool {
	const day = int64(24 * time.Hour / time.Millisecond)
	return to/day-from/day > StaleDays
}
