// SPDX-License-Identifier: Apache-2.0

package datasettest

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/parquet-go/parquet-go"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Golden compares with a file, or writes it.
func Golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what is made now (go test -update in its folder writes it anew): want -, got +: %s", file, diff)
	}
}

// Catalog is the built-in one.
func Catalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Ecosystems are the built-in ones.
func Ecosystems(t *testing.T) []*ecosystems.Ecosystem {
	t.Helper()
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", Catalog(t))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Built is the dataset of the built-in release.
func Built(t *testing.T) *table.Dataset {
	t.Helper()
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	return dataset.Build(catalog.Wave, time.Time{}, Catalog(t), Ecosystems(t), seen)
}

// At is midnight, UTC, in milliseconds.
func At(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixMilli()
}

// SeenAt is a matched observation of a made repository.
func SeenAt(key string, kind probes.Kind, url string) table.Observation {
	ecosystem, rest, _ := strings.Cut(key, "/")
	feature, _, _ := strings.Cut(rest, "/")
	return table.Observation{
		Wave: "2026", Observation: key, Ecosystem: ecosystem, Feature: feature, Kind: kind, URL: url, Outcome: "matched",
		Repository: "acme/" + ecosystem, Path: url, RetrievedAt: At(2026, 8, 24), CommittedAt: At(2026, 8, 22),
	}
}

// MadeWaves are two waves with every direction, over features of the catalog.
func MadeWaves() (from, to *table.Dataset) {
	const signing, mfa, pinning = "integrity.signing", "authentication.mfa", "dependencies.pinning"
	from = &table.Dataset{Verdicts: []table.VerdictRow{
		Row("2022", "gem", signing, "planned"), Row("2022", "gem", mfa, "supported"), Row("2022", "gem", pinning, "unknown"),
		Row("2022", "npm", signing, "unsupported"), Row("2022", "npm", mfa, "supported"), Row("2022", "npm", pinning, "planned"),
		Row("2022", "pub", signing, "supported"), Row("2022", "npm", "sbom.generation", "unsupported"),
	}}
	to = &table.Dataset{
		Ecosystems: []table.EcosystemRow{{Ecosystem: "gem", Name: "RubyGems"}, {Ecosystem: "npm", Name: "npm"}, {Ecosystem: "nuget", Name: "NuGet"}},
		Observations: []table.Observation{
			SeenAt("gem/integrity.signing/1", "announcement", "https://example.org/blog"), SeenAt("gem/integrity.signing/2", "source", "https://example.org/(code) 1#L3"),
			SeenAt("npm/integrity.signing/1", "documentation", "https://example.org/docs#L4"), SeenAt("npm/dependencies.pinning/1", "issue", "https://example.org/plan"),
			SeenAt("gem/authentication.mfa/1", "documentation", "javascript:alert(1)"),
		},
	}
	add := func(v table.VerdictRow, enforcement vocabulary.Enforcement, since, note string, keys ...string) {
		v.Enforcement, v.Since, v.Note, v.Observations = enforcement, since, note, append([]string{}, keys...)
		to.Verdicts = append(to.Verdicts, v)
	}
	add(Row("2026", "gem", signing, "supported"), "optional", "2024-11", "With keys and without. And more.", "gem/integrity.signing/1", "gem/integrity.signing/2")
	add(Row("2026", "gem", mfa, "partial"), "default", "", "Only *owners* of <big> gems.", "gem/authentication.mfa/1")
	add(Row("2026", "gem", pinning, "supported"), "default", "2024-12", "")
	add(Row("2026", "npm", signing, "partial"), "optional", "2026", "Keyless only. More of it.", "npm/integrity.signing/1")
	add(Row("2026", "npm", mfa, "unsupported"), "", "", "Withdrawn.")
	add(Row("2026", "npm", pinning, "planned"), "", "", "A goal. Of many.", "npm/dependencies.pinning/1")
	add(Row("2026", "npm", "compromise.cooldown", "supported"), "optional", "2026-07", "")
	add(Row("2026", "nuget", signing, "supported"), "required", "2018-05", "")
	add(Row("2026", "nuget", "compromise.cooldown", "not-applicable"), "", "", "")
	to.Calibration = []table.CalibrationRow{
		{Ecosystem: "gem", Feature: mfa, Answer: "supported", History: "partial", URL: "https://example.org/then"},
		{Ecosystem: "npm", Feature: mfa, Answer: "supported", History: "supported"}, {Ecosystem: "npm", Feature: signing, Answer: "unsupported", History: "unknown"},
	}
	to.Changes = derive.Changes(from.Verdicts, to.Verdicts, to.Observations)
	derive.ExplainChanges(to.Changes, to)
	return from, to
}

// Row is a verdict.
func Row(wave, ecosystem, feature string, verdict vocabulary.Verdict) table.VerdictRow {
	return table.VerdictRow{Wave: wave, Ecosystem: ecosystem, Feature: feature, Verdict: verdict, Method: vocabulary.Probed, Observations: []string{}}
}

// Files are those below a folder, by path with slashes.
func Files(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// ParquetRows reads a file by the library alone, without this program's types.
func ParquetRows(t *testing.T, data string) []map[string]any {
	t.Helper()
	reader := parquet.NewGenericReader[any](strings.NewReader(data))
	rows := make([]any, reader.NumRows())
	if n, _ := reader.Read(rows); n != len(rows) {
		t.Fatalf("%d of %d rows", n, len(rows))
	}
	var typed []map[string]any
	for _, row := range rows {
		typed = append(typed, row.(map[string]any))
	}
	return typed
}
