// SPDX-License-Identifier: Apache-2.0

package judge_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// datedLook is what was seen in a repository whose head was of one day, in a look
// on another.
func datedLook(o table.Observation, head, look string) table.Observation {
	o.Repository = "acme/docs"
	for _, each := range []struct {
		to  *int64
		day string
	}{{&o.CommittedAt, head}, {&o.RetrievedAt, look}} {
		day, err := time.Parse(time.DateOnly, each.day)
		if err != nil {
			panic(err)
		}
		*each.to = day.UnixMilli()
	}
	return o
}

func TestOldSource(t *testing.T) {
	page := datasettest.Saw("doc", probes.Documentation, probes.Matched)
	commit := page
	commit.Path = ""
	for _, test := range []struct {
		name string
		o    table.Observation
		want string
	}{
		{"of the same day", datedLook(page, "2026-11-01", "2026-11-01"), ""},
		{"180 days", datedLook(page, "2026-05-05", "2026-11-01"), ""},
		{"181 days", datedLook(page, "2026-05-04", "2026-11-01"), "2026-05"},
		{"as of a past day", datedLook(page, "2020-01-01", "2020-03-01"), ""},
		{"without a date", page, ""},
		{"of a commit that dates", datedLook(commit, "2010-01-01", "2026-11-01"), ""},
		{"not read", datedLook(datasettest.Saw("doc", probes.Documentation, probes.Unreachable), "2010-01-01", "2026-11-01"), ""},
	} {
		if got := judge.OldSource(test.o); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestOldCopiesWeighLess(t *testing.T) {
	const (
		doc, src    = probes.Documentation, probes.SourceCode
		yes, no     = probes.Matched, probes.Unmatched
		old, recent = "2024-10-18", "2026-10-01"
		look        = "2026-11-01"
	)
	search := datasettest.Item("search", src)
	search.Method = probes.Absent
	supported := ecosystems.Rule{Verdict: "supported", Enforcement: "optional", Evidence: []probes.Probe{datasettest.Item("src", src), datasettest.Item("doc", doc)}}
	unsupported := ecosystems.Rule{Verdict: "unsupported", Evidence: []probes.Probe{search}}
	refused := ecosystems.Rule{Verdict: "unsupported", Evidence: []probes.Probe{search, datasettest.Item("refusal", doc)}}
	seen := func(key string, kind probes.Kind, outcome probes.Outcome, head string) table.Observation {
		return datedLook(datasettest.Saw(key, kind, outcome), head, look)
	}
	for _, test := range []struct {
		name                     string
		rules                    []ecosystems.Rule
		seen                     []table.Observation
		verdict, confidence, old string
	}{
		{"recent", []ecosystems.Rule{supported}, []table.Observation{seen("src", src, yes, recent), seen("doc", doc, yes, recent)}, "supported", "high", ""},
		{"all old", []ecosystems.Rule{supported}, []table.Observation{seen("src", src, yes, old), seen("doc", doc, yes, old)}, "supported", "low", "2024-10"},
		{"one old, the page is recent", []ecosystems.Rule{supported}, []table.Observation{seen("src", src, yes, old), seen("doc", doc, yes, recent)}, "supported", "low", "2024-10"},
		{"one old, the source is recent", []ecosystems.Rule{supported}, []table.Observation{seen("src", src, yes, recent), seen("doc", doc, yes, old)}, "supported", "medium", "2024-10"},
		{"absent in a recent copy", []ecosystems.Rule{supported, unsupported}, []table.Observation{seen("src", src, no, recent), seen("doc", doc, yes, recent), seen("search", src, yes, recent)}, "unsupported", "medium", ""},
		{"absent in an old copy", []ecosystems.Rule{supported, unsupported}, []table.Observation{seen("src", src, no, old), seen("doc", doc, no, recent), seen("search", src, yes, old)}, "unsupported", "low", "2024-10"},
		{"absent in an old copy, a newer page says it", []ecosystems.Rule{supported, unsupported}, []table.Observation{seen("src", src, no, old), seen("doc", doc, yes, recent), seen("search", src, yes, old)}, "unknown", "", "2024-10"},
		{"a page of the same age says it", []ecosystems.Rule{supported, unsupported}, []table.Observation{seen("src", src, no, old), seen("doc", doc, yes, old), seen("search", src, yes, old)}, "unsupported", "low", "2024-10"},
		{"a recent page refuses it", []ecosystems.Rule{supported, refused}, []table.Observation{seen("src", src, no, old), seen("doc", doc, yes, recent), seen("search", src, yes, old), seen("refusal", doc, yes, recent)}, "unsupported", "low", "2024-10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			row := judgeOne(t, ecosystems.Judgement{Feature: datasettest.Feature, Rules: test.rules}, time.Time{}, test.seen)
			if row.Verdict != test.verdict || row.Confidence != test.confidence || row.OldSource != test.old {
				t.Errorf("got %s, %q, old %q; want %s, %q, old %q", row.Verdict, row.Confidence, row.OldSource, test.verdict, test.confidence, test.old)
			}
			if test.verdict == table.Unknown && !strings.Contains(row.Note, "a copy of 2024-10") {
				t.Errorf("note %q", row.Note)
			}
		})
	}
}
