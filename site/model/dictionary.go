// SPDX-License-Identifier: Apache-2.0

package model

import (
	"reflect"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Column is a line of the data dictionary.
type Column struct{ Name, Type, Doc string }

// Table is a table of the dataset as the data page describes it.
type Table struct {
	Name    string
	Rows    int
	Columns []Column
}

// DescribeTables lists the tables of a dataset with their columns and the number
// of their rows, by name. Those that only some datasets have are listed when they
// have rows.
func DescribeTables(d *table.Dataset) []Table {
	var list []Table
	for _, t := range tablesOf(d) {
		list = append(list, Table{t.Name(), countRows(t, d), columnsOf(table.RowType(t))})
	}
	return list
}

// tablesOf lists the tables that a dataset has, by name.
func tablesOf(d *table.Dataset) []table.Table {
	list := slices.Clone(table.Tables)
	for _, t := range table.Extra {
		if countRows(t, d) > 0 {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b table.Table) int { return strings.Compare(a.Name(), b.Name()) })
	return list
}

func countRows(t table.Table, d *table.Dataset) int { return reflect.ValueOf(t.Rows(d)).Len() }

// columnsOf describes the columns of a table from the row type's own tags.
func columnsOf(row reflect.Type) []Column {
	var columns []Column
	for f := range row.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		columns = append(columns, Column{Name: name, Type: typeName(f.Type, options), Doc: f.Tag.Get("doc")})
	}
	return columns
}

func typeName(t reflect.Type, options string) string {
	name := t.Kind().String() // a word of the vocabulary is a text
	switch {
	case strings.Contains(options, "timestamp"):
		name = "timestamp"
	case t.Kind() == reflect.Slice:
		name = "list of " + t.Elem().String()
	case t.Kind() == reflect.Pointer:
		name = "bytes"
	}
	if strings.Contains(options, "optional") {
		name += ", may be NULL"
	}
	return name
}
