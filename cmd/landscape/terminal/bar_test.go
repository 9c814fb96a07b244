// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"
)

// Elsewhere than on a terminal a line comes at each tenth, and when none came for half
// a minute; what was taken up counts as done, and not for the rate.
func TestLines(t *testing.T) {
	now := time.Unix(0, 0)
	var lines []string
	bar := &Bar{Total: 100, Taken: 50, What: "made", Now: func() time.Time { return now }}
	bar.Line = func(done, total int, rate, left string) {
		lines = append(lines, fmt.Sprintf("%d/%d %s %s", done, total, rate, left))
	}
	var out bytes.Buffer
	bar.Start(&out)
	for done := 51; done <= 61; done++ {
		now = now.Add(2 * time.Second)
		bar.Done(done)
	}
	now = now.Add(31 * time.Second)
	bar.Done(62)
	bar.Done(100)
	bar.Stop()
	want := []string{"51/100 0.5/s 1m38s", "60/100 0.5/s 1m20s", "62/100 0.2/s 2m48s", "100/100 0.9/s 0s"}
	if !slices.Equal(lines, want) || out.Len() != 0 {
		t.Errorf("%q, %q", lines, &out)
	}
}
