// SPDX-License-Identifier: Apache-2.0

package report

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Dictionary explains every table and column, as Markdown.
func Dictionary() string { return render("dictionary", table.Tables) }

// columnType is the column's type for people.
func columnType(c table.Column, t table.Table) string {
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
