// SPDX-License-Identifier: Apache-2.0

package report

import (
	"io"
	"reflect"
	"strings"

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
	_, err := io.WriteString(w, render("adoption", cohortsOf(rows)))
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
