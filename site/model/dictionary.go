// SPDX-License-Identifier: Apache-2.0

package model

import (
	"bytes"
	"encoding/csv"
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
	for _, name := range tableNames(d) {
		columns, rows := dictionary(d, name)
		list = append(list, Table{name, rows, columns})
	}
	return list
}

// tableNames lists the tables that a dataset has.
func tableNames(d *table.Dataset) []string {
	names := table.Names()
	for _, t := range table.Extra {
		if reflect.ValueOf(t.Rows(d)).Len() > 0 {
			names = append(names, t.Name())
		}
	}
	slices.Sort(names)
	return names
}

// dictionary describes the columns of a table from the row type's own tags. The
// type is found by the header that the export writes.
func dictionary(d *table.Dataset, name string) ([]Column, int) {
	var out bytes.Buffer
	if err := (&table.Dataset{}).Export(&out, name, "csv"); err != nil {
		return nil, 0
	}
	header, err := csv.NewReader(&out).Read()
	if err != nil {
		return nil, 0
	}
	v := reflect.ValueOf(d).Elem()
	for _, field := range v.Fields() {
		if field.Kind() != reflect.Slice {
			continue
		}
		if columns := columnsOf(field.Type().Elem()); sameColumns(columns, header) {
			return columns, field.Len()
		}
	}
	return nil, 0
}

func columnsOf(row reflect.Type) []Column {
	var columns []Column
	if row.Kind() != reflect.Struct {
		return nil
	}
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

func sameColumns(columns []Column, header []string) bool {
	return slices.EqualFunc(columns, header, func(c Column, name string) bool { return c.Name == name })
}
