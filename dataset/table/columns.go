// SPDX-License-Identifier: Apache-2.0

package table

import (
	"reflect"
	"slices"
	"strings"
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

// ColumnsOf lists the columns that a struct of rows has, in the order of its fields.
func ColumnsOf(row reflect.Type) []Column {
	var columns []Column
	for i := range row.NumField() {
		field := row.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		c := Column{
			Name: name, Doc: field.Tag.Get("doc"), Type: TypeString, index: i,
			Optional: strings.Contains(options, "optional"), time: strings.Contains(options, "timestamp"),
		}
		if kind, ok := kinds[field.Type.Kind()]; ok {
			c.Type = kind
		}
		if c.time {
			c.Type = TypeDatetime
		}
		columns = append(columns, c)
	}
	return columns
}

// kinds are the types of fields that are not texts.
var kinds = map[reflect.Kind]string{
	reflect.Bool: TypeBoolean, reflect.Int32: TypeInteger, reflect.Int64: TypeInteger, reflect.Float64: TypeNumber, reflect.Slice: TypeArray,
}

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
