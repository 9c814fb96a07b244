// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A line comes at each tenth, and when none came for half a minute; what was taken up
// counts as done, and not for the rate.
func TestLines(t *testing.T) {
	now := time.Unix(0, 0)
	var told []string
	lines := &Lines{Total: 100, Taken: 50, Now: func() time.Time { return now }}
	lines.Tell = func(done, total int, rate, left string) {
		told = append(told, fmt.Sprintf("%d/%d %s %s", done, total, rate, left))
	}
	lines.Done(50)
	for done := 51; done <= 61; done++ {
		now = now.Add(2 * time.Second)
		lines.Done(done)
	}
	now = now.Add(31 * time.Second)
	lines.Done(62)
	lines.Done(100)
	want := []string{"50/100 ?/s ?", "60/100 0.5/s 1m20s", "62/100 0.2/s 2m48s", "100/100 0.9/s 0s"}
	if !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
}
