// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// mostLines is how many problems of one table are told one by one.
const mostLines = 20

// rowsOf lists a table's rows as JSON, each with its key.
func rowsOf(t table.Table, d *table.Dataset) (lines, keys []string) {
	rows := reflect.ValueOf(t.Rows(d))
	columns := table.ColumnsOf(table.RowType(t))
	for i := range rows.Len() {
		var out bytes.Buffer
		_ = table.WriteObject(&out, columns, rows.Index(i)) // a buffer takes everything, and plain values encode
		var key []string
		for _, name := range t.Key() {
			for _, c := range columns {
				if c.Name == name {
					key = append(key, c.Text(rows.Index(i)))
				}
			}
		}
		lines, keys = append(lines, out.String()), append(keys, strings.Join(key, " "))
	}
	return lines, keys
}

// same compares a table with the one that follows from the observations.
func (v *verification) same(t table.Table, again *table.Dataset) {
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
			told.bad("%s %s: does not follow from the observations", t.Name(), key)
		case line != has[i]:
			told.bad("%s %s: %s", t.Name(), key, columnDiffering(t, has[i], line))
		}
	}
	for _, key := range table.SortedKeys(wanted) {
		told.bad("%s %s: follows from the observations, and is missing", t.Name(), key)
	}
	if told.n == 0 && !slices.Equal(hasKeys, wantKeys) {
		told.bad("%s: rows are not in the order of their keys", t.Name())
	}
	told.close(t.Name())
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
func columnDiffering(t table.Table, has, want string) string {
	for _, c := range table.Columns(t) {
		a, b := jsonValue(has, c.Name), jsonValue(want, c.Name)
		if a != b {
			return fmt.Sprintf("%s is %s, and %s follows from the observations", c.Name, a, b)
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
	for _, t := range table.All() {
		rows := reflect.ValueOf(t.Rows(v.data))
		_, keys := rowsOf(t, v.data)
		for _, c := range table.Columns(t) {
			if c.Name != "url" && c.Name != "homepage" && c.Name != "link" {
				continue
			}
			for i := range rows.Len() {
				if open := placeholder.FindString(c.Text(rows.Index(i))); open != "" {
					told.bad("%s %s: %s holds the placeholder %s: look again with a program that fills it in", t.Name(), keys[i], c.Name, open)
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
		"ecosystems":   table.SetOf(v.data.Ecosystems, func(r table.EcosystemRow) string { return r.Ecosystem }),
		"features":     table.SetOf(v.data.Features, func(r table.FeatureRow) string { return r.Feature }),
		"observations": table.SetOf(v.data.Observations, func(r table.Observation) string { return r.Observation }),
	}
	v.questions(known["features"])
	for _, t := range table.All() {
		told := &limited{v: v}
		_, keys := rowsOf(t, v.data)
		for i := 1; i < len(keys); i++ {
			if keys[i] == keys[i-1] {
				told.bad("%s %s: two rows have this key", t.Name(), keys[i])
			}
		}
		rows := reflect.ValueOf(t.Rows(v.data))
		for _, c := range table.Columns(t) {
			to, ok := c.References(t)
			if c.Type == table.TypeArray && (c.Name == "observations" || c.Name == "features") {
				to, ok = c.Name, true
			}
			for i := 0; ok && i < rows.Len(); i++ {
				for id := range strings.FieldsSeq(c.Text(rows.Index(i))) {
					if !known[to][id] {
						told.bad("%s %s: %s %q is not in %s", t.Name(), keys[i], c.Name, id, to)
					}
				}
			}
		}
		told.close(t.Name())
	}
}

// questions checks that each observation is about a feature, or about an item of a
// checklist that conformance has.
func (v *verification) questions(features map[string]bool) {
	told := &limited{v: v}
	items := table.SetOf(v.data.Conformance, func(r table.ConformanceRow) string { return r.Guidance + "." + r.Item })
	for _, o := range v.data.Observations {
		if !features[o.Feature] && !items[o.Feature] {
			told.bad("observations %s %s: feature %q is not in features, and not an item of conformance", o.Wave, o.Observation, o.Feature)
		}
	}
	told.close("observations")
}
