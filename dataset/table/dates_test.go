// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// The day that was asked for goes with the observations, whatever the wave's name.
func TestAsOf(t *testing.T) {
	for name, test := range map[string]struct {
		rows []table.Observation
		want string
	}{
		"as they are":             {[]table.Observation{{Wave: "2026"}}, "0001-01-01"},
		"none":                    {nil, "0001-01-01"},
		"within the wave's year":  {[]table.Observation{{Wave: "2026", AsOf: "2026-03-01"}}, "2026-03-01"},
		"a file of before":        {[]table.Observation{{Wave: "2019-05-06"}}, "2019-05-06"},
		"the newest look decides": {[]table.Observation{{Wave: "2026", AsOf: "2026-03-01", RetrievedAt: 1}, {Wave: "2026", RetrievedAt: 2}}, "0001-01-01"},
	} {
		if got := table.AsOf(test.rows).Format(time.DateOnly); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestCompareDates(t *testing.T) {
	for _, test := range []struct {
		a, b          string
		before, after bool
	}{
		{"2022", "2023-04", true, false}, {"2023-05", "2023-04-30", false, true}, {"2023", "2023-04", false, false},
		{"2023-04", "2023-04", false, false}, {"", "2023", false, false}, {"202", "2023", false, false}, {"2024-01-02", "2024-01-01", false, true},
	} {
		if table.Before(test.a, test.b) != test.before || table.After(test.a, test.b) != test.after {
			t.Errorf("%q and %q: before %v, after %v", test.a, test.b, table.Before(test.a, test.b), table.After(test.a, test.b))
		}
	}
}
