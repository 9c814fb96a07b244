// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// madeSurvey has the form of results.csv; its answers were made for tests.
const madeSurvey = "../../dataset/survey2022/testdata/made.csv"

func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestImport2022(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := command(t, "import-2022", madeSurvey, "--out", dir)
	if code != exitDone || !strings.HasPrefix(out, "572 answers in ") || errs != "" {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	_, table, _ := command(t, "export", "--table", "survey_2022", "--dataset", dir, "--format", "csv")
	lines, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(lines) != 573 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if got := strings.Join(lines[0], ","); got != "package_manager,row,question,journey,feature,answer_class,answer_detail,enforcement,ecosystem" {
		t.Errorf("columns are %s", got)
	}
	if strings.Contains(table, "Made Name") {
		t.Error("a respondent's name is kept")
	}
	if !strings.Contains(table, "other-way words: made words, Yes, really: made") {
		t.Error("the words of an import of one's own are gone")
	}
	if code, out, _ := command(t, "summary", "--dataset", dir, "--format", "csv"); code != exitDone || !strings.Contains(out, "\n5,Developers can sign their packages,integrity,supported,") {
		t.Errorf("summary of an import: %d %s", code, out)
	}
	if code, _, _ := command(t, "import-2022", madeSurvey, "--codes", "--out", dir); code != exitDone {
		t.Fatal(code)
	}
	if _, table, _ := command(t, "export", "--table", "survey_2022", "--dataset", dir); strings.Contains(table, "made words") {
		t.Error("--codes keeps words")
	}
}

// Beside a dataset the table goes where the others are, and hides none.
func TestImport2022BesideDataset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, errs := command(t, "survey", "--offline", "--ecosystem", "nuget", "--out", dir); code != exitDone {
		t.Fatal(errs)
	}
	if code, _, errs := command(t, "import-2022", madeSurvey, "--out", dir); code != exitDone {
		t.Fatal(errs)
	}
	for table, want := range map[string]string{"survey_2022": "made words", "verdicts": "integrity.provenance"} {
		if _, out, _ := command(t, "export", "--table", table, "--dataset", dir); !strings.Contains(out, want) {
			t.Errorf("%s has no %s", table, want)
		}
	}
	// The sums fit; what verify finds is that these answers are not the baseline.
	_, problems, _ := command(t, "verify", filepath.Join(dir, "dataset"))
	if strings.Contains(problems, "SHA256SUMS") || !strings.Contains(problems, "survey_2022") {
		t.Errorf("verify says %s", problems)
	}
}

// Bad input: one line, status 2, and what was there stays.
func TestImport2022Refuses(t *testing.T) {
	good, err := os.ReadFile(madeSurvey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if code, _, errs := command(t, "import-2022", madeSurvey, "--out", dir); code != exitDone {
		t.Fatal(errs)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "survey_2022.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"missing column", bytes.Replace(good, []byte(",Gradle,"), []byte(","), 1), "no column for package manager Gradle"},
		{"duplicate", bytes.Replace(good, []byte(",Gradle,"), []byte(",PyPI,"), 1), `package manager "PyPI" has two columns`},
		{"encoding", bytes.Replace(good, []byte("Made"), []byte("M\xe4de"), 1), "line 2 is not UTF-8"},
		{"extra question", append(bytes.Clone(good), "And one more?,,,,,,,,,,,\n"...), "an extra question"},
		{"HTML", []byte("<!doctype html><title>Not found</title>"), "an HTML page"},
		{"cut off", good[:len(good)-200], "f.csv: "},
	}
	file := filepath.Join(t.TempDir(), "f.csv")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(file, tt.data, 0o644); err != nil {
				t.Fatal(err)
			}
			code, out, errs := command(t, "import-2022", file, "--out", dir)
			if code != exitUsage || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, tt.want) {
				t.Errorf("status %d, %q, %q", code, out, errs)
			}
			if now, err := os.ReadFile(filepath.Join(dir, "survey_2022.parquet")); err != nil || !bytes.Equal(now, kept) {
				t.Errorf("what was there is not kept: %v", err)
			}
			fresh := filepath.Join(t.TempDir(), "new")
			if code, _, _ := command(t, "import-2022", file, "--out", fresh); code != exitUsage {
				t.Errorf("status %d without anything there", code)
			}
			if _, err := os.Stat(fresh); !os.IsNotExist(err) {
				t.Errorf("%s was made for nothing", fresh)
			}
		})
	}
}
