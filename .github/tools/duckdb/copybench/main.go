// SPDX-License-Identifier: Apache-2.0

// Command copybench times DuckDB's COPY of a Parquet file's rows, which it holds in a
// table, to another Parquet file with zstd, on two threads. It prints the seconds of the
// fastest of five, the rows, and the most memory that it ever had, in bytes: what the
// program's own writer is measured against.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: copybench FROM.parquet TO.parquet")
		os.Exit(2)
	}
	if err := measure(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "copybench:", err)
		os.Exit(2)
	}
}

func measure(ctx context.Context, from, to string) error {
	db, err := sql.Open("duckdb", "?threads=2") // in memory
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	quoted := func(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
	if _, err := db.ExecContext(ctx, "CREATE TABLE t AS SELECT * FROM "+quoted(from)); err != nil {
		return err
	}
	var least time.Duration
	for range 5 {
		began := time.Now()
		if _, err := db.ExecContext(ctx, "COPY t TO "+quoted(to)+" (FORMAT parquet, COMPRESSION zstd)"); err != nil {
			return err
		}
		if took := time.Since(began); least == 0 || took < least {
			least = took
		}
	}
	var rows int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM t").Scan(&rows); err != nil {
		return err
	}
	fmt.Println(least.Seconds(), rows, peakMemory())
	return nil
}

// peakMemory is 0 where the system does not say.
func peakMemory() (kilobytes int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes << 10
		}
	}
	return 0
}
