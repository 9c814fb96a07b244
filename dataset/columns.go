// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"reflect"
	"slices"
)

// typed is a column with its type as Table Schema names it.
type typed struct {
	column
	kind string
}

const (
	typeString   = "string"
	typeBoolean  = "boolean"
	typeInteger  = "integer"
	typeDatetime = "datetime"
	typeArray    = "array"
)

func rowType(t table) reflect.Type { return reflect.TypeOf(t.rows(&Dataset{})).Elem() }

// tableColumns lists the columns of a table.
func tableColumns(t table) []typed {
	row := rowType(t)
	var list []typed
	for _, c := range columnsOf(row) {
		kind := typeString
		switch field := row.Field(c.index).Type; {
		case c.time:
			kind = typeDatetime
		case field.Kind() == reflect.Bool:
			kind = typeBoolean
		case field.Kind() == reflect.Int32 || field.Kind() == reflect.Int64:
			kind = typeInteger
		case field.Kind() == reflect.Slice:
			kind = typeArray
		}
		list = append(list, typed{c, kind})
	}
	return list
}

const digestColumn = "digest_sha256"

// references says which table a column of ids points to, if it does. The
// ecosystems of 2022 are there whether a dataset is about them or not.
func (c typed) references(t table) (table string, ok bool) {
	switch {
	case t.name() == "survey_2022" && c.name == "ecosystem", slices.Equal(t.key(), []string{c.name}):
		return "", false
	case c.name == "ecosystem":
		return "ecosystems", true
	case c.name == "feature":
		return "features", true
	}
	return "", false
}
