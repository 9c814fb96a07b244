// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// verdictOf reads "verdict/enforcement/since".
func verdictOf(wave, text string) table.VerdictRow {
	part := append(strings.Split(text, "/"), "", "")
	return table.VerdictRow{Wave: wave, Ecosystem: "made", Feature: "a.b", Verdict: vocabulary.Verdict(part[0]), Enforcement: vocabulary.Enforcement(part[1]), Since: part[2], Observations: []string{}}
}

func TestDirections(t *testing.T) {
	tests := []struct {
		from, to string
		want     vocabulary.Direction
	}{
		{"unsupported", "supported/optional/2024-01", vocabulary.Gained},
		{"exploring", "partial/default/2022-03", vocabulary.Gained},
		{"unsupported", "supported/optional", vocabulary.Gained},
		{"planned", "supported/required/2023", vocabulary.Delivered},
		{"planned", "partial/default", vocabulary.Delivered},
		{"partial", "supported/optional/2023", vocabulary.Strengthened},
		{"supported/optional", "supported/required/2015-01", vocabulary.Strengthened},
		{"supported/default", "supported/required", vocabulary.Strengthened},
		{"unsupported", "planned", vocabulary.Strengthened},
		{"exploring", "planned", vocabulary.Strengthened},
		{"unsupported", "exploring", vocabulary.Strengthened},
		{"supported/required", "supported/default", vocabulary.Weakened},
		{"supported/optional", "partial/required", vocabulary.Weakened},
		{"exploring", "unsupported", vocabulary.Weakened},
		{"supported", "unsupported", vocabulary.Lost},
		{"partial", "planned", vocabulary.Lost},
		{"planned", "planned", vocabulary.NotYet},
		{"planned", "exploring", vocabulary.NotYet},
		{"planned", "unsupported", vocabulary.NotYet},
		{"unsupported", "supported/optional/2021-12", vocabulary.NotComparable},
		{"planned", "partial/optional/2019", vocabulary.NotComparable},
		{"supported/optional", "partial/optional/2020-08", vocabulary.NotComparable},
		{"unknown", "supported/optional", vocabulary.NotComparable},
		{"supported", "unknown", vocabulary.NotComparable},
		{"not-applicable", "unsupported", vocabulary.NotComparable},
		{"unsupported", "not-applicable", vocabulary.NotComparable},
		{"unknown", "not-applicable", vocabulary.NotComparable},
		{"supported", "supported/required", vocabulary.Unchanged},
		{"supported/optional", "supported", vocabulary.Unchanged},
		{"unsupported", "unsupported", vocabulary.Unchanged},
		{"exploring", "exploring", vocabulary.Unchanged},
		{"unknown", "unknown", vocabulary.Unchanged},
		{"not-applicable", "not-applicable", vocabulary.Unchanged},
	}
	for _, test := range tests {
		got := derive.CompareVerdicts(verdictOf("2022", test.from), verdictOf("2026", test.to), false)
		if got.Direction != test.want {
			t.Errorf("%s to %s: %q, want %q", test.from, test.to, got.Direction, test.want)
		}
		if got.Direction == vocabulary.NotComparable && got.Note == "" {
			t.Errorf("%s to %s is not comparable, without a note", test.from, test.to)
		}
	}
}

// What the survey answered is a person's word: some steps from it say nothing
// of the registry.
func TestDirectionsFromSurvey(t *testing.T) {
	tests := []struct {
		from, to  string
		own       bool
		want      vocabulary.Direction
		wantNote  string
		otherNote string
	}{
		{"exploring", "unsupported", false, vocabulary.NotComparable, derive.NoMoreInterest, ""},
		{"supported", "partial/optional", false, vocabulary.Weakened, derive.OwnAnswer, "Half."},
		{"supported", "unsupported", false, vocabulary.Lost, derive.OwnAnswer, "Gone."},
		{"supported", "partial/optional", true, vocabulary.NotComparable, derive.RestsOnAnswer, ""},
		{"planned", "planned", true, vocabulary.NotComparable, derive.RestsOnAnswer, ""},
		{"unsupported", "supported/optional", false, vocabulary.Gained, derive.Undated, "There."},
		{"supported", "supported/optional", true, vocabulary.Unchanged, "", ""},
	}
	for _, test := range tests {
		from, to := verdictOf("2022", test.from), verdictOf("2026", test.to)
		from.Method, to.Note = vocabulary.Surveyed, test.otherNote
		got := derive.CompareVerdicts(from, to, test.own)
		want := strings.TrimSpace(test.wantNote + " " + test.otherNote)
		if got.Direction != test.want || got.Note != want {
			t.Errorf("%s to %s: %q (%s), want %q (%s)", test.from, test.to, got.Direction, got.Note, test.want, want)
		}
	}
}

// Within one wave, as between two datasets of it, a plan that stays is no news.
func TestPlanWithinAWave(t *testing.T) {
	if got := derive.CompareVerdicts(verdictOf("2026", "planned"), verdictOf("2026", "planned"), false).Direction; got != vocabulary.Unchanged {
		t.Errorf("planned to planned within a wave is %q", got)
	}
}

// Waves compare on what they share, and say what they do not.
func TestChangesOfUnequalWaves(t *testing.T) {
	from := []table.VerdictRow{datasettest.Row("2022", "npm", "a.old", "supported"), datasettest.Row("2022", "npm", "a.same", "unsupported"), datasettest.Row("2022", "gone", "a.same", "supported")}
	to := []table.VerdictRow{datasettest.Row("2026", "npm", "a.same", "unsupported"), datasettest.Row("2026", "npm", "a.new", "supported"), datasettest.Row("2026", "nuget", "a.same", "supported"), datasettest.Row("2026", "nuget", "a.new", "supported")}
	var got []string
	for _, c := range derive.Changes(from, to, nil) {
		got = append(got, strings.Join([]string{c.Ecosystem, c.Feature, string(c.FromVerdict), string(c.ToVerdict), string(c.Direction), c.Note}, "|"))
	}
	want := []string{
		"gone|a.same|supported||not-comparable|Not part of wave 2026.",
		"npm|a.new||supported|newly-asked|Not asked in wave 2022.",
		"npm|a.old|supported||not-comparable|Not asked in wave 2026.",
		"nuget|a.new||supported|newly-asked|Not asked in wave 2022.",
		"nuget|a.same||supported|not-comparable|Not part of wave 2022.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
}

func TestChangesOfAWaveWithItself(t *testing.T) {
	d := datasettest.Built(t)
	for name, verdicts := range map[string][]table.VerdictRow{"2022": survey2022.Verdicts(), "2026": d.Verdicts} {
		if rows := derive.Changes(verdicts, verdicts, d.Observations); len(rows) > 0 {
			t.Errorf("%s differs from itself in %d rows, first %+v", name, len(rows), rows[0])
		}
	}
	if rows := derive.ChangesSince2022(survey2022.Verdicts(), nil); rows != nil {
		t.Errorf("the wave of 2022 changed since 2022: %+v", rows[0])
	}
}

func TestOnlyOwnAnswer(t *testing.T) {
	v := func(feature string, keys ...string) table.VerdictRow {
		return table.VerdictRow{Ecosystem: "made", Feature: feature, Observations: keys}
	}
	seen := []table.Observation{
		{Observation: "answer", Outcome: "matched", Repository: table.SurveyRepository, Path: table.SurveyPath},
		{Observation: "page", Outcome: "matched", Repository: "acme/docs", Path: "guide.md"},
		{Observation: "missed", Outcome: "unmatched", Repository: "acme/docs", Path: "guide.md"},
	}
	got := derive.OnlyOwnAnswer([]table.VerdictRow{v("one", "answer", "missed"), v("two", "answer", "page"), v("three", "missed"), v("four")}, seen)
	want := map[table.Cell]bool{{Ecosystem: "made", Feature: "one"}: true, {Ecosystem: "made", Feature: "two"}: false, {Ecosystem: "made", Feature: "three"}: false, {Ecosystem: "made", Feature: "four"}: false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
}

// The ecosystems that never answered in 2022 are shown so, whatever was asked.
func TestNeverAnswered(t *testing.T) {
	bridge, err := survey2022.LoadBridge()
	if err != nil {
		t.Fatal(err)
	}
	d := datasettest.Built(t)
	for _, c := range d.Changes {
		for _, id := range bridge.NeverAnswered {
			if c.Ecosystem == id && c.Direction != vocabulary.NewlyAsked && (c.Direction != vocabulary.NotComparable || c.Note != "Not part of wave 2022.") {
				t.Errorf("%s %s: %s, %s", id, c.Feature, c.Direction, c.Note)
			}
		}
	}
}
