// SPDX-License-Identifier: Apache-2.0

package table

import (
	"reflect"
	"slices"
)

// Column is a field of a row as the Parquet schema names it.
type Column struct {
	Name, Doc string
	Type      string // as Table Schema names it
	Optional  bool   // the zero value is NULL
	index     int
	time      bool
}

// Types of columns, as Table Schema names them.
const (
	TypeString   = "string"
	TypeBoolean  = "boolean"
	TypeInteger  = "integer"
	TypeNumber   = "number"
	TypeDatetime = "datetime"
	TypeArray    = "array"
)

// RowType is the struct of a table's rows.
func RowType(t Table) reflect.Type { return reflect.TypeOf(t.Rows(&Dataset{})).Elem() }

// Columns lists the columns of a table.
func Columns(t Table) []Column { return ColumnsOf(RowType(t)) }

// DigestColumn is the one column of bytes: a SHA-256, hexadecimal in text.
const DigestColumn = "digest_sha256"

// References says which table a column of ids points to, if it does. The
// ecosystems of 2022 are there whether a dataset is about them or not.
func (c Column) References(t Table) (table string, ok bool) {
	switch {
	case t.Name() == "survey_2022" && c.Name == "ecosystem", t.Name() == "observations" && c.Name == "feature", slices.Equal(t.Key(), []string{c.Name}):
		return "", false
	case c.Name == "ecosystem":
		return "ecosystems", true
	case c.Name == "feature":
		return "features", true
	}
	return "", false
}
