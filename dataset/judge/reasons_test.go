// SPDX-License-Identifier: Apache-2.0

package judge_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// A verdict that says nothing says why in a column: an unknown has a reason, a
// not-applicable the trait that is missing, and no other verdict has either.
func TestReasonsOfRelease(t *testing.T) {
	d := datasettest.Built(t)
	lacks := make(map[string][]string)
	for _, e := range d.Ecosystems {
		lacks[e.Ecosystem] = e.Lacks
	}
	for _, v := range d.Verdicts {
		if known := slices.Contains(vocabulary.Reasons, v.Reason); known != (v.Verdict == vocabulary.Unknown) {
			t.Errorf("%s %s is %s with reason %q", v.Ecosystem, v.Feature, v.Verdict, v.Reason)
		}
		if missing := slices.Contains(lacks[v.Ecosystem], v.MissingTrait); missing != (v.Verdict == vocabulary.NotApplicable) {
			t.Errorf("%s %s is %s with missing trait %q", v.Ecosystem, v.Feature, v.Verdict, v.MissingTrait)
		}
	}
	for _, o := range d.Observations {
		if o.Method == "" {
			t.Errorf("%s has no method", o.Observation)
		}
	}
}

// What leaves a feature undecided is a word, whatever the note says.
func TestReasons(t *testing.T) {
	src, doc := datasettest.Item("made/f/src", probes.SourceCode), datasettest.Item("made/f/doc", probes.Documentation)
	rules := []ecosystems.Rule{{Verdict: vocabulary.Supported, Enforcement: vocabulary.Optional, Since: "2023-04", SinceLatest: true,
		Evidence: []probes.Probe{src, doc}, SinceEvidence: []probes.Probe{datasettest.Item("made/f/date", probes.Announcement)}}}
	day := time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		judgement ecosystems.Judgement
		seen      []table.Observation
		asOf      time.Time
		want      vocabulary.Reason
	}{
		"read, and silent":     {ecosystems.Judgement{Rules: rules}, []table.Observation{datasettest.Saw(src.Key, src.Kind, probes.Unmatched), datasettest.Saw(doc.Key, doc.Kind, probes.Unmatched)}, time.Time{}, vocabulary.NotMatched},
		"nothing to read":      {ecosystems.Judgement{Rules: rules}, []table.Observation{datasettest.Saw(src.Key, src.Kind, probes.Unreachable)}, time.Time{}, vocabulary.NotReached},
		"something else there": {ecosystems.Judgement{Rules: rules}, []table.Observation{datasettest.Saw(src.Key, src.Kind, probes.Invalid)}, time.Time{}, vocabulary.NotUnderstood},
		"nobody looked":        {ecosystems.Judgement{Rules: rules}, nil, time.Time{}, vocabulary.NotAsked},
		"not in force yet":     {ecosystems.Judgement{Rules: rules}, []table.Observation{datasettest.Saw(src.Key, src.Kind, probes.Matched)}, day, vocabulary.NotMatched},
		"cannot be probed":     {ecosystems.Judgement{Unprobed: "withheld", Note: "unreachable: by intent"}, nil, time.Time{}, vocabulary.NotProbed},
		"no rule":              {ecosystems.Judgement{}, nil, time.Time{}, vocabulary.NoRule},
		"matched":              {ecosystems.Judgement{Rules: rules}, []table.Observation{datasettest.Saw(src.Key, src.Kind, probes.Matched), datasettest.Saw("made/f/date", probes.Announcement, probes.Matched)}, time.Time{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.judgement.Feature = datasettest.Feature
			e := &ecosystems.Ecosystem{ID: "made", Judgements: []ecosystems.Judgement{test.judgement}}
			if name == "no rule" {
				e.Judgements = nil
			}
			c := &catalog.Catalog{Features: []catalog.Feature{{ID: datasettest.Feature}}}
			row := judge.Judge("2026", test.asOf, c, []*ecosystems.Ecosystem{e}, test.seen)[0]
			if row.Reason != test.want {
				t.Errorf("%s (%s): reason %q, want %q", row.Verdict, row.Note, row.Reason, test.want)
			}
			if dated := row.Verdict == vocabulary.Supported; row.SinceLatest != dated || dated && row.Began() != "2023-04 at the latest" {
				t.Errorf("%s since %q", row.Verdict, row.Began())
			}
			if want := map[bool]string{true: "2021-06-01"}[!test.asOf.IsZero()]; row.AsOf != want {
				t.Errorf("as of %q, want %q", row.AsOf, want)
			}
		})
	}
}
