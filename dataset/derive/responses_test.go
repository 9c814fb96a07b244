// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// withResponse loads npm as it is, with a made file of responses beside it.
func withResponse(t *testing.T, text string) []*ecosystems.Ecosystem {
	t.Helper()
	files := fstest.MapFS{"npm/responses/2026.yml": {Data: []byte(text)}}
	for _, name := range []string{"npm/ecosystem.yml", "npm/probes.yml"} {
		data, err := os.ReadFile("../../ecosystems/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	all, err := ecosystems.Load(files, "ecosystems", datasettest.Catalog(t))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestResponsesBesideVerdicts(t *testing.T) {
	made, err := os.ReadFile("testdata/made-responses.yml")
	if err != nil {
		t.Fatal(err)
	}
	verdicts := []table.VerdictRow{
		datasettest.Row("2026", "npm", "authentication.mfa", "supported"), datasettest.Row("2026", "npm", "integrity.provenance", "supported"),
		datasettest.Row("2026", "npm", "integrity.signing", "partial"), datasettest.Row("2026", "npm", "naming.namespaces", "unsupported"), datasettest.Row("2026", "npm", "sbom.generation", table.Unknown),
	}
	before := append([]table.VerdictRow{}, verdicts...)
	rows := derive.Responses("2026", withResponse(t, string(made)), verdicts)
	const role, date, link = "made maintainer", "2026-11-24", "https://example.org/said"
	want := []table.ResponseRow{
		{Wave: "2026", Ecosystem: "npm", Feature: "authentication.mfa", Answer: "confirm", Verdict: "supported", Reason: "confirmed", Role: role, Date: date, Link: link, Agrees: "yes", Enforcement: "optional", Probed: "supported"},
		{Wave: "2026", Ecosystem: "npm", Feature: "integrity.provenance", Answer: "correct", Verdict: "partial", Reason: "criterion", Role: role, Date: date, Link: link, Agrees: "no", Enforcement: "default", Probed: "supported"},
		{Wave: "2026", Ecosystem: "npm", Feature: "integrity.signing", Answer: "planned", Verdict: "planned", Reason: "intent", Role: "another", Date: "2026-11-25", Link: "https://example.org/plan", Agrees: "no", Enforcement: "", Probed: "partial"},
		{Wave: "2026", Ecosystem: "npm", Feature: "naming.namespaces", Answer: "no-plans", Verdict: "unsupported", Reason: "intent", Role: role, Date: date, Link: link, Agrees: "yes", Enforcement: "", Probed: "unsupported"},
		{Wave: "2026", Ecosystem: "npm", Feature: "sbom.generation", Answer: "correct", Verdict: "supported", Reason: "not-public", Role: role, Date: date, Link: link, Agrees: "", Enforcement: "optional", Probed: table.Unknown},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
	if diff := cmp.Diff(before, verdicts); diff != "" {
		t.Errorf("a response changed a verdict: %s", diff)
	}
	if diff := cmp.Diff([]table.AgreementRow{{Wave: "2026", Ecosystem: "npm", Compared: 4, Agree: 2, Differ: 2, Answered: 5}}, derive.Agreement("2026", rows)); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
	if rows := derive.Responses("2027", withResponse(t, string(made)), verdicts); len(rows) != 0 {
		t.Errorf("a response of another wave counts: %v", rows)
	}
}

// The form, filled in and nothing else changed, is a file that the loader reads.
func TestQuestionnaireComesBack(t *testing.T) {
	d, c := datasettest.Built(t), datasettest.Catalog(t)
	for _, e := range d.Ecosystems {
		var form bytes.Buffer
		if err := report.Questionnaire(&form, c, d, e.Ecosystem); err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Features {
			if !strings.Contains(form.String(), "\n  "+f.Feature+":\n") {
				t.Errorf("%s: %s is not asked", e.Ecosystem, f.Feature)
			}
		}
		if e.Ecosystem == "npm" {
			comesBack(t, form.String())
		}
	}
	if err := report.Questionnaire(&bytes.Buffer{}, c, d, "nqm"); err == nil || !strings.Contains(err.Error(), "brew, cargo") {
		t.Errorf("%v", err)
	}
}

func comesBack(t *testing.T, form string) {
	t.Helper()
	for old, filled := range map[string]string{"\nrole:": "\nrole: made maintainer", "\ndate:": "\ndate: 2026-11-24", "\nlink:": "\nlink: https://example.org/said"} {
		form = strings.Replace(form, old, filled, 1)
	}
	known := regexp.MustCompile(`(    today: (?:supported|partial|planned|exploring|unsupported|not-applicable).*\n    answer:)`)
	unknown := regexp.MustCompile(`(    today: unknown\n    answer:)\n    verdict:\n    enforcement:\n    reason:`)
	form = known.ReplaceAllString(form, "$1 confirm")
	form = unknown.ReplaceAllString(form, "$1 correct\n    verdict: unsupported\n    reason: not-public")
	all := withResponse(t, form)
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	d := dataset.Build(catalog.Wave, time.Time{}, datasettest.Catalog(t), all, seen)
	if len(d.Responses) != len(d.Features) {
		t.Errorf("%d responses to %d features", len(d.Responses), len(d.Features))
	}
	if a := d.Agreement[0]; a.Differ != 0 || a.Agree != a.Compared || int(a.Answered) != len(d.Features) || a.Compared >= a.Answered {
		t.Errorf("%+v", a)
	}
}

// Whatever a note says, the form stays YAML, and what is said stays a comment.
func TestGoldenQuestionnaire(t *testing.T) {
	c := datasettest.Catalog(t)
	_, d := datasettest.MadeWaves()
	d.Features = []table.FeatureRow{{Feature: "integrity.signing", Title: "Signing: yes", SupportedWhen: "a: b # c", PartialWhen: "d"}}
	d.Verdicts[0].Note = "First line.\n\nanswers: {}\nsecond"
	var form bytes.Buffer
	if err := report.Questionnaire(&form, c, d, "gem"); err != nil {
		t.Fatal(err)
	}
	datasettest.Golden(t, "testdata/questionnaire.yml", form.String())
}
