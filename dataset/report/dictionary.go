// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Dictionary explains every table and column, as Markdown.
func Dictionary() string {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nEvery table is there three times with the same rows: Parquet (typed), CSV and JSON. In CSV a list is separated by\n" +
		"blanks and NULL is empty; in JSON a list is an array and NULL is null. Times are UTC, digests hexadecimal.\n\n")
	for _, t := range table.Tables {
		fmt.Fprintf(&b, "- [%s](#%s): %s\n", t.Name(), t.Name(), t.About())
	}
	for _, t := range table.Tables {
		fmt.Fprintf(&b, "\n## %s\n\nOne row: %s. Key: %s.\n\n| column | type | meaning |\n| --- | --- | --- |\n",
			t.Name(), plainText(t.About()), strings.Join(t.Key(), ", "))
		for _, c := range table.Columns(t) {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Name, columnType(c, t), cellText(c.Doc))
		}
	}
	return b.String()
}

// columnType is the column's type for people.
func columnType(c table.TypedColumn, t table.Table) string {
	kind := c.Type
	if c.Type == table.TypeArray {
		kind = "list of strings"
	}
	if c.Name == table.DigestColumn {
		kind = "32 bytes"
	}
	if to, ok := c.References(t); ok {
		kind += ", in " + to
	}
	switch {
	case slices.Contains(t.Key(), c.Name):
		kind += ", key"
	case c.Optional:
		kind += " or NULL"
	}
	return kind
}

// cellText is text within a cell of a Markdown table.
func cellText(s string) string { return strings.ReplaceAll(plainText(s), "|", `\|`) }
