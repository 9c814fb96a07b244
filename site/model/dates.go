// SPDX-License-Identifier: Apache-2.0

package model

import (
	"strconv"
	"time"
)

// Date is a date at the precision that is known: a year, a month or a day.
type Date struct {
	Day            string // as 2026, 2026-03 or 2026-03-04; "" when it is not a date
	Text           string // shown in place of a date, cut
	LatestPossible bool   // not the first day, but one by which it was so
}

// maxDate is the most that is shown in place of a date.
const maxDate = 24

// NewDate reads a date of the dataset.
func NewDate(s string) Date {
	if !isDate(s) {
		return Date{Text: Cut(s, maxDate)}
	}
	return Date{Day: s}
}

// newSince reads the date of an offer, which may be the latest possible one.
func newSince(s string, latest bool) Date {
	d := NewDate(s)
	d.LatestPossible = latest
	return d
}

// Known says whether there is anything to show.
func (d Date) Known() bool { return d.Day != "" || d.Text != "" }

// isDate says whether s is a year, a month or a day.
func isDate(s string) bool {
	const form = "dddd-dd-dd"
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if digit := '0' <= s[i] && s[i] <= '9'; digit != (form[i] == 'd') || !digit && s[i] != '-' {
			return false
		}
	}
	return true
}

// DayOf gives the day (UTC) of a time in milliseconds since 1970.
func DayOf(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// Year is that in which an offer began, 0 when it is not dated.
func (c *Cell) Year() int {
	if !c.Offers || len(c.Date.Day) < 4 {
		return 0
	}
	year, err := strconv.Atoi(c.Date.Day[:4])
	if err != nil || !plausibleYear(year) {
		return 0
	}
	return year
}
