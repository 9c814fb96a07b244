// SPDX-License-Identifier: Apache-2.0

package table

import "testing"

func TestAddEvidence(t *testing.T) {
	seen := []Observation{
		{Observation: "page", Kind: "documentation", Outcome: "matched", URL: "https://docs.example/page"},
		{Observation: "code", Kind: "source", Outcome: "matched", URL: "https://git.example/code#L1"},
		{Observation: "missed", Kind: "behaviour", Outcome: "unmatched", URL: "https://api.example/missed"},
		{Observation: "mirrored", Kind: "behaviour", Outcome: "matched", URL: "https://mirror.example/x", Mirror: true},
		{Observation: "odd", Kind: "behaviour", Outcome: "matched", URL: "javascript:alert(1)"},
		{Observation: "began", Kind: "source", Method: "commit", Outcome: "matched", URL: "https://git.example/commit/1"},
		{Observation: "answer", Kind: "source", Outcome: "matched", URL: "https://git.example/survey", Path: SurveyPath},
	}
	for want, keys := range map[string][]string{
		"https://docs.example/page":    {"began", "answer", "page", "missed"},
		"https://git.example/code#L1":  {"page", "code", "mirrored", "odd"},
		"https://git.example/survey":   {"began", "answer", "missed"},
		"https://git.example/commit/1": {"began", "missed"},
		"":                             {"missed", "mirrored", "odd", "none"},
	} {
		verdicts := []VerdictRow{{Observations: keys}}
		AddEvidence(verdicts, seen)
		if got := verdicts[0].EvidenceURL; got != want {
			t.Errorf("%v: %q, want %q", keys, got, want)
		}
	}
}
