// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

var update = flag.Bool("update", false, "rewrite schema.golden and the golden texts under testdata")

// golden compares with a file, or writes it.
func golden(t *testing.T, file, got string) {
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
		t.Errorf("%s is not what is made now (go test ./dataset -update writes it anew): want -, got +: %s", file, diff)
	}
}

// The schema is a promise: columns are only ever added.
func TestGoldenSchema(t *testing.T) {
	var b strings.Builder
	for i, one := range table.Tables {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s: %s; key: %s\n%s\n", one.Name(), one.About(), strings.Join(one.Key(), ", "), one.Schema())
	}
	golden(t, "schema.golden", b.String())
}

// Every column says what it holds.
func TestColumnsAreDocumented(t *testing.T) {
	for _, one := range table.Tables {
		for _, c := range table.ColumnsOf(reflect.TypeOf(one.Rows(&table.Dataset{})).Elem()) {
			if c.Doc == "" {
				t.Errorf("%s.%s has no doc tag", one.Name(), c.Name)
			}
		}
	}
}

func at(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixMilli()
}

func seenAt(key string, kind probes.Kind, url string) table.Observation {
	ecosystem, rest, _ := strings.Cut(key, "/")
	feature, _, _ := strings.Cut(rest, "/")
	return table.Observation{
		Wave: "2026", Observation: key, Ecosystem: ecosystem, Feature: feature, Kind: kind, URL: url, Outcome: "matched",
		Repository: "acme/" + ecosystem, Path: url, RetrievedAt: at(2026, 8, 24), CommittedAt: at(2026, 8, 22),
	}
}

// madeWaves are two waves with every direction, over features of the catalog.
func madeWaves() (from, to *table.Dataset) {
	const signing, mfa, pinning = "integrity.signing", "authentication.mfa", "dependencies.pinning"
	from = &table.Dataset{Verdicts: []table.VerdictRow{
		row("2022", "gem", signing, "planned"), row("2022", "gem", mfa, "supported"), row("2022", "gem", pinning, "unknown"),
		row("2022", "npm", signing, "unsupported"), row("2022", "npm", mfa, "supported"), row("2022", "npm", pinning, "planned"),
		row("2022", "pub", signing, "supported"), row("2022", "npm", "sbom.generation", "unsupported"),
	}}
	to = &table.Dataset{
		Ecosystems: []table.EcosystemRow{{Ecosystem: "gem", Name: "RubyGems"}, {Ecosystem: "npm", Name: "npm"}, {Ecosystem: "nuget", Name: "NuGet"}},
		Observations: []table.Observation{
			seenAt("gem/integrity.signing/1", "announcement", "https://example.org/blog"), seenAt("gem/integrity.signing/2", "source", "https://example.org/(code) 1#L3"),
			seenAt("npm/integrity.signing/1", "documentation", "https://example.org/docs#L4"), seenAt("npm/dependencies.pinning/1", "issue", "https://example.org/plan"),
			seenAt("gem/authentication.mfa/1", "documentation", "javascript:alert(1)"),
		},
	}
	add := func(v table.VerdictRow, enforcement vocabulary.Enforcement, since, note string, keys ...string) {
		v.Enforcement, v.Since, v.Note, v.Observations = enforcement, since, note, append([]string{}, keys...)
		to.Verdicts = append(to.Verdicts, v)
	}
	add(row("2026", "gem", signing, "supported"), "optional", "2024-11", "With keys and without. And more.", "gem/integrity.signing/1", "gem/integrity.signing/2")
	add(row("2026", "gem", mfa, "partial"), "default", "", "Only *owners* of <big> gems.", "gem/authentication.mfa/1")
	add(row("2026", "gem", pinning, "supported"), "default", "2024-12", "")
	add(row("2026", "npm", signing, "partial"), "optional", "2026", "Keyless only. More of it.", "npm/integrity.signing/1")
	add(row("2026", "npm", mfa, "unsupported"), "", "", "Withdrawn.")
	add(row("2026", "npm", pinning, "planned"), "", "", "A goal. Of many.", "npm/dependencies.pinning/1")
	add(row("2026", "npm", "compromise.cooldown", "supported"), "optional", "2026-07", "")
	add(row("2026", "nuget", signing, "supported"), "required", "2018-05", "")
	add(row("2026", "nuget", "compromise.cooldown", "not-applicable"), "", "", "")
	to.Changes = derive.Changes(from.Verdicts, to.Verdicts, to.Observations)
	return from, to
}

func TestGoldenDiff(t *testing.T) {
	c := mustCatalog(t)
	from, to := madeWaves()
	for _, test := range []struct {
		name, format string
		from, to     *table.Dataset
	}{
		{"diff.md", "md", from, to}, {"diff.json", "json", from, to}, {"diff.csv", "csv", from, to},
		{"same.md", "md", to, to}, {"same.json", "json", to, to}, {"same.csv", "csv", to, to},
	} {
		var out bytes.Buffer
		if err := report.Diff(&out, test.format, c, test.from, test.to); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+test.name, out.String())
	}
	if err := report.Diff(&bytes.Buffer{}, "xml", c, from, to); err == nil {
		t.Error("a diff in xml")
	}
}

func TestGoldenReports(t *testing.T) {
	c := mustCatalog(t)
	_, to := madeWaves()
	for name, report := range map[string]func(*bytes.Buffer) error{
		"tac.md":           func(b *bytes.Buffer) error { return report.TAC(b, c, to, "2024-12") },
		"tac-mid-year.md":  func(b *bytes.Buffer) error { return report.TAC(b, c, to, "2026-05") },
		"tac-nothing.md":   func(b *bytes.Buffer) error { return report.TAC(b, c, to, "2027-01") },
		"supports.md":      func(b *bytes.Buffer) error { return report.Supports(b, c, to, "integrity.signing") },
		"supports-none.md": func(b *bytes.Buffer) error { return report.Supports(b, c, to, "authentication.mfa") },
		"supports-rest.md": func(b *bytes.Buffer) error { return report.Supports(b, c, to, "compromise.cooldown") },
	} {
		var out bytes.Buffer
		if err := report(&out); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+name, out.String())
	}
	if err := report.Supports(&bytes.Buffer{}, c, to, "no.such"); err == nil {
		t.Error("a report on a feature that is not there")
	}
}

// The catalog's order is that of the survey, whatever the order of the rows.
func TestDiffIsDeterministic(t *testing.T) {
	c := mustCatalog(t)
	texts := make(map[string]bool)
	for range 5 {
		from, to := madeWaves()
		var out bytes.Buffer
		if err := report.Diff(&out, "md", c, from, to); err != nil {
			t.Fatal(err)
		}
		texts[out.String()] = true
	}
	if len(texts) != 1 {
		t.Errorf("%d different texts", len(texts))
	}
}
