// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// The schema is a promise: columns are only ever added.
func TestGoldenSchema(t *testing.T) {
	var b strings.Builder
	for i, one := range table.All() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s: %s; key: %s\n%s\n", one.Name(), one.About(), strings.Join(one.Key(), ", "), one.Schema())
	}
	datasettest.Golden(t, "../schema.golden", b.String())
}

// Every column says what it holds.
func TestColumnsAreDocumented(t *testing.T) {
	for _, one := range table.All() {
		for _, c := range table.ColumnsOf(reflect.TypeOf(one.Rows(&table.Dataset{})).Elem()) {
			if c.Doc == "" {
				t.Errorf("%s.%s has no doc tag", one.Name(), c.Name)
			}
		}
	}
}
