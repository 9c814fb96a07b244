// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/table/parquetcheck"
	"github.com/parquet-go/parquet-go"
)

// SchemaProblem compares a file's schema with the table's.
func SchemaProblem(t Table, data []byte) (problem string) {
	defer func() {
		if r := recover(); r != nil {
			problem = fmt.Sprintf("not a readable Parquet file: %v", r)
		}
	}()
	if _, err := parquetcheck.File(data); err != nil {
		return fmt.Sprintf("not a readable Parquet file: %v", err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Sprintf("not a readable Parquet file: %v", err)
	}
	has, wants := schemaLines(file.Schema()), schemaLines(t.Schema())
	for _, name := range SortedKeys(wants) {
		want := wants[name]
		switch got, ok := has[name]; {
		case !ok:
			return fmt.Sprintf("column %s is missing", name)
		case got != want:
			return fmt.Sprintf("column %s is %s, and should be %s", name, got, want)
		}
	}
	for _, name := range SortedKeys(has) {
		if wants[name] == "" {
			return fmt.Sprintf("column %s is not known: verify it with the program of that release", name)
		}
	}
	return ""
}

// schemaLines describes every column.
func schemaLines(schema *parquet.Schema) map[string]string {
	lines := make(map[string]string)
	for _, field := range schema.Fields() {
		lines[field.Name()] = describeNode(field)
	}
	return lines
}

func describeNode(node parquet.Node) string {
	text := ""
	switch {
	case node.Optional():
		text = "optional "
	case node.Repeated():
		text = "repeated "
	}
	if node.Leaf() {
		return text + node.Type().String()
	}
	for _, field := range node.Fields() {
		text += "{" + field.Name() + " " + describeNode(field) + "}"
	}
	return text
}
