// SPDX-License-Identifier: Apache-2.0

// Command query runs one SQL statement in DuckDB and prints its rows as CSV. It
// takes the place of DuckDB's own client where that is not installed, and lets a test
// read the published Parquet files with a reader that is not ours. It is a
// module of its own, for DuckDB needs cgo and the program does not.
package main

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"os"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, `usage: query "SELECT count(*) FROM 'out/dataset/verdicts.parquet'"`)
		os.Exit(2)
	}
	if err := query(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "query:", err)
		os.Exit(2)
	}
}

// query writes the column names and the rows.
func query(out io.Writer, statement string) error {
	db, err := sql.Open("duckdb", "") // in memory
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(statement)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	w := csv.NewWriter(out)
	if err := w.Write(columns); err != nil {
		return err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	line := make([]string, len(columns))
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		for i, v := range values {
			line[i] = ""
			if v != nil {
				line[i] = fmt.Sprint(v)
			}
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	if err := rows.Err(); err != nil {
		return err
	}
	return w.Error()
}
