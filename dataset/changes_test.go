// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{"unsupported", "supported/optional/2024-01", Gained},
		{"exploring", "partial/default/2022-03", Gained},
		{"unsupported", "supported/optional", Gained},
		{"planned", "supported/required/2023", Delivered},
		{"planned", "partial/default", Delivered},
		{"partial", "supported/optional/2023", Strengthened},
		{"supported/optional", "supported/required/2015-01", Strengthened},
		{"supported/default", "supported/required", Strengthened},
		{"unsupported", "planned", Strengthened},
		{"exploring", "planned", Strengthened},
		{"unsupported", "exploring", Strengthened},
		{"supported/required", "supported/default", Weakened},
		{"supported/optional", "partial/required", Weakened},
		{"exploring", "unsupported", Weakened},
		{"supported", "unsupported", Lost},
		{"partial", "planned", Lost},
		{"planned", "planned", NotYet},
		{"planned", "exploring", NotYet},
		{"planned", "unsupported", NotYet},
		{"unsupported", "supported/optional/2021-12", NotComparable},
		{"planned", "partial/optional/2019", NotComparable},
		{"supported/optional", "partial/optional/2020-08", NotComparable},
		{"unknown", "supported/optional", NotComparable},
		{"supported", "unknown", NotComparable},
		{"not-applicable", "unsupported", NotComparable},
		{"unsupported", "not-applicable", NotComparable},
		{"unknown", "not-applicable", NotComparable},
		{"supported", "supported/required", unchanged},
		{"supported/optional", "supported", unchanged},
		{"unsupported", "unsupported", unchanged},
		{"exploring", "exploring", unchanged},
		{"unknown", "unknown", unchanged},
		{"not-applicable", "not-applicable", unchanged},
	}
	for _, test := range tests {
		got := compare(verdictOf("2022", test.from), verdictOf("2026", test.to), false)
		if got.Direction != test.want {
			t.Errorf("%s to %s: %q, want %q", test.from, test.to, got.Direction, test.want)
		}
		if got.Direction == NotComparable && got.Note == "" {
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
		{"exploring", "unsupported", false, NotComparable, noMoreInterest, ""},
		{"supported", "partial/optional", false, Weakened, ownAnswer, "Half."},
		{"supported", "unsupported", false, Lost, ownAnswer, "Gone."},
		{"supported", "partial/optional", true, NotComparable, restsOnAnswer, ""},
		{"planned", "planned", true, NotComparable, restsOnAnswer, ""},
		{"unsupported", "supported/optional", false, Gained, undated, "There."},
		{"supported", "supported/optional", true, unchanged, "", ""},
	}
	for _, test := range tests {
		from, to := verdictOf("2022", test.from), verdictOf("2026", test.to)
		from.Method, to.Note = surveyMethod, test.otherNote
		got := compare(from, to, test.own)
		want := strings.TrimSpace(test.wantNote + " " + test.otherNote)
		if got.Direction != test.want || got.Note != want {
			t.Errorf("%s to %s: %q (%s), want %q (%s)", test.from, test.to, got.Direction, got.Note, test.want, want)
		}
	}
}

// Within one wave, as between two datasets of it, a plan that stays is no news.
func TestPlanWithinAWave(t *testing.T) {
	if got := compare(verdictOf("2026", "planned"), verdictOf("2026", "planned"), false).Direction; got != unchanged {
		t.Errorf("planned to planned within a wave is %q", got)
	}
}

func row(wave, ecosystem, feature, verdict string) table.VerdictRow {
	return table.VerdictRow{Wave: wave, Ecosystem: ecosystem, Feature: feature, Verdict: verdict, Method: "probed", Observations: []string{}}
}

// Waves compare on what they share, and say what they do not.
func TestChangesOfUnequalWaves(t *testing.T) {
	from := []table.VerdictRow{row("2022", "npm", "a.old", "supported"), row("2022", "npm", "a.same", "unsupported"), row("2022", "gone", "a.same", "supported")}
	to := []table.VerdictRow{row("2026", "npm", "a.same", "unsupported"), row("2026", "npm", "a.new", "supported"), row("2026", "nuget", "a.same", "supported"), row("2026", "nuget", "a.new", "supported")}
	var got []string
	for _, c := range Changes(from, to, nil) {
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
	d := built(t)
	for name, verdicts := range map[string][]table.VerdictRow{"2022": Verdicts2022(), "2026": d.Verdicts} {
		if rows := Changes(verdicts, verdicts, d.Observations); len(rows) > 0 {
			t.Errorf("%s differs from itself in %d rows, first %+v", name, len(rows), rows[0])
		}
	}
	if rows := changesSince2022(Verdicts2022(), nil); rows != nil {
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
	got := onlyOwnAnswer([]table.VerdictRow{v("one", "answer", "missed"), v("two", "answer", "page"), v("three", "missed"), v("four")}, seen)
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
	d := built(t)
	for _, c := range d.Changes {
		for _, id := range bridge.NeverAnswered {
			if c.Ecosystem == id && c.Direction != NewlyAsked && (c.Direction != NotComparable || c.Note != "Not part of wave 2022.") {
				t.Errorf("%s %s: %s, %s", id, c.Feature, c.Direction, c.Note)
			}
		}
	}
}
