// SPDX-License-Identifier: Apache-2.0

package site

import "strings"

// time writes a date at the precision that is known. What is none, or a latest
// possible one, shows as text.
func (b *writer) time(date string) {
	if day, by := strings.CutPrefix(date, "by "); by && isDate(day) {
		b.must("by")
		b.WriteByte(' ')
		date = day
	}
	if !isDate(date) {
		b.text(cut(date, maxDate))
		return
	}
	b.WriteString("<time>")
	b.WriteString(date)
	b.WriteString("</time>")
}

// maxDate is the most that is shown in place of a date.
const maxDate = 24

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

// stale says that evidence went missing, and when it was last seen.
func (b *writer) stale(day string) {
	if day == "" {
		b.must("filter.stale")
		return
	}
	b.must("stale")
	b.WriteByte(' ')
	b.time(day)
}

// oldSource says of which month the oldest copy behind a verdict is.
func (b *writer) oldSource(month string) {
	b.must("old")
	b.WriteByte(' ')
	b.time(month)
}
