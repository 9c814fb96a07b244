// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// packageRows makes n packages with as many metrics each, sorted by their key.
func packageRows(n int, metrics ...string) []AdoptionPackageRow {
	var rows []AdoptionPackageRow
	for i := range n {
		for k, m := range metrics {
			row := AdoptionPackageRow{PURL: fmt.Sprintf("pkg:npm/made-%07d", i), Metric: m, Value: int64((i + k) % 2), Units: 1}
			if (i*7+k)%50 == 0 {
				row = AdoptionPackageRow{PURL: row.PURL, Metric: m, Why: "latest: HTTP status 404"}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// What is written reads back the same, also where a row group ends and when row groups
// wait for each other, and the same rows give the same bytes.
func TestAdoptionPackages(t *testing.T) {
	for _, n := range []int{0, 1, packageRowGroup/2 - 1, packageRowGroup / 2, packageRowGroup/2 + 3, packageRowGroups * packageRowGroup} {
		rows := packageRows(n, "a.b.c", "a.b.d")
		var files [2]bytes.Buffer
		for i := range files {
			w := NewAdoptionPackages(&files[i])
			for _, row := range rows {
				if err := w.Add(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
			t.Errorf("%d: the same rows gave other bytes", n)
		}
		again, err := parquet.Read[AdoptionPackageRow](bytes.NewReader(files[0].Bytes()), int64(files[0].Len()))
		if err != nil || !slices.Equal(again, rows) && len(rows) > 0 {
			t.Errorf("%d: %d rows read back as %d others: %v", n, len(rows), len(again), err)
		}
	}
}

// fullDisk takes so many bytes and no more.
type fullDisk int

func (d *fullDisk) Write(b []byte) (int, error) {
	if *d -= fullDisk(len(b)); *d < 0 {
		return 0, syscall.ENOSPC
	}
	return len(b), nil
}

// A file that cannot be written is an error that names the table, wherever it ends.
func TestAdoptionPackagesUnwritable(t *testing.T) {
	for _, room := range []fullDisk{0, 2, 5_000} {
		w := NewAdoptionPackages(&room)
		var err error
		for _, row := range packageRows(4*packageRowGroup, "a.b.c") {
			if err = w.Add(row); err != nil {
				break
			}
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "table adoption_packages: ") {
			t.Errorf("%v", err)
		}
	}
}
