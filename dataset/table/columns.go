// SPDX-License-Identifier: Apache-2.0

package table

import (
	"reflect"
	"slices"
)

// TypedColumn is a column with its type as Table Schema names it.
type TypedColumn struct {
	column
	Type string
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
func Columns(t Table) []TypedColumn {
	row := RowType(t)
	var list []TypedColumn
	for _, c := range ColumnsOf(row) {
		kind := TypeString
		switch field := row.Field(c.index).Type; {
		case c.time:
			kind = TypeDatetime
		case field.Kind() == reflect.Bool:
			kind = TypeBoolean
		case field.Kind() == reflect.Int32 || field.Kind() == reflect.Int64:
			kind = TypeInteger
		case field.Kind() == reflect.Float64:
			kind = TypeNumber
		case field.Kind() == reflect.Slice:
			kind = TypeArray
		}
		list = append(list, TypedColumn{c, kind})
	}
	return list
}

// DigestColumn is the one column of bytes: a SHA-256, hexadecimal in text.
const DigestColumn = "digest_sha256"

// References says which table a column of ids points to, if it does. The
// ecosystems of 2022 are there whether a dataset is about them or not.
func (c TypedColumn) References(t Table) (table string, ok bool) {
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
