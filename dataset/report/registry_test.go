// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// made is a dataset of one registry, beside another that the digest leaves out.
func made(verdicts ...table.VerdictRow) *table.Dataset {
	d := &table.Dataset{Ecosystems: []table.EcosystemRow{{Ecosystem: "made", Name: "Made"}, {Ecosystem: "other", Name: "Other"}}}
	for _, v := range verdicts {
		v.Wave = "2026"
		if v.Ecosystem == "" {
			v.Ecosystem = "made"
		}
		d.Verdicts = append(d.Verdicts, v)
	}
	return d
}

func digestOf(t *testing.T, d *table.Dataset) string {
	t.Helper()
	var b strings.Builder
	if err := report.Registry(&b, datasettest.Catalog(t), d, "made", "2025-03"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRegistryDigest(t *testing.T) {
	d := made(
		table.VerdictRow{Feature: "integrity.signing", Verdict: "supported", Enforcement: "optional", Since: "2025-04"},
		table.VerdictRow{Feature: "integrity.provenance", Verdict: "supported", Enforcement: "default", Since: "2025"},
		table.VerdictRow{Feature: "integrity.sbom", Verdict: "partial", Enforcement: "optional", Since: "2025-03", Note: "For <some> alone. More."},
		table.VerdictRow{Feature: "authentication.mfa", Verdict: "supported", Enforcement: "required", Since: "2025-02"},
		table.VerdictRow{Feature: "authentication.passkeys", Verdict: "planned", Since: "", Note: "Announced."},
		table.VerdictRow{Feature: "naming.typosquatting", Verdict: "supported", Enforcement: "default", Stale: true, LastSeen: "2025-01-02"},
		table.VerdictRow{Ecosystem: "other", Feature: "integrity.signing", Verdict: "supported", Since: "2025-05"},
	)
	d.Responses = []table.ResponseRow{
		{Ecosystem: "made", Feature: "integrity.signing", Verdict: "partial", Enforcement: "optional", Date: "2025-06-01", Link: "https://made.example/1", Probed: "supported"},
		{Ecosystem: "made", Feature: "authentication.mfa", Verdict: "partial", Date: "2024-06-01", Link: "https://made.example/0", Probed: "supported"},
	}
	text := digestOf(t, d)
	for _, want := range []string{
		"# Made since 2025-03\n", "6 features, 4 supported, 1 partial and 1 planned.\n",
		"\n## Began since then\n\n- Developers can sign their packages (2025-04, optional)\n",
		"(2025-03, optional), in part: For &lt;some&gt; alone.\n", "\n## Began in 2025, the month is not known\n\n- Build provenance supported (2025, by default)\n",
		"\n## Planned\n", ": Announced.\n", "last seen 2025-01-02\n", "\n## Answered by its maintainers\n\n- Developers can sign their packages: partial (optional); ours is supported ([2025-06-01](https://made.example/1))\n",
		"\n1. Fill in the form: landscape questionnaire made > 2026.yml\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, not := range []string{"2025-02", "2025-05", "made.example/0"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is in\n%s", not, text)
		}
	}
}

// A digest is short, whatever there is to tell, and says when there is nothing.
func TestRegistryDigestSize(t *testing.T) {
	if text := digestOf(t, made(table.VerdictRow{Feature: "integrity.signing", Verdict: "unknown"})); !strings.Contains(text, "\nNothing that the evidence dates") {
		t.Error(text)
	}
	d := made()
	for i := range 90 {
		d.Verdicts = append(d.Verdicts, table.VerdictRow{Wave: "2026", Ecosystem: "made", Feature: fmt.Sprintf("a.b%d", i), Verdict: "supported", Since: "2025-09"})
	}
	if text := digestOf(t, d); !strings.Contains(text, "\n- and 78 more\n") || strings.Count(text, "\n") > 30 {
		t.Error(text)
	}
}
