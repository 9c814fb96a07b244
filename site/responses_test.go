// SPDX-License-Identifier: Apache-2.0

package site

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// What a maintainer answered stands beside the verdict, on the page of the feature and
// twice on that of the registry, and says whether it agrees. The registry's page leads
// to a correction in three steps.
func TestResponsesShown(t *testing.T) {
	for agrees, want := range map[vocabulary.Agreement]string{vocabulary.Agrees: "agrees with ours", vocabulary.Differs: "differs from ours", "": ""} {
		d := *release(t)
		d.Responses = []table.ResponseRow{{Wave: "2026", Ecosystem: "npm", Feature: "integrity.signing", Answer: vocabulary.Correct, Verdict: vocabulary.Supported,
			Role: "made role", Date: "2026-11-01", Link: "https://example.org/said", Agrees: agrees, Probed: vocabulary.Partial}}
		dir := build(t, &d, Options{})
		registry := parseHTML(t, dir, "registries/npm/index.html")
		row, _ := registry.id("integrity.signing")
		list, _ := registry.id("maintainers")
		cell, _ := parseHTML(t, dir, "features/integrity.signing/index.html").id("npm")
		for place, n := range map[string]node{"row": row, "list": list, "feature": cell} {
			text := n.text()
			if !strings.Contains(text, "made role") || !strings.Contains(text, want) || want == "" && strings.Contains(text, " ours") {
				t.Errorf("%q, %s: %s", agrees, place, text)
			}
		}
		steps, _ := registry.id("correct")
		if n := len(steps.all("li", "")); n != 3 || !strings.Contains(steps.text(), "landscape questionnaire npm > 2026.yml") {
			t.Errorf("%d steps: %s", n, steps.text())
		}
	}
}
