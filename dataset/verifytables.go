// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// mostLines is how many problems of one table are told one by one.
const mostLines = 20

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
