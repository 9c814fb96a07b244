// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"fmt"
	"time"
)

// Lines tells of long work where there are no bars: at each tenth, and when nothing
// was told for half a minute.
type Lines struct {
	Total int
	Taken int // done before the work was taken up: no part of the rate
	Now   func() time.Time
	Tell  func(done, total int, rate, left string)

	began, told time.Time
	percent     int
}

// tellAgain is the longest time without a line.
const tellAgain = 30 * time.Second

// Done says how much is done.
func (l *Lines) Done(done int) {
	now := l.Now()
	if l.began.IsZero() {
		l.began, l.told = now, now
	}
	if percent := 100 * done / max(l.Total, 1); percent/10 > l.percent/10 || now.Sub(l.told) >= tellAgain {
		l.percent, l.told = percent, now
		rate, left := l.pace(done, now.Sub(l.began))
		l.Tell(done, l.Total, rate, left)
	}
}

// pace is how many are done in a second, and how long the rest takes at that rate.
func (l *Lines) pace(done int, took time.Duration) (rate, left string) {
	worked := done - l.Taken
	if worked <= 0 || took <= 0 {
		return "?/s", "?"
	}
	each := took / time.Duration(worked)
	return fmt.Sprintf("%.1f/s", float64(worked)/took.Seconds()), (each * time.Duration(l.Total-done)).Round(time.Second).String()
}
