// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

func TestGoldenDiff(t *testing.T) {
	c := datasettest.Catalog(t)
	from, to := datasettest.MadeWaves()
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
		datasettest.Golden(t, "testdata/"+test.name, out.String())
	}
	if err := report.Diff(&bytes.Buffer{}, "xml", c, from, to); err == nil {
		t.Error("a diff in xml")
	}
}

func TestGoldenReports(t *testing.T) {
	c := datasettest.Catalog(t)
	_, to := datasettest.MadeWaves()
	for name, report := range map[string]func(*bytes.Buffer) error{
		"tac.md":           func(b *bytes.Buffer) error { return report.TAC(b, c, to, nil, "2024-12") },
		"tac-mid-year.md":  func(b *bytes.Buffer) error { return report.TAC(b, c, to, nil, "2026-05") },
		"tac-nothing.md":   func(b *bytes.Buffer) error { return report.TAC(b, c, to, nil, "2027-01") },
		"supports.md":      func(b *bytes.Buffer) error { return report.Supports(b, c, to, "integrity.signing") },
		"supports-none.md": func(b *bytes.Buffer) error { return report.Supports(b, c, to, "authentication.mfa") },
		"supports-rest.md": func(b *bytes.Buffer) error { return report.Supports(b, c, to, "compromise.cooldown") },
	} {
		var out bytes.Buffer
		if err := report(&out); err != nil {
			t.Fatal(err)
		}
		datasettest.Golden(t, "testdata/"+name, out.String())
	}
	if err := report.Supports(&bytes.Buffer{}, c, to, "no.such"); err == nil {
		t.Error("a report on a feature that is not there")
	}
}

// The catalog's order is that of the survey, whatever the order of the rows.
func TestDiffIsDeterministic(t *testing.T) {
	c := datasettest.Catalog(t)
	texts := make(map[string]bool)
	for range 5 {
		from, to := datasettest.MadeWaves()
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
