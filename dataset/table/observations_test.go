// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

func TestReadObservations(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, keys ...string) {
		t.Helper()
		var rows []table.Observation
		for _, key := range keys {
			rows = append(rows, datasettest.SeenAt(key, "source", "https://example.org"))
		}
		data, err := table.EncodeObservations(rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := table.ReadObservations(dir); err == nil || !strings.Contains(err.Error(), "no file of observations") {
		t.Errorf("an empty folder: %v", err)
	}
	write("npm.parquet", "npm/a/1", "npm/b/2")
	write("gem.parquet", "gem/a/1")
	write("left.txt")
	rows, err := table.ReadObservations(dir)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, o := range rows {
		keys = append(keys, o.Observation)
	}
	if got := strings.Join(keys, " "); got != "gem/a/1 npm/a/1 npm/b/2" {
		t.Errorf("keys %s", got)
	}
	if rows, err = table.ReadObservations(filepath.Join(dir, "npm.parquet")); err != nil || len(rows) != 2 {
		t.Errorf("one file: %d rows, %v", len(rows), err)
	}
	write("old.parquet", "gem/a/1")
	if _, err := table.ReadObservations(dir); err == nil || !strings.Contains(err.Error(), "gem.parquet and old.parquet both hold") {
		t.Errorf("a key twice: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "old.parquet"), []byte("PAR1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := table.ReadObservations(dir); err == nil || !strings.Contains(err.Error(), "old.parquet: not a readable") {
		t.Errorf("a damaged file: %v", err)
	}
}
