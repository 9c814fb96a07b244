// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

const feature = "integrity.signing"

// item is a made probe; saw makes its observation.
func item(key string, kind probes.Kind) probes.Probe {
	return probes.Probe{Key: key, Kind: kind, Method: probes.Page}
}

func saw(key string, kind probes.Kind, outcome probes.Outcome) table.Observation {
	return table.Observation{Observation: key, Kind: string(kind), Outcome: string(outcome), Path: key, Detail: "why " + key}
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
	docItem, srcItem, postItem, other := item("doc", doc), item("src", src), item("post", post), item("other", doc)
	supported := ecosystems.Rule{Verdict: "supported", Enforcement: "optional", Evidence: []probes.Probe{srcItem, docItem}}
	partial := ecosystems.Rule{Verdict: "partial", Enforcement: "optional", Note: "Half.", Evidence: []probes.Probe{other}}
	same := ecosystems.Rule{Verdict: "supported", Enforcement: "optional", Evidence: []probes.Probe{other}}
	dated := supported
	dated.Since, dated.SinceEvidence = "2023-04", []probes.Probe{postItem}
	past := partial
	past.Until = "2022-12"
	every := supported
	every.Every = true
	search := item("search", src)
	search.Method = probes.Absent
	planned := ecosystems.Rule{Verdict: "planned", Evidence: []probes.Probe{search, docItem}}
	never := ecosystems.Rule{Verdict: "unsupported", Evidence: []probes.Probe{search, docItem}}

	for _, test := range []struct {
		name                      string
		rules                     []ecosystems.Rule
		seen                      []table.Observation
		asOf                      string
		verdict, confidence, note string
		disputed                  bool
		since                     string
		keys                      string
	}{
		{name: "both match", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, yes)}, verdict: "supported", confidence: "high", keys: "doc src"},
		{name: "source alone", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, lost)}, verdict: "supported", confidence: "medium", keys: "src"},
		{name: "page alone, source lost", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, lost), saw("doc", doc, yes)}, verdict: "supported", confidence: "low", keys: "doc"},
		{name: "disputed", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, no)}, verdict: "supported", confidence: "low", disputed: true, keys: "doc src"},
		{name: "the stronger item decides", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, no), saw("doc", doc, yes)}, verdict: "unknown", note: "unmatched", keys: "doc src"},
		{name: "nothing matches", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, no), saw("doc", doc, no)}, verdict: "unknown", note: "unmatched", keys: "doc src"},
		{name: "nothing read", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, lost), saw("doc", doc, wrong)}, verdict: "unknown", note: "unreachable: why src", keys: "doc src"},
		{name: "never asked", rules: []ecosystems.Rule{supported}, verdict: "unknown", note: "not asked"},
		{name: "a lost source is not a no", rules: []ecosystems.Rule{supported}, seen: []table.Observation{saw("src", src, lost), saw("doc", doc, no)}, verdict: "unknown", note: "unreachable: why src", keys: "doc src"},
		{name: "a lost page below a source that was read", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{saw("src", src, no), saw("doc", doc, lost), saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "second rule", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{saw("src", src, no), saw("doc", doc, no), saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "a lost first rule blocks another verdict", rules: []ecosystems.Rule{supported, partial}, seen: []table.Observation{saw("src", src, lost), saw("other", doc, yes)}, verdict: "unknown", note: "unreachable: why src", keys: "other src"},
		{name: "a lost first rule lets the same verdict stand", rules: []ecosystems.Rule{supported, same}, seen: []table.Observation{saw("src", src, lost), saw("other", doc, yes)}, verdict: "supported", confidence: "low", keys: "other"},
		{name: "dated", rules: []ecosystems.Rule{dated}, seen: []table.Observation{saw("src", src, yes), saw("post", post, yes)}, verdict: "supported", confidence: "medium", since: "2023-04", keys: "post src"},
		{name: "date without its evidence", rules: []ecosystems.Rule{dated}, seen: []table.Observation{saw("src", src, yes), saw("post", post, lost)}, verdict: "supported", confidence: "medium", keys: "src"},
		{name: "before its date", rules: []ecosystems.Rule{dated}, seen: []table.Observation{saw("src", src, yes)}, asOf: "2023-03-31", verdict: "unknown", note: "dates it to 2023-04", keys: "src"},
		{name: "before its date, a later rule", rules: []ecosystems.Rule{dated, partial}, seen: []table.Observation{saw("src", src, yes), saw("other", doc, yes)}, asOf: "2023-03-31", verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "in its month", rules: []ecosystems.Rule{dated}, seen: []table.Observation{saw("src", src, yes)}, asOf: "2023-04-01", verdict: "supported", confidence: "medium", keys: "src"},
		{name: "past rule today", rules: []ecosystems.Rule{past}, seen: []table.Observation{saw("other", doc, yes)}, verdict: "unknown", note: "unmatched", keys: "other"},
		{name: "past rule then", rules: []ecosystems.Rule{past}, seen: []table.Observation{saw("other", doc, yes)}, asOf: "2022-12-31", verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "every, all", rules: []ecosystems.Rule{every}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, yes)}, verdict: "supported", confidence: "high", keys: "doc src"},
		{name: "every, one lost", rules: []ecosystems.Rule{every}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, lost)}, verdict: "unknown", note: "unreachable: why doc", keys: "doc src"},
		{name: "every, one not", rules: []ecosystems.Rule{every, partial}, seen: []table.Observation{saw("src", src, yes), saw("doc", doc, no), saw("other", doc, yes)}, verdict: "partial", confidence: "low", note: "Half.", keys: "other"},
		{name: "an absence and a plan", rules: []ecosystems.Rule{planned}, seen: []table.Observation{saw("search", src, yes), saw("doc", doc, yes)}, verdict: "planned", confidence: "high", keys: "doc search"},
		{name: "an absence is no plan", rules: []ecosystems.Rule{planned, never}, seen: []table.Observation{saw("search", src, yes), saw("doc", doc, lost)}, verdict: "unknown", note: "unreachable: why doc", keys: "doc search"},
		{name: "an absence, and the plan is gone", rules: []ecosystems.Rule{planned, never}, seen: []table.Observation{saw("search", src, yes), saw("doc", doc, no)}, verdict: "unsupported", confidence: "low", disputed: true, keys: "doc search"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asOf, _ := time.Parse(time.DateOnly, test.asOf)
			row := judgeOne(t, ecosystems.Judgement{Feature: feature, Rules: test.rules}, asOf, test.seen)
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
	e := &ecosystems.Ecosystem{ID: "made", Traits: map[string]bool{"accounts": true}, Judgements: []ecosystems.Judgement{j}}
	for _, row := range judge.Judge("2026", asOf, mustCatalog(t), []*ecosystems.Ecosystem{e}, seen) {
		if row.Feature == j.Feature {
			return row
		}
	}
	t.Fatalf("no verdict for %s", j.Feature)
	return table.VerdictRow{}
}

func mustCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNotJudgedByRules(t *testing.T) {
	for _, test := range []struct {
		judgement     ecosystems.Judgement
		verdict, note string
	}{
		{ecosystems.Judgement{Feature: feature, Unprobed: "withheld", Note: "They say so."}, "unknown", "Not probed, withheld: They say so."},
		{ecosystems.Judgement{Feature: feature, NotApplicable: "uploads", Note: "Built there."}, "not-applicable", "Trait uploads is false"},
		{ecosystems.Judgement{Feature: "naming.dns-verification"}, "not-applicable", "domain_namespaces"},
	} {
		row := judgeOne(t, test.judgement, time.Time{}, nil)
		if row.Verdict != test.verdict || !strings.Contains(row.Note, test.note) {
			t.Errorf("%s: %s %q", test.judgement.Feature, row.Verdict, row.Note)
		}
	}
}

// Whatever sources fail, on the rules built in: a verdict stays or becomes unknown.
func TestFailingSourcesOnlyCostVerdicts(t *testing.T) {
	features := mustCatalog(t)
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	whole := judge.Judge(catalog.Wave, time.Time{}, features, all, seen)
	check := func(what string, fails func(table.Observation) bool) {
		damaged := slices.Clone(seen)
		for i := range damaged {
			if fails(damaged[i]) {
				damaged[i].Outcome = string(probes.Unreachable)
			}
		}
		for i, row := range judge.Judge(catalog.Wave, time.Time{}, features, all, damaged) {
			if row.Verdict != whole[i].Verdict && row.Verdict != table.Unknown {
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
