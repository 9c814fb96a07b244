// SPDX-License-Identifier: Apache-2.0

package table

import "testing"

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{
		0: "0.0", 1: "100.0", 0.5: "50.0", 0.123: "12.3", 0.9997: "99.97", 4107.0 / 4108: "99.98", 0.0001: "0.01", 0.99999: "99.999", 0.00001: "0.001",
	} {
		if got := Percent(share); got != want {
			t.Errorf("%g: %s, want %s", share, got, want)
		}
	}
}

func TestGroupDigits(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 1234567: "1,234,567", -5: "-5", -123: "-123", -1234: "-1,234"} {
		if got := GroupDigits(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
