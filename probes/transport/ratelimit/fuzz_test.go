// SPDX-License-Identifier: Apache-2.0

package ratelimit

import (
	"testing"
	"time"
)

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "0", "120", "99999999999999999999", "Tue, 24 Nov 2026 12:01:00 GMT", "-1", "1e9"} {
		f.Add(value)
	}
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		d, ok := RetryAfter(value, now)
		if d < 0 || d > MaxPause || !ok && d != 0 {
			t.Fatalf("%q: %s", value, d)
		}
	})
}
