// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/parquetcheck"
	"github.com/parquet-go/parquet-go"
)

// mostLines is how many problems of one table are told one by one.
const mostLines = 20

// schemaProblem compares a file's schema with the table's.
func schemaProblem(t table, data []byte) (problem string) {
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
	has, wants := schemaLines(file.Schema()), schemaLines(t.schema())
	for _, name := range sortedKeys(wants) {
		want := wants[name]
		switch got, ok := has[name]; {
		case !ok:
			return fmt.Sprintf("column %s is missing", name)
		case got != want:
			return fmt.Sprintf("column %s is %s, and should be %s", name, got, want)
		}
	}
	for _, name := range sortedKeys(has) {
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
		lines[field.Name()] = described(field)
	}
	return lines
}

func described(node parquet.Node) string {
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
		text += "{" + field.Name() + " " + described(field) + "}"
	}
	return text
}

// rowsOf lists a table's rows as JSON, each with its key.
func rowsOf(t table, d *Dataset) (lines, keys []string) {
	rows := reflect.ValueOf(t.rows(d))
	columns := columnsOf(rowType(t))
	for i := range rows.Len() {
		var out bytes.Buffer
		_ = writeObject(&out, columns, rows.Index(i)) // a buffer takes everything, and plain values encode
		var key []string
		for _, name := range t.key() {
			for _, c := range columns {
				if c.name == name {
					key = append(key, c.text(rows.Index(i)))
				}
			}
		}
		lines, keys = append(lines, out.String()), append(keys, strings.Join(key, " "))
	}
	return lines, keys
}

// same compares a table with the one that follows from the observations.
func (v *verification) same(t table, again *Dataset) {
	told := &limited{v: v}
	has, hasKeys := rowsOf(t, v.data)
	want, wantKeys := rowsOf(t, again)
	wanted := make(map[string]string, len(want))
	for i, key := range wantKeys {
		wanted[key] = want[i]
	}
	for i, key := range hasKeys {
		line, ok := wanted[key]
		delete(wanted, key)
		switch {
		case !ok:
			told.bad("%s %s: does not follow from the observations", t.name(), key)
		case line != has[i]:
			told.bad("%s %s: %s", t.name(), key, columnDiffering(t, has[i], line))
		}
	}
	for _, key := range sortedKeys(wanted) {
		told.bad("%s %s: follows from the observations, and is missing", t.name(), key)
	}
	if told.n == 0 && !slices.Equal(hasKeys, wantKeys) {
		told.bad("%s: rows are not in the order of their keys", t.name())
	}
	told.close(t.name())
}

// limited tells the first problems one by one and counts the rest.
type limited struct {
	v *verification
	n int
}

func (l *limited) bad(format string, args ...any) {
	if l.n++; l.n <= mostLines {
		l.v.bad(format, args...)
	}
}

func (l *limited) close(table string) {
	if l.n > mostLines {
		l.v.bad("%s: and %d more", table, l.n-mostLines)
	}
}

// jsonValue is one value of a row as JSON.
func jsonValue(row, column string) string {
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(row), &values); err != nil {
		return row
	}
	return string(values[column])
}

// columnDiffering says in which column two rows differ.
func columnDiffering(t table, has, want string) string {
	for _, c := range tableColumns(t) {
		a, b := jsonValue(has, c.name), jsonValue(want, c.name)
		if a != b {
			return fmt.Sprintf("%s is %s, and %s follows from the observations", c.name, a, b)
		}
	}
	return "differs from what follows from the observations"
}

// placeholder is a part of an address that was to be filled in.
var placeholder = regexp.MustCompile(`\{[A-Za-z_-]+\}`)

// observed checks what a release's observations must not hold: addresses with
// parts that nobody filled in, and answers of others than the public registries.
func (v *verification) observed() {
	told := &limited{v: v}
	for _, t := range tables {
		rows := reflect.ValueOf(t.rows(v.data))
		_, keys := rowsOf(t, v.data)
		for _, c := range tableColumns(t) {
			if c.name != "url" && c.name != "homepage" && c.name != "link" {
				continue
			}
			for i := range rows.Len() {
				if open := placeholder.FindString(c.text(rows.Index(i))); open != "" {
					told.bad("%s %s: %s holds the placeholder %s: look again with a program that fills it in", t.name(), keys[i], c.name, open)
				}
			}
		}
	}
	for _, o := range v.data.Observations {
		if o.Mirror && v.tables != "" {
			told.bad("observations %s: a mirror answered, and a release holds public registries alone: look again at the public one", o.Observation)
		}
	}
	told.close("observations")
}

// references checks keys, and that every id and observation referred to exists.
func (v *verification) references() {
	known := map[string]map[string]bool{
		"ecosystems":   set(v.data.Ecosystems, func(r EcosystemRow) string { return r.Ecosystem }),
		"features":     set(v.data.Features, func(r FeatureRow) string { return r.Feature }),
		"observations": set(v.data.Observations, func(r Observation) string { return r.Observation }),
	}
	for _, t := range tables {
		told := &limited{v: v}
		_, keys := rowsOf(t, v.data)
		for i := 1; i < len(keys); i++ {
			if keys[i] == keys[i-1] {
				told.bad("%s %s: two rows have this key", t.name(), keys[i])
			}
		}
		rows := reflect.ValueOf(t.rows(v.data))
		for _, c := range tableColumns(t) {
			to, ok := c.references(t)
			if c.kind == typeArray && (c.name == "observations" || c.name == "features") {
				to, ok = c.name, true
			}
			for i := 0; ok && i < rows.Len(); i++ {
				for _, id := range strings.Fields(c.text(rows.Index(i))) {
					if !known[to][id] {
						told.bad("%s %s: %s %q is not in %s", t.name(), keys[i], c.name, id, to)
					}
				}
			}
		}
		told.close(t.name())
	}
}
