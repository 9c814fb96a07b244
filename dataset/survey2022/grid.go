// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxSize of a file in bytes is far above the 26 kB of the file: more is some other file.
const MaxSize = 4 << 20

const mend = "give survey/2022/results.csv of ossf/wg-securing-software-repos"

// readGrid reads the file's names of package managers and, for each question in
// order, their answers.
func readGrid(file string, data []byte, table *Table) (columns []string, rows [][]string, err error) {
	bad := func(format string, args ...any) ([]string, [][]string, error) {
		return nil, nil, fmt.Errorf("%s: %s", file, fmt.Sprintf(format, args...))
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if problem := notCSV(data); problem != "" {
		return bad("%s: %s", problem, mend)
	}
	lines, starts, err := records(data)
	if err != nil {
		return bad("not readable as CSV: %v", err)
	}
	columns, err = checkHeader(lines[0], table.PackageManagers)
	if err != nil {
		return bad("line 1: %v", err)
	}
	for i, line := range lines {
		if len(line) != len(lines[0]) {
			return bad("line %d: %d columns, and the header has %d: a column is missing or a comma is not quoted", starts[i], len(line), len(lines[0]))
		}
	}
	if at, problem := alignQuestions(lines[1:], table.Questions); problem != "" {
		start := starts[len(starts)-1]
		if at+1 < len(starts) {
			start = starts[at+1]
		}
		return bad("line %d: %s", start, problem)
	}
	for _, line := range lines[1:] {
		rows = append(rows, line[1:])
	}
	return columns, rows, nil
}

// notCSV says what the bytes are instead.
func notCSV(data []byte) string {
	start := strings.ToLower(string(bytes.TrimSpace(data[:min(len(data), 512)])))
	switch {
	case start == "":
		return "the file is empty"
	case len(data) > MaxSize:
		return fmt.Sprintf("the file has %d bytes, far more than the survey", len(data))
	case strings.HasPrefix(start, "<"):
		return "an HTML page, not the CSV file"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PAR1")):
		return "a binary file, not the CSV file"
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.IndexByte(data, 0) >= 0:
		return "not UTF-8 but UTF-16 or binary"
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return fmt.Sprintf("line %d is not UTF-8", i+1)
		}
	}
	return ""
}

// records gives the file's records and the lines at which they begin.
func records(data []byte) (lines [][]string, starts []int, err error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		start, _ := r.FieldPos(0)
		lines, starts = append(lines, line), append(starts, start)
	}
	if len(lines) == 0 {
		return nil, nil, errors.New("no record is in it")
	}
	return lines, starts, nil
}

// checkHeader checks the first line: every package manager has one column.
func checkHeader(line, want []string) ([]string, error) {
	if !strings.EqualFold(strings.TrimSpace(line[0]), "Package Manager") {
		return nil, fmt.Errorf("begins with %s, not with Package Manager and a column for each: %s", quoteCell(line[0]), mend)
	}
	names := make([]string, 0, len(line))
	for i, cell := range line[1:] {
		name := strings.TrimSpace(cell)
		if k := slices.Index(names, name); k >= 0 {
			return nil, fmt.Errorf("package manager %s has two columns, %d and %d: remove one", quoteCell(name), k+2, i+2)
		}
		if !slices.Contains(want, name) {
			return nil, fmt.Errorf("column %d, %s, is not a package manager of the survey: they are %s", i+2, quoteCell(name), strings.Join(want, ", "))
		}
		names = append(names, name)
	}
	for _, name := range want {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("no column for package manager %s: the survey has %d", name, len(want))
		}
	}
	return names, nil
}

// alignQuestions compares the rows with the questions, and says what is wrong at the
// first row that is not its question.
func alignQuestions(lines [][]string, questions []Question) (at int, problem string) {
	for i, q := range questions {
		if i >= len(lines) {
			return i, fmt.Sprintf("the file ends before question %d (%s): it is missing or cut off", q.Row, q.Label)
		}
		asked := lines[i][0]
		if q.isAsked(asked) {
			continue
		}
		if i+1 < len(lines) && q.isAsked(lines[i+1][0]) && len(lines) > len(questions) {
			return i, fmt.Sprintf("an extra question, %s, before question %d (%s): remove it", quoteCell(asked), q.Row, q.Label)
		}
		if i+1 < len(questions) && questions[i+1].isAsked(asked) {
			return i, fmt.Sprintf("question %d (%s) is missing: %s", q.Row, q.Label, mend)
		}
		return i, fmt.Sprintf("%s is not question %d (%s): %s", quoteCell(asked), q.Row, q.Label, mend)
	}
	if extra := len(questions); len(lines) > extra {
		return extra, fmt.Sprintf("an extra question, %s, after the last of %d: remove it", quoteCell(lines[extra][0]), extra)
	}
	return 0, ""
}

// quoteCell shows a cell's beginning within one line.
func quoteCell(cell string) string {
	cell = strings.Join(strings.Fields(cell), " ")
	if r := []rune(cell); len(r) > 40 {
		cell = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", cell)
}
