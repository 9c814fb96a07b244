// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// What is measured for the first time is told, then only what changed: beyond both
// intervals of a cohort, visibly of a whole registry, and never across cohorts.
func TestAdoptionOfTAC(t *testing.T) {
	c := datasettest.Catalog(t)
	_, to := datasettest.MadeWaves()
	row := func(ecosystem, metric, unit, source string, share, low, high float64, day int) table.AdoptionRow {
		return table.AdoptionRow{
			Ecosystem: ecosystem, Cohort: "top-1000", Metric: metric, Title: "title of " + metric, Unit: unit, Source: source, Share: share, Low: low, High: high,
			CohortSize: 1000, CohortDigest: "d", Units: 1234, Denominator: "packages that were read", SampledAt: time.Date(2026, 8, day, 0, 0, 0, 0, time.UTC).UnixMilli(),
		}
	}
	now := []table.AdoptionRow{
		row("npm", "a.grew", "package", "api", 0.3, 0.28, 0.32, 9), row("npm", "a.new", "package", "api", 0.5, 0.4, 0.6, 9), row("npm", "a.same", "package", "api", 0.31, 0.28, 0.34, 9),
		row("opam", "b.files", "file", "repository", 0.2, 0.1, 0.3, 9), row("opam", "b.packages", "package", "repository", 0.201, 0.1, 0.3, 9),
	}
	earlier := []table.AdoptionRow{
		row("npm", "a.gone", "package", "api", 0.1, 0, 0.2, 2), row("npm", "a.grew", "package", "api", 0.2, 0.18, 0.22, 2), row("npm", "a.same", "package", "api", 0.3, 0.27, 0.33, 2),
		row("opam", "b.files", "file", "repository", 0.2, 0.1, 0.3, 2), row("opam", "b.packages", "package", "repository", 0.2, 0.1, 0.3, 2),
	}
	otherCohort := slices.Clone(earlier)
	otherCohort[1].CohortDigest = "e"
	for _, test := range []struct {
		name   string
		before *table.Dataset
		now    []table.AdoptionRow
		want   string
	}{
		{"nothing", nil, nil, ""},
		{"first", nil, now[3:], `
- opam: measured for the first time, cohort top-1000 of 1,000 packages, 2026-08-09. title of b.packages: 20.1 % (10.0 to 30.0 %) of 1,234 packages that were read. 1 more, of releases, files or downloads, in the table of adoption.
`},
		{"changed", &table.Dataset{Adoption: earlier}, now, `
- npm: title of a.grew: 30.0 % (28.0 to 32.0 %) of 1,234 packages that were read, after 20.0 % on 2026-08-02
- npm: title of a.new, measured for the first time: 50.0 % (40.0 to 60.0 %) of 1,234 packages that were read, cohort top-1000 of 1,000 packages, 2026-08-09
- npm: title of a.gone, no longer measured; it was 10.0 %
- opam: title of b.packages: 20.1 % (10.0 to 30.0 %) of 1,234 packages that were read, after 20.0 % on 2026-08-02
`},
		{"the same", &table.Dataset{Adoption: now}, now, `
- No share differs from the release before by more than its interval.
`},
		{"another cohort of that name", &table.Dataset{Adoption: otherCohort[1:2]}, now[:1], `
- npm: title of a.grew: 30.0 % (28.0 to 32.0 %) of 1,234 packages that were read, cohort top-1000 of 1,000 packages, 2026-08-09; not compared with 20.0 % before, of other packages or another unit
`},
	} {
		d := *to
		d.Adoption = test.now
		var out bytes.Buffer
		if err := report.TAC(&out, c, &d, test.before, "2027-01"); err != nil {
			t.Fatal(err)
		}
		_, part, _ := strings.Cut(out.String(), "\n## Adoption\n")
		part, _, _ = strings.Cut(part, "\n## ")
		if part != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, part, test.want)
		}
	}
}
