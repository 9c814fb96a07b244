// SPDX-License-Identifier: Apache-2.0

package dataset_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

func TestRoundTripAndBytes(t *testing.T) {
	d := datasettest.Built(t)
	first, second := t.TempDir(), t.TempDir()
	if err := dataset.Write(d, first, ""); err != nil {
		t.Fatal(err)
	}
	read, err := dataset.Open(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Verdicts, read.Verdicts); diff != "" {
		t.Errorf("verdicts change in Parquet: %s", diff)
	}
	if diff := cmp.Diff(d.Observations, read.Observations); diff != "" {
		t.Errorf("observations change in Parquet: %s", diff)
	}
	if err := dataset.Write(read, second, ""); err != nil {
		t.Fatal(err)
	}
	for _, name := range table.Names() {
		a, errA := os.ReadFile(filepath.Join(first, name+".parquet"))
		b, errB := os.ReadFile(filepath.Join(second, name+".parquet"))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: the same rows gave other bytes (%v, %v)", name, errA, errB)
		}
	}
}

func TestReleaseHasNoExcerpt(t *testing.T) {
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range seen {
		if o.Excerpt != "" {
			t.Fatalf("%s keeps an excerpt", o.Observation)
		}
	}
}

// Every verdict but unknown and not-applicable rests on an observation that
// matched, with a place to open and a digest.
func TestReleaseVerdictsHaveEvidence(t *testing.T) {
	d := datasettest.Built(t)
	seen := make(map[string]table.Observation)
	for _, o := range d.Observations {
		seen[o.Observation] = o
	}
	for _, v := range d.Verdicts {
		if v.Verdict == vocabulary.Unknown || v.Verdict == vocabulary.NotApplicable {
			continue
		}
		matched := 0
		for _, key := range v.Observations {
			o, ok := seen[key]
			if !ok {
				t.Fatalf("%s %s names %s, which is no observation", v.Ecosystem, v.Feature, key)
			}
			if o.Outcome == "matched" && strings.HasPrefix(o.URL, "https://") && o.Digest != nil {
				matched++
			}
		}
		if matched == 0 {
			t.Errorf("%s %s is %s without evidence", v.Ecosystem, v.Feature, v.Verdict)
		}
	}
}

func TestExportsAgree(t *testing.T) {
	d := datasettest.Built(t)
	for _, table := range table.Names() {
		var asCSV, asJSON, asLines bytes.Buffer
		for format, out := range map[string]*bytes.Buffer{"csv": &asCSV, "json": &asJSON, "ndjson": &asLines} {
			if err := d.Export(out, table, format); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := csv.NewReader(&asCSV).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var objects []map[string]any
		if err := json.Unmarshal(asJSON.Bytes(), &objects); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if n := strings.Count(asLines.String(), "\n"); n != len(objects) || len(lines) != n+1 {
			t.Errorf("%s: %d rows in csv, %d in json, %d in ndjson", table, len(lines)-1, len(objects), n)
		}
		if len(objects) > 0 && len(objects[0]) != len(lines[0]) {
			t.Errorf("%s: %d columns in csv, %d in json", table, len(lines[0]), len(objects[0]))
		}
	}
}

func TestVerdictsHeader(t *testing.T) {
	var out bytes.Buffer
	if err := (&table.Dataset{}).Export(&out, "verdicts", "csv"); err != nil {
		t.Fatal(err)
	}
	if want := "wave,ecosystem,feature,verdict,enforcement,since,confidence,method,disputed,note,observations,stale,last_seen,old_source,reason,missing_trait,since_latest,as_of,evidence_url\n"; out.String() != want {
		t.Errorf("header %q, want %q", out.String(), want)
	}
}

// A damaged file is an error, or rows: never a panic.
func FuzzDecode(f *testing.F) {
	data, err := table.EncodeObservations([]table.Observation{{Wave: "2026", Observation: "a", Digest: &[32]byte{1}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, in []byte) { _, _ = table.DecodeObservations("made", in) })
}

func TestBuildHoldsTheBaseline(t *testing.T) {
	if !slices.EqualFunc(datasettest.Built(t).Survey2022, survey2022.Baseline(), func(a, b table.SurveyAnswer) bool { return a == b }) {
		t.Error("Build does not hold the baseline of 2022")
	}
}
