// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

// column is a line of the data dictionary.
type column struct{ Name, Type, Doc string }

// dictionary describes the columns of a table from the row type's own tags. The
// type is found by the header that the export writes.
func dictionary(d *dataset.Dataset, table string) ([]column, int) {
	var out bytes.Buffer
	if err := (&dataset.Dataset{}).Export(&out, table, "csv"); err != nil {
		return nil, 0
	}
	header, err := csv.NewReader(&out).Read()
	if err != nil {
		return nil, 0
	}
	v := reflect.ValueOf(d).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Slice {
			continue
		}
		if columns := columnsOf(v.Field(i).Type().Elem()); named(columns, header) {
			return columns, v.Field(i).Len()
		}
	}
	return nil, 0
}

func columnsOf(row reflect.Type) []column {
	var columns []column
	if row.Kind() != reflect.Struct {
		return nil
	}
	for i := range row.NumField() {
		f := row.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		columns = append(columns, column{Name: name, Type: typeName(f.Type, options), Doc: f.Tag.Get("doc")})
	}
	return columns
}

func typeName(t reflect.Type, options string) string {
	name := t.String()
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

func named(columns []column, header []string) bool {
	if len(columns) != len(header) {
		return false
	}
	for i, c := range columns {
		if c.Name != header[i] {
			return false
		}
	}
	return true
}
