// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"fmt"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// A value that is missing is NULL, wherever the others stand: each run of n
// values at place n of 64 rows, and a column without any.
func TestNulls(t *testing.T) {
	var rows []table.Change
	for i := range 200 {
		rows = append(rows, table.Change{FromWave: "2022", ToWave: "2026", Ecosystem: "made", Feature: fmt.Sprintf("a.%03d", i), Observations: []string{}})
	}
	for n := 1; n < 32; n++ {
		d := &table.Dataset{Changes: append([]table.Change(nil), rows...)}
		for i := n; i < 2*n; i++ {
			d.Changes[i].FromEnforcement = "required"
		}
		var data []byte
		for _, table := range table.Tables {
			if table.Name() == "changes" {
				var err error
				if data, err = table.Encode(d); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, row := range datasettest.ParquetRows(t, string(data)) {
			if got, want := row["from_enforcement"] != nil, i >= n && i < 2*n; got != want || row["to_enforcement"] != nil {
				t.Fatalf("%d values at place %d: row %d has %v and %v", n, n, i, row["from_enforcement"], row["to_enforcement"])
			}
		}
	}
}
