// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
)

const queriesDir = root + "/.github/queries"

// queryFiles are the questions that papers ask, each a statement for DuckDB.
func queryFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(queriesDir + "/*.sql")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d queries: %v", len(files), err)
	}
	return files
}

const queriesHead = `<!-- SPDX-License-Identifier: CC-BY-4.0 -->
# Questions that papers ask

Each is one statement for DuckDB over the dataset in ` + "`out/dataset`" + `, with the answer of the built-in release. After
` + "`make survey`" + `, ` + "`make query SQL=\"$(cat .github/queries/NAME.sql)\"`" + ` answers it; where DuckDB is installed,
` + "`duckdb < .github/queries/NAME.sql`" + ` does the same. The long tests run each against the release.
`

// The page of the questions shows each with its statement and its answer.
func TestQueriesPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(queriesHead)
	for _, file := range queryFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, statement, _ := strings.Cut(string(text), "\n")
		question, ok := strings.CutPrefix(first, "-- ")
		if !ok || !strings.HasSuffix(question, "?") && !strings.Contains(question, "? ") {
			t.Errorf("%s does not begin with its question", file)
		}
		fmt.Fprintf(&b, "\n## %s\n\n`%s`:\n\n```sql\n%s```\n\n%s", question, filepath.Base(file), statement, answerTable(t, file))
	}
	datasettest.Golden(t, queriesDir+"/README.md", b.String())
}

// answerFile is where the answer of a query is kept.
func answerFile(query string) string { return strings.TrimSuffix(query, ".sql") + ".csv" }

// answerTable is the answer of a query as a table in Markdown.
func answerTable(t *testing.T, query string) string {
	t.Helper()
	file, err := os.Open(answerFile(query))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: no answer: %v", file.Name(), err)
	}
	var b strings.Builder
	for i, row := range rows {
		for k, cell := range row {
			if strings.HasPrefix(cell, "https://") {
				row[k] = "[open](" + cell + ")"
			}
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	return b.String()
}
