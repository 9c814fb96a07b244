// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// describeShare is a share with its interval, and of what, as the pages say it.
func describeShare(r table.AdoptionRow) string {
	return fmt.Sprintf("%s %% (%s to %s %%) of %s %s", table.Percent(r.Share), table.Percent(r.Low), table.Percent(r.High), table.GroupDigits(r.Units), cleanCell(r.Denominator))
}

// adoptionCohort is what one run was about.
type adoptionCohort struct{ ecosystem, cohort string }

// writeAdoption says what changed in the adoption of features since the release before,
// and of what was measured for the first time the shares of packages. Without any
// measurement there is no such part.
func (r *report) writeAdoption(before *table.Dataset) {
	if len(r.data.Adoption) == 0 {
		return
	}
	was := make(map[[3]string]table.AdoptionRow)
	measured := make(map[adoptionCohort]bool)
	if before != nil {
		for _, row := range before.Adoption {
			was[[3]string{row.Ecosystem, row.Cohort, row.Metric}] = row
			measured[adoptionCohort{row.Ecosystem, row.Cohort}] = true
		}
	}
	r.b.WriteString("\n## Adoption\n\n")
	said := r.b.Len()
	for _, rows := range cohortsOf(r.data.Adoption) {
		first := rows[0]
		if !measured[adoptionCohort{first.Ecosystem, first.Cohort}] {
			r.b.WriteString("- " + r.measuredFirst(rows) + "\n")
			continue
		}
		for _, row := range rows {
			key := [3]string{row.Ecosystem, row.Cohort, row.Metric}
			if line := r.changedShare(was[key], row); line != "" {
				r.b.WriteString("- " + line + "\n")
			}
			delete(was, key)
		}
		r.writeUnmeasured(first, before.Adoption, was)
	}
	if r.b.Len() == said {
		r.b.WriteString("- No share differs from the release before by more than its interval.\n")
	}
}

// writeUnmeasured names what was measured of a cohort before and is not any more.
func (r *report) writeUnmeasured(first table.AdoptionRow, before []table.AdoptionRow, left map[[3]string]table.AdoptionRow) {
	for _, row := range before {
		if _, gone := left[[3]string{row.Ecosystem, row.Cohort, row.Metric}]; gone && row.Ecosystem == first.Ecosystem && row.Cohort == first.Cohort {
			fmt.Fprintf(&r.b, "- %s: %s, no longer measured; it was %s %%\n", r.ecosystemName(row.Ecosystem), cleanCell(row.Title), table.Percent(row.Share))
		}
	}
}

// cohortsOf groups rows, which are sorted by their key, by run.
func cohortsOf(rows []table.AdoptionRow) (groups [][]table.AdoptionRow) {
	for i, row := range rows {
		if i == 0 || rows[i-1].Ecosystem != row.Ecosystem || rows[i-1].Cohort != row.Cohort {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], row)
	}
	return groups
}

// measuredFirst tells the shares of packages; those of releases, files and downloads are
// in the table.
func (r *report) measuredFirst(rows []table.AdoptionRow) string {
	var shares []string
	for _, row := range rows {
		if row.Unit == "package" {
			shares = append(shares, cleanCell(row.Title)+": "+describeShare(row))
		}
	}
	more := ""
	if n := len(rows) - len(shares); n > 0 {
		more = fmt.Sprintf(" %d more, of releases, files or downloads, in the table of adoption.", n)
	}
	return fmt.Sprintf("%s: measured for the first time, %s. %s.%s", r.ecosystemName(rows[0].Ecosystem), cohortOf(rows[0]), strings.Join(shares, "; "), more)
}

// cohortOf says which packages, and when.
func cohortOf(row table.AdoptionRow) string {
	return fmt.Sprintf("cohort %s of %s packages, %s", cleanCell(row.Cohort), table.GroupDigits(row.CohortSize), table.DateOf(row.SampledAt)) + mirrorNote(row)
}

// changedShare is "" when a share did not change. Of a registry that is read whole any
// difference that the percentages show is a change; of a cohort, one that is beyond both
// intervals. Another cohort, unit or denominator under the same name cannot be compared.
func (r *report) changedShare(was, is table.AdoptionRow) string {
	name := r.ecosystemName(is.Ecosystem) + ": " + cleanCell(is.Title)
	whole := is.Source != "api"
	switch {
	case was.Metric == "":
		return fmt.Sprintf("%s, measured for the first time: %s, %s", name, describeShare(is), cohortOf(is))
	case was.Unit != is.Unit || was.Denominator != is.Denominator || !whole && was.CohortDigest != is.CohortDigest:
		return fmt.Sprintf("%s: %s, %s; not compared with %s %% before, of other packages or another unit", name, describeShare(is), cohortOf(is), table.Percent(was.Share))
	case whole && table.Percent(was.Share) == table.Percent(is.Share), !whole && is.Low <= was.High && was.Low <= is.High:
		return ""
	}
	return fmt.Sprintf("%s: %s, after %s %% on %s", name, describeShare(is), table.Percent(was.Share), table.DateOf(was.SampledAt))
}
