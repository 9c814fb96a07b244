// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"fmt"
	"strings"
	"testing"
)

// Histories are written from the head down; a commit's name is its place.
func TestChooseCommit(t *testing.T) {
	const now = 1000
	for _, test := range []struct {
		name   string
		dates  []int64
		until  int64
		commit int // place from the head, from 1; 0: none
		at     int64
	}{
		{"head", []int64{30, 20, 10}, 0, 1, 30},
		{"as of a day", []int64{30, 20, 10}, 25, 2, 20},
		{"the moment itself", []int64{30, 20, 10}, 20, 2, 20},
		{"before the first", []int64{30, 20, 10}, 9, 0, 0},
		{"a head of an old clock", []int64{5, 20, 10}, 0, 1, 20},
		{"an old clock on top is not old", []int64{5, 20, 10}, 6, 0, 0},
		{"an old clock between", []int64{40, 5, 30, 20}, 30, 2, 30},
		{"an old clock between, earlier", []int64{40, 5, 30, 20}, 29, 4, 20},
		{"a clock beyond now counts for nothing", []int64{40, 2000, 30}, 35, 2, 30},
		{"a head beyond now", []int64{2000, 30}, 0, 1, 30},
		{"every clock beyond now", []int64{2000, 3000}, 0, 1, 0},
		{"every clock beyond now, as of a day", []int64{2000, 3000}, 500, 0, 0},
		{"the first beyond now", []int64{30, 2000}, 30, 1, 30},
		{"before the epoch", []int64{30, -20}, 30, 1, 30},
		{"the first by a clock that was never set", []int64{30, -20}, 25, 0, 0},
		{"every clock never set", []int64{-20, -30}, 500, 0, 0},
		{"no history", nil, 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			for i, date := range test.dates {
				fmt.Fprintf(&b, "%d %040d\n", since2001(date), i+1)
			}
			got, err := chooseCommit(bufio.NewReader(strings.NewReader(b.String())), since2001(test.until), since2001(now))
			want := dated{at: since2001(test.at)}
			if test.commit > 0 {
				want.commit = fmt.Sprintf("%040d", test.commit)
			}
			if err != nil || got != want {
				t.Errorf("got %+v (%v), want %+v", got, err, want)
			}
		})
	}
	for _, wrong := range []string{"x\n", "1 zz\n", "y " + strings.Repeat("a", 40) + "\n"} {
		if _, err := chooseCommit(bufio.NewReader(strings.NewReader(wrong)), 0, now); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
}

// since2001 reads small numbers as seconds of September 2001; zero is no date, and
// what is below it stays before 1970.
func since2001(seconds int64) int64 {
	if seconds > 0 {
		seconds += 1_000_000_000
	}
	return seconds
}
