// SPDX-License-Identifier: Apache-2.0

package judge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// request is a made issue; stood is what was seen of it.
func request(key string) probes.Probe {
	p := datasettest.Item(key, probes.Issue)
	p.URL = "https://github.com/made/made/issues/1"
	return p
}

func stood(key string, state probes.State) table.Observation {
	o := datasettest.Saw(key, probes.Issue, probes.Matched)
	o.State = state
	return o
}

// A request earns what its state allows, and alone never that something is
// offered or refused, whatever its words.
func TestJudgeRequests(t *testing.T) {
	const yes, no, lost = probes.Matched, probes.Unmatched, probes.Unreachable
	issue, doc, search := request("issue"), datasettest.Item("doc", probes.Documentation), datasettest.Item("search", probes.SourceCode)
	search.Method = probes.Absent
	rule := func(verdict vocabulary.Verdict, items ...probes.Probe) ecosystems.Rule {
		r := ecosystems.Rule{Verdict: verdict, Evidence: items}
		if verdict.Offered() {
			r.Enforcement = "required"
		}
		return r
	}
	of := func(state probes.State) []table.Observation { return []table.Observation{stood("issue", state)} }
	with := func(state probes.State, key string, kind probes.Kind, outcome probes.Outcome) []table.Observation {
		return append(of(state), datasettest.Saw(key, kind, outcome))
	}
	for _, test := range []struct {
		name string
		rule ecosystems.Rule
		seen []table.Observation
		want vocabulary.Verdict
	}{
		{"explored, wanted", rule("exploring", issue), of(probes.Wanted), "exploring"},
		{"explored, work underway", rule("exploring", issue), of(probes.Underway), "exploring"},
		{"explored, and nobody wants it", rule("exploring", issue), of(probes.Open), vocabulary.Unknown},
		{"explored, and a stranger works on it", rule("exploring", issue), of(probes.Proposed), vocabulary.Unknown},
		{"explored, closed as not planned", rule("exploring", issue), of(probes.Declined), vocabulary.Unknown},
		{"explored, completed", rule("exploring", issue), of(probes.Completed), vocabulary.Unknown},
		{"explored, merged", rule("exploring", issue), of(probes.Merged), vocabulary.Unknown},
		{"explored, state not known", rule("exploring", issue), of(""), vocabulary.Unknown},
		{"planned, open work", rule("planned", issue), of(probes.Proposed), "planned"},
		{"planned, merged", rule("planned", issue), of(probes.Merged), "planned"},
		{"planned, wanted and nobody at work", rule("planned", issue), of(probes.Wanted), vocabulary.Unknown},
		{"planned, closed as not planned", rule("planned", issue), of(probes.Declined), vocabulary.Unknown},
		{"planned, an absence and a closed request", rule("planned", search, issue), with(probes.Declined, "search", probes.SourceCode, yes), vocabulary.Unknown},
		{"planned, an absence and open work", rule("planned", search, issue), with(probes.Underway, "search", probes.SourceCode, yes), "planned"},
		{"an accepted proposal beside a closed request", rule("planned", issue, datasettest.Item("doc", probes.Proposal)), with(probes.Declined, "doc", probes.Proposal, yes), "planned"},
		{"offered, by a request alone", rule("supported", issue), of(probes.Wanted), vocabulary.Unknown},
		{"offered, the page lost", rule("supported", doc, issue), with(probes.Open, "doc", probes.Documentation, lost), vocabulary.Unknown},
		{"offered, the page read", rule("supported", doc, issue), with(probes.Completed, "doc", probes.Documentation, yes), "supported"},
		{"offered, the page does not say it", rule("supported", doc, issue), with(probes.Wanted, "doc", probes.Documentation, no), vocabulary.Unknown},
		{"in part, an absence and a request", rule("partial", search, issue), with(probes.Wanted, "search", probes.SourceCode, yes), vocabulary.Unknown},
		{"refused, by a request alone", rule("unsupported", issue), of(probes.Wanted), vocabulary.Unknown},
		{"refused, an absence", rule("unsupported", search, issue), with(probes.Wanted, "search", probes.SourceCode, yes), "unsupported"},
	} {
		j := ecosystems.Judgement{Feature: datasettest.Feature, Rules: []ecosystems.Rule{test.rule}}
		if got := judgeOne(t, j, time.Time{}, test.seen); got.Verdict != test.want {
			t.Errorf("%s: %s (%s), want %s", test.name, got.Verdict, got.Note, test.want)
		}
	}
}

func TestJudge(t *testing.T) {
	const (
		doc   = probes.Documentation
		src   = probes.SourceCode
		post  = probes.Announcement
		yes   = probes.Matched
		no    = probes.Unmatched
		lost  = probes.Unreachable
		wrong = probes.Invalid
	)
	docItem, srcItem, postItem, other := datasettest.Item("doc", doc), datasettest.Item("src", src), datasettest.Item("post", post), datasettest.Item("other", doc)
	supported := ecosystems.Rule{Verdict: "supported", Enforcement: "optional", Evidence: []probes.Probe{srcItem, docItem}}
	partial := ecosystems.Rule{Verdict: "partial", Enforcement: "optional", Note: "Half.", Evidence: []probes.Probe{other}}
	same := ecosystems.Rule{Verdict: "supported", Enforcement: "optional", Evidence: []probes.Probe{other}}
	dated := supported
	dated.Since, dated.SinceEvidence = "2023-04", []probes.Probe{postItem}
	past := partial
	past.Until = "2022-12"
	every := supported
	every.Every = true
	search := datasettest.Item("search", src)
	search.Method = probes.Absent
	planned := ecosystems.Rule{Verdict: "planned", Evidence: []probes.Probe{search, docItem}}
	never := ecosystems.Rule{Verdict: "unsupported", Evidence: []probes.Probe{search, docItem}}

	for _, test := range []struct {
		name       string
		rules      []ecosystems.Rule
		seen       []table.Observation
		asOf       string
		verdict    vocabulary.Verdict
		confidence vocabulary.Confidence
		note       string
		disputed   bool
		since      string
		keys       string
	}{
		{name: "both match", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, yes)}, verdict: "supported", confidence: "high", keys: "src doc"},
		{name: "source alone", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, lost)}, verdict: "supported", confidence: "medium", keys: "src"},
		{name: "page alone, source lost", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, lost), datasettest.Saw("doc", doc, yes)}, verdict: "supported", confidence: "low", keys: "doc"},
		{name: "disputed", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, no)}, verdict: "supported", confidence: "low", disputed: true, keys: "src doc"},
		{name: "the stronger item decides", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, no), datasettest.Saw("doc", doc, yes)}, verdict: "unknown", note: "unmatched", keys: "doc src"},
		{name: "nothing matches", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, no), datasettest.Saw("doc", doc, no)}, verdict: "unknown", note: "unmatched", keys: "doc src"},
		{name: "nothing read", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, lost), datasettest.Saw("doc", doc, wrong)}, verdict: "unknown", note: "unreachable: why src", keys: "doc src"},
		{name: "never asked", rules: []ecosystems.Rule{supported}, verdict: "unknown", note: "not asked"},
		{name: "a lost source is not a no", rules: []ecosystems.Rule{supported}, seen: []table.Observation{datasettest.Saw("src", src, lost), datasettest.Saw("doc", doc, no)}, verdict: "unknown", note: "unreachable: why src", keys: "doc src"},
		{name: "a lost page below a source that was read", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{datasettest.Saw("src", src, no), datasettest.Saw("doc", doc, lost), datasettest.Saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "second rule", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{datasettest.Saw("src", src, no), datasettest.Saw("doc", doc, no), datasettest.Saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "a lost first rule blocks another verdict", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{datasettest.Saw("src", src, lost), datasettest.Saw("other", doc, yes)}, verdict: "unknown", note: "unreachable: why src", keys: "other src"},
		{name: "a lost first rule lets the same verdict stand", rules: []ecosystems.Rule{supported, same}, seen: []table.Observation{datasettest.Saw("src", src, lost), datasettest.Saw("other", doc, yes)}, verdict: "supported", confidence: "low", keys: "other"},
		{name: "dated", rules: []ecosystems.Rule{dated}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("post", post, yes)}, verdict: "supported", confidence: "medium", since: "2023-04", keys: "src post"},
		{name: "date without its evidence", rules: []ecosystems.Rule{dated}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("post", post, lost)}, verdict: "supported", confidence: "medium", keys: "src"},
		{name: "before its date", rules: []ecosystems.Rule{dated}, seen: []table.Observation{datasettest.Saw("src", src, yes)}, asOf: "2023-03-31", verdict: "unknown", note: "dates it to 2023-04", keys: "src"},
		{name: "before its date, a later rule", rules: []ecosystems.Rule{dated, partial}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("other", doc, yes)}, asOf: "2023-03-31", verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "in its month", rules: []ecosystems.Rule{dated}, seen: []table.Observation{datasettest.Saw("src", src, yes)}, asOf: "2023-04-01", verdict: "supported", confidence: "medium", keys: "src"},
		{name: "past rule today", rules: []ecosystems.Rule{past}, seen: []table.Observation{datasettest.Saw("other", doc, yes)}, verdict: "unknown", note: "unmatched", keys: "other"},
		{name: "past rule then", rules: []ecosystems.Rule{past}, seen: []table.Observation{datasettest.Saw("other", doc, yes)}, asOf: "2022-12-31", verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "every, all", rules: []ecosystems.Rule{every}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, yes)}, verdict: "supported", confidence: "high", keys: "src doc"},
		{name: "every, one lost", rules: []ecosystems.Rule{every}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, lost)}, verdict: "unknown", note: "unreachable: why doc", keys: "doc src"},
		{name: "every, one not", rules: []ecosystems.Rule{every, partial}, seen: []table.Observation{datasettest.Saw("src", src, yes), datasettest.Saw("doc", doc, no), datasettest.Saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "an absence and a plan", rules: []ecosystems.Rule{planned}, seen: []table.Observation{datasettest.Saw("search", src, yes), datasettest.Saw("doc", doc, yes)}, verdict: "planned", confidence: "high", keys: "search doc"},
		{name: "an absence is no plan", rules: []ecosystems.Rule{planned, never}, seen: []table.Observation{datasettest.Saw("search", src, yes), datasettest.Saw("doc", doc, lost)}, verdict: "unknown", note: "unreachable: why doc", keys: "doc search"},
		{name: "an absence, and the plan is gone", rules: []ecosystems.Rule{planned, never}, seen: []table.Observation{datasettest.Saw("search", src, yes), datasettest.Saw("doc", doc, no)}, verdict: "unsupported", confidence: "low", disputed: true, keys: "search doc"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asOf, _ := time.Parse(time.DateOnly, test.asOf)
			row := judgeOne(t, ecosystems.Judgement{Feature: datasettest.Feature, Rules: test.rules}, asOf, test.seen)
			if row.Verdict != test.verdict || row.Confidence != test.confidence || row.Disputed != test.disputed || row.Since != test.since {
				t.Errorf("got %s %s disputed=%v since=%q, want %s %s disputed=%v since=%q", row.Verdict, row.Confidence, row.Disputed, row.Since, test.verdict, test.confidence, test.disputed, test.since)
			}
			if !strings.Contains(row.Note, test.note) {
				t.Errorf("note %q, want %q in it", row.Note, test.note)
			}
			if got := strings.Join(row.Observations, " "); got != test.keys {
				t.Errorf("observations %q, want %q", got, test.keys)
			}
		})
	}
}

func judgeOne(t *testing.T, j ecosystems.Judgement, asOf time.Time, seen []table.Observation) table.VerdictRow {
	t.Helper()
	e := &ecosystems.Ecosystem{ID: "made", Traits: map[string]bool{"registry": true, "accounts": true}, Judgements: []ecosystems.Judgement{j}}
	for _, row := range judge.Judge("2026", asOf, datasettest.Catalog(t), []*ecosystems.Ecosystem{e}, seen) {
		if row.Feature == j.Feature {
			return row
		}
	}
	t.Fatalf("no verdict for %s", j.Feature)
	return table.VerdictRow{}
}

func TestNotJudgedByRules(t *testing.T) {
	for _, test := range []struct {
		judgement ecosystems.Judgement
		verdict   vocabulary.Verdict
		note      string
	}{
		{ecosystems.Judgement{Feature: datasettest.Feature, Unprobed: "withheld", Note: "They say so."}, "unknown", "Not probed, withheld: They say so."},
		{ecosystems.Judgement{Feature: datasettest.Feature, NotApplicable: "uploads", Note: "Built there."}, "not-applicable", "Trait uploads is false"},
		{ecosystems.Judgement{Feature: "naming.dns-verification"}, "not-applicable", "Trait domain_namespaces is false"},
	} {
		row := judgeOne(t, test.judgement, time.Time{}, nil)
		if row.Verdict != test.verdict || !strings.Contains(row.Note, test.note) {
			t.Errorf("%s: %s %q", test.judgement.Feature, row.Verdict, row.Note)
		}
	}
}

// Whatever sources fail, on the rules built in: a verdict stays or becomes unknown.
func TestFailingSourcesOnlyCostVerdicts(t *testing.T) {
	features := datasettest.Catalog(t)
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	whole := judge.Judge(catalog.Wave, time.Time{}, features, all, seen)
	check := func(what string, fails func(table.Observation) bool) {
		damaged := slices.Clone(seen)
		for i := range damaged {
			if fails(damaged[i]) {
				damaged[i].Outcome = probes.Unreachable
			}
		}
		for i, row := range judge.Judge(catalog.Wave, time.Time{}, features, all, damaged) {
			if row.Verdict != whole[i].Verdict && row.Verdict != vocabulary.Unknown {
				t.Errorf("%s: %s %s turns from %s to %s", what, row.Ecosystem, row.Feature, whole[i].Verdict, row.Verdict)
			}
		}
	}
	repositories := map[string]bool{}
	for _, o := range seen {
		repositories[o.Repository] = true
	}
	for lost := range repositories {
		check("without "+lost, func(o table.Observation) bool { return o.Repository == lost })
	}
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0))
		share := random.Float64()
		check(fmt.Sprintf("seed %d, share %.2f", seed, share), func(table.Observation) bool { return random.Float64() < share })
	}
}
