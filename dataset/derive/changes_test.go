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
)

// verdictOf reads "verdict/enforcement/since".
func verdictOf(wave, text string) table.VerdictRow {
	part := append(strings.Split(text, "/"), "", "")
	return table.VerdictRow{Wave: wave, Ecosystem: "made", Feature: "a.b", Verdict: part[0], Enforcement: part[1], Since: part[2], Observations: []string{}}
}

func TestDirections(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"unsupported", "supported/optional/2024-01", derive.Gained},
		{"exploring", "partial/default/2022-03", derive.Gained},
		{"unsupported", "supported/optional", derive.Gained},
		{"planned", "supported/required/2023", derive.Delivered},
		{"planned", "partial/default", derive.Delivered},
		{"partial", "supported/optional/2023", derive.Strengthened},
		{"supported/optional", "supported/required/2015-01", derive.Strengthened},
		{"supported/default", "supported/required", derive.Strengthened},
		{"unsupported", "planned", derive.Strengthened},
		{"exploring", "planned", derive.Strengthened},
		{"unsupported", "exploring", derive.Strengthened},
		{"supported/required", "supported/default", derive.Weakened},
		{"supported/optional", "partial/required", derive.Weakened},
		{"exploring", "unsupported", derive.Weakened},
		{"supported", "unsupported", derive.Lost},
		{"partial", "planned", derive.Lost},
		{"planned", "planned", derive.NotYet},
		{"planned", "exploring", derive.NotYet},
		{"planned", "unsupported", derive.NotYet},
		{"unsupported", "supported/optional/2021-12", derive.NotComparable},
		{"planned", "partial/optional/2019", derive.NotComparable},
		{"supported/optional", "partial/optional/2020-08", derive.NotComparable},
		{"unknown", "supported/optional", derive.NotComparable},
		{"supported", "unknown", derive.NotComparable},
		{"not-applicable", "unsupported", derive.NotComparable},
		{"unsupported", "not-applicable", derive.NotComparable},
		{"unknown", "not-applicable", derive.NotComparable},
		{"supported", "supported/required", derive.Unchanged},
		{"supported/optional", "supported", derive.Unchanged},
		{"unsupported", "unsupported", derive.Unchanged},
		{"exploring", "exploring", derive.Unchanged},
		{"unknown", "unknown", derive.Unchanged},
		{"not-applicable", "not-applicable", derive.Unchanged},
	}
	for _, test := range tests {
		got := derive.CompareVerdicts(verdictOf("2022", test.from), verdictOf("2026", test.to), false)
		if got.Direction != test.want {
			t.Errorf("%s to %s: %q, want %q", test.from, test.to, got.Direction, test.want)
		}
		if got.Direction == derive.NotComparable && got.Note == "" {
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
		want      string
		wantNote  string
		otherNote string
	}{
		{"exploring", "unsupported", false, derive.NotComparable, derive.NoMoreInterest, ""},
		{"supported", "partial/optional", false, derive.Weakened, derive.OwnAnswer, "Half."},
		{"supported", "unsupported", false, derive.Lost, derive.OwnAnswer, "Gone."},
		{"supported", "partial/optional", true, derive.NotComparable, derive.RestsOnAnswer, ""},
		{"planned", "planned", true, derive.NotComparable, derive.RestsOnAnswer, ""},
		{"unsupported", "supported/optional", false, derive.Gained, derive.Undated, "There."},
		{"supported", "supported/optional", true, derive.Unchanged, "", ""},
	}
	for _, test := range tests {
		from, to := verdictOf("2022", test.from), verdictOf("2026", test.to)
		from.Method, to.Note = derive.SurveyMethod, test.otherNote
		got := derive.CompareVerdicts(from, to, test.own)
		want := strings.TrimSpace(test.wantNote + " " + test.otherNote)
		if got.Direction != test.want || got.Note != want {
			t.Errorf("%s to %s: %q (%s), want %q (%s)", test.from, test.to, got.Direction, got.Note, test.want, want)
		}
	}
}

// Within one wave, as between two datasets of it, a plan that stays is no news.
func TestPlanWithinAWave(t *testing.T) {
	if got := derive.CompareVerdicts(verdictOf("2026", "planned"), verdictOf("2026", "planned"), false).Direction; got != derive.Unchanged {
		t.Errorf("planned to planned within a wave is %q", got)
	}
}

// Waves compare on what they share, and say what they do not.
func TestChangesOfUnequalWaves(t *testing.T) {
	from := []table.VerdictRow{datasettest.Row("2022", "npm", "a.old", "supported"), datasettest.Row("2022", "npm", "a.same", "unsupported"), datasettest.Row("2022", "gone", "a.same", "supported")}
	to := []table.VerdictRow{datasettest.Row("2026", "npm", "a.same", "unsupported"), datasettest.Row("2026", "npm", "a.new", "supported"), datasettest.Row("2026", "nuget", "a.same", "supported"), datasettest.Row("2026", "nuget", "a.new", "supported")}
	var got []string
	for _, c := range derive.Changes(from, to, nil) {
		got = append(got, strings.Join([]string{c.Ecosystem, c.Feature, c.FromVerdict, c.ToVerdict, c.Direction, c.Note}, "|"))
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
			if c.Ecosystem == id && c.Direction != derive.NewlyAsked && (c.Direction != derive.NotComparable || c.Note != "Not part of wave 2022.") {
				t.Errorf("%s %s: %s, %s", id, c.Feature, c.Direction, c.Note)
			}
		}
	}
}
