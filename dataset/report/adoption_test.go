// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

func TestAdoption(t *testing.T) {
	row := table.AdoptionRow{Ecosystem: "npm", Cohort: "a|b", Metric: "m", Feature: "f", Unit: "package", CohortSize: 12345, Read: 100, Units: 100, WithMetric: 50, Share: 0.5, Low: 0.4, High: 0.6, Title: "<b>", Denominator: "packages", Mirror: true}
	var b strings.Builder
	if err := Adoption(&b, "md", []table.AdoptionRow{row}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`## npm, a\|b`, "12,345 packages, 1970-01-01", "a mirror answered", "| f | &lt;b> | 50.0 % | 40.0 to 60.0 % | 100 packages | package | 100 | 0 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, &b)
		}
	}
	for _, format := range AdoptionFormats {
		b.Reset()
		if err := Adoption(&b, format, nil); err != nil || b.Len() == 0 && format != "ndjson" {
			t.Errorf("%s: %q %v", format, &b, err)
		}
	}
}
