// SPDX-License-Identifier: Apache-2.0

package table

import (
	"strings"
	"time"
)

// CompareDates compares two dates, each a year, a month or a day (YYYY, YYYY-MM or
// YYYY-MM-DD), at the precision that both have. ok is false when one of them has
// not even a year.
func CompareDates(a, b string) (order int, ok bool) {
	n := min(len(a), len(b))
	if n < len("YYYY") {
		return 0, false
	}
	return strings.Compare(a[:n], b[:n]), true
}

// Before says whether a date lies before another for certain: a year does not lie
// before a month of it.
func Before(a, b string) bool {
	order, ok := CompareDates(a, b)
	return ok && order < 0
}

// After says whether a date lies after another for certain.
func After(a, b string) bool {
	order, ok := CompareDates(a, b)
	return ok && order > 0
}

// Began is the date since which a verdict holds, for people: "" without one, and
// "2023-04 at the latest" where it may be long before.
func (v VerdictRow) Began() string { return dateWords(v.Since, v.SinceLatest) }

// Began is the date at which the later verdict began, as that of a verdict.
func (c Change) Began() string { return dateWords(c.Since, c.SinceLatest) }

func dateWords(since string, latest bool) string {
	if latest && since != "" {
		return since + " at the latest"
	}
	return since
}

// DateOf is the day, in UTC, of a time in milliseconds since 1970: YYYY-MM-DD.
func DateOf(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// Millis counts thousandths since 1970, as Parquet does, of whole seconds: one
// precision in every format.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix() * 1000
}
