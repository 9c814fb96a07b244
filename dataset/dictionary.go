// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// dictionary explains every table and column, as Markdown.
func dictionary() string {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nEvery table is there three times with the same rows: Parquet (typed), CSV and JSON. In CSV a list is separated by\n" +
		"blanks and NULL is empty; in JSON a list is an array and NULL is null. Times are UTC, digests hexadecimal.\n\n")
	for _, t := range tables {
		fmt.Fprintf(&b, "- [%s](#%s): %s\n", t.name(), t.name(), t.about())
	}
	for _, t := range tables {
		fmt.Fprintf(&b, "\n## %s\n\nOne row: %s. Key: %s.\n\n| column | type | meaning |\n| --- | --- | --- |\n",
			t.name(), plainText(t.about()), strings.Join(t.key(), ", "))
		for _, c := range tableColumns(t) {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", c.name, columnType(c, t), cellText(c.doc))
		}
	}
	return b.String()
}

// columnType is the column's type for people.
func columnType(c typed, t table) string {
	kind := c.kind
	if c.kind == typeArray {
		kind = "list of strings"
	}
	if c.name == digestColumn {
		kind = "32 bytes"
	}
	if to, ok := c.references(t); ok {
		kind += ", in " + to
	}
	switch {
	case slices.Contains(t.key(), c.name):
		kind += ", key"
	case c.optional:
		kind += " or NULL"
	}
	return kind
}

// cellText is text within a cell of a Markdown table.
func cellText(s string) string { return strings.ReplaceAll(plainText(s), "|", `\|`) }
