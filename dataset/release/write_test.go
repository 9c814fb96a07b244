// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// published writes a release of the observations built in.
func published(t *testing.T, d *table.Dataset, previous *report.Previous) string {
	t.Helper()
	dir := t.TempDir()
	if err := Write(d, dir, "2026.11", datasettest.Catalog(t), previous); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReleaseFolder(t *testing.T) {
	d := datasettest.Built(t)
	d.Observations[0].Excerpt = "somebody else's sentence"
	dir := published(t, d, nil)
	files := datasettest.Files(t, dir)
	want := []string{
		"README.md", "NOTES.md", "DICTIONARY.md", "LICENSE", "CITATION.cff", "SHA256SUMS", "datapackage.json", "croissant.json",
		"survey/2026/README.md", "survey/2026/results.csv", "survey/2026/summary.md",
	}
	for _, name := range table.Names() {
		want = append(want, "dataset/"+name+".parquet", "dataset/"+name+".csv", "dataset/"+name+".json")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, table.SortedKeys(files)); diff != "" {
		t.Errorf("files: want -, got +: %s", diff)
	}
	for name, content := range files {
		if strings.Contains(content, "somebody else's sentence") {
			t.Errorf("%s has an excerpt", name)
		}
	}
	if diff := cmp.Diff(files, datasettest.Files(t, published(t, datasettest.Built(t), nil))); diff != "" {
		t.Errorf("the same observations gave other bytes: %.2000s", diff)
	}
}

// The twins say the same, read by readers that know nothing of the writer.
func TestTwins(t *testing.T) {
	d := datasettest.Built(t)
	d.Responses = []table.ResponseRow{{Wave: "2026", Ecosystem: "npm", Feature: "a", Agrees: "yes"}, {Wave: "2026", Ecosystem: "npm", Feature: "b"}}
	files := datasettest.Files(t, published(t, d, nil))
	for _, name := range table.Names() {
		typed := datasettest.ParquetRows(t, files["dataset/"+name+".parquet"])
		lines, err := csv.NewReader(strings.NewReader(files["dataset/"+name+".csv"])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var objects []map[string]any
		decoder := json.NewDecoder(strings.NewReader(files["dataset/"+name+".json"]))
		decoder.UseNumber()
		if err := decoder.Decode(&objects); err != nil {
			t.Fatal(err)
		}
		if len(typed) != len(lines)-1 || len(typed) != len(objects) {
			t.Fatalf("%s: %d rows in parquet, %d in csv, %d in json", name, len(typed), len(lines)-1, len(objects))
		}
		for i, row := range typed {
			if len(row) != len(lines[0]) || len(row) != len(objects[i]) {
				t.Fatalf("%s row %d: %d columns in parquet, %d in csv, %d in json", name, i, len(row), len(lines[0]), len(objects[i]))
			}
			for k, column := range lines[0] {
				want := cellOf(row[column], column)
				if got := lines[i+1][k]; got != want {
					t.Fatalf("%s row %d %s: csv has %q, parquet %q", name, i, column, got, want)
				}
				if got := cellOf(objects[i][column], column); got != want {
					t.Fatalf("%s row %d %s: json has %q, parquet %q", name, i, column, got, want)
				}
				if (row[column] == nil) != (objects[i][column] == nil) {
					t.Fatalf("%s row %d %s: NULL in one of json and parquet", name, i, column)
				}
			}
		}
	}
}

// cellOf is a value as a cell of CSV shows it.
func cellOf(value any, column string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		if column == table.DigestColumn {
			return hex.EncodeToString(v)
		}
		return string(v)
	case []any:
		var words []string
		for _, each := range v {
			words = append(words, cellOf(each, column))
		}
		return strings.Join(words, " ")
	case float64:
		text, _ := json.Marshal(v)
		return string(text)
	case int64:
		if !strings.HasSuffix(column, "_at") && !strings.HasSuffix(column, "_since") {
			return fmt.Sprint(v)
		}
		return time.UnixMilli(v).UTC().Format(time.RFC3339)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	}
	if array := reflect.ValueOf(value); array.Kind() == reflect.Array || array.Kind() == reflect.Slice {
		return fmt.Sprintf("%x", value)
	}
	return fmt.Sprint(value)
}

// The file has the shape of that of 2022: questions are rows, package managers
// are columns, and no question is there twice.
func TestSurveyResults(t *testing.T) {
	d := datasettest.Built(t)
	lines, err := csv.NewReader(strings.NewReader(datasettest.Files(t, published(t, d, nil))["survey/2026/results.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if lines[0][0] != "Package Manager" || len(lines[0]) != 1+len(d.Ecosystems) || len(lines) < 1+2*len(d.Features) {
		t.Errorf("%d rows, header %q", len(lines), lines[0])
	}
	seen := make(map[string]bool)
	npm := slices.Index(lines[0], "npm")
	for _, line := range lines {
		if seen[line[0]] {
			t.Errorf("question %q is there twice", line[0])
		}
		seen[line[0]] = true
		if line[0] == "Build provenance supported" && !strings.HasPrefix(line[npm], "Yes, optional, since 2023-09") {
			t.Errorf("npm: %q", line[npm])
		}
		if line[0] == "Where can it be seen? (Build provenance supported)" && !strings.HasPrefix(line[npm], "https://") {
			t.Errorf("npm: %q", line[npm])
		}
	}
}

func TestAnswerText(t *testing.T) {
	for _, test := range []struct {
		v    table.VerdictRow
		want string
	}{
		{table.VerdictRow{}, ""},
		{table.VerdictRow{Verdict: "supported", Enforcement: "required", Since: "2024-01"}, "Yes, required, since 2024-01"},
		{table.VerdictRow{Verdict: "supported", Enforcement: "default", Disputed: true, Note: "Most."}, "Yes, by default, sources disagree: Most."},
		{table.VerdictRow{Verdict: "partial", Enforcement: "optional", Note: "Previews only."}, "In part, optional: Previews only."},
		{table.VerdictRow{Verdict: "planned"}, "No, but planned"},
		{table.VerdictRow{Verdict: "exploring"}, "No, but interested in exploring"},
		{table.VerdictRow{Verdict: "unsupported"}, "No"},
		{table.VerdictRow{Verdict: vocabulary.NotApplicable}, "Not applicable"},
		{table.VerdictRow{Verdict: vocabulary.Unknown, Note: "unreachable: gone"}, "Unknown: unreachable: gone"},
	} {
		if got := report.AnswerText(test.v); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestGoldenSurveyAndNotes(t *testing.T) {
	c := datasettest.Catalog(t)
	_, after := datasettest.MadeWaves()
	after.Features = []table.FeatureRow{{Feature: "integrity.signing", Title: "Developers can *sign*"}, {Feature: "authentication.mfa", Title: "MFA | any"}, {Feature: "dependencies.pinning", Title: "Pinning"}}
	before := *after
	before.Features = append(slices.Clone(after.Features), table.FeatureRow{Feature: "sbom.removed"})
	before.Ecosystems = after.Ecosystems[:2]
	before.Verdicts = slices.Clone(after.Verdicts)
	before.Verdicts[0].Verdict, before.Verdicts[0].Since, before.Verdicts[0].Enforcement = "planned", "", ""
	before.Verdicts[1].Enforcement = "optional"
	tell := report.NewLabels(c, after)
	results, err := report.SurveyResults(after, tell)
	if err != nil {
		t.Fatal(err)
	}
	datasettest.Golden(t, "testdata/survey-results.csv", results)
	datasettest.Golden(t, "testdata/survey-summary.md", report.SurveySummary(after, tell))
	datasettest.Golden(t, "testdata/survey-readme.md", report.SurveyReadme(after, tell))
	datasettest.Golden(t, "testdata/notes.md", report.Notes(after, "2026.12", c, &report.Previous{Version: "2026.11", Data: &before}))
	datasettest.Golden(t, "testdata/notes-same.md", report.Notes(after, "2026.12", c, &report.Previous{Version: "", Data: after}))
	datasettest.Golden(t, "testdata/notes-first.md", report.Notes(after, "2026.11", c, nil))
}

func TestPrevious(t *testing.T) {
	dir := published(t, datasettest.Built(t), nil)
	p, err := OpenPrevious(dir)
	if err != nil || p.Version != "2026.11" || len(p.Data.Verdicts) == 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	file := filepath.Join(dir, "dataset", "verdicts.csv")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.ToUpper(data), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPrevious(dir); err == nil || !strings.Contains(err.Error(), "verdicts.csv: was changed") {
		t.Errorf("damaged: %v", err)
	}
	for _, other := range []string{t.TempDir(), filepath.Join(dir, "nowhere")} {
		if _, err := OpenPrevious(other); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", other, err)
		}
	}
}
