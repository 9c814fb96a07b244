// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// AdoptionFormats are those that Adoption writes.
var AdoptionFormats = append([]string{"md"}, table.Formats...)

// Adoption writes rows of adoption as a table in Markdown, one per registry and cohort,
// or as any other format of an export.
func Adoption(w io.Writer, format string, rows []table.AdoptionRow) error {
	if format != "md" {
		return table.WriteRows(w, format, reflect.ValueOf(append([]table.AdoptionRow{}, rows...)))
	}
	var b strings.Builder
	b.WriteString("# Adoption\n\nHow many packages use what a registry offers. What could not be read is in no share; intervals are of 95 %.\n")
	if len(rows) == 0 {
		b.WriteString("\nNothing was measured.\n")
	}
	last := ""
	for _, r := range rows {
		if section := r.Ecosystem + ", " + r.Cohort; section != last {
			last = section
			fmt.Fprintf(&b, "\n## %s\n\n%s packages, %s, digest `%.12s`%s\n\n", cleanCell(section), table.GroupDigits(r.CohortSize),
				time.UnixMilli(r.SampledAt).UTC().Format(time.DateOnly), r.CohortDigest, mirrorNote(r))
			b.WriteString("| feature | what | share | interval | of | unit | read | unreadable | source |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s %% | %s to %s %% | %s %s | %s | %s | %s | %s |\n", r.Feature, cleanCell(r.Title),
			table.Percent(r.Share), table.Percent(r.Low), table.Percent(r.High), table.GroupDigits(r.Units), cleanCell(r.Denominator), r.Unit, table.GroupDigits(r.Read), table.GroupDigits(r.Unreadable), r.Source)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func mirrorNote(r table.AdoptionRow) string {
	if r.Mirror {
		return "; **a mirror answered in the public registry's place**"
	}
	return ""
}

// cleanCell keeps a text within its cell.
func cleanCell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
