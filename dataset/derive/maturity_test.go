// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

func TestItemState(t *testing.T) {
	tests := []struct{ verdict, enforcement, least, want string }{
		{"supported", "optional", "", derive.Met},
		{"supported", "", "", derive.Met},
		{"supported", "required", "required", derive.Met},
		{"supported", "default", "required", derive.PartlyMet},
		{"supported", "optional", "required", derive.PartlyMet},
		{"supported", "", "required", derive.PartlyMet},
		{"supported", "required", "default", derive.Met},
		{"supported", "default", "default", derive.Met},
		{"supported", "optional", "default", derive.PartlyMet},
		{"partial", "required", "required", derive.PartlyMet},
		{"partial", "optional", "", derive.PartlyMet},
		{"planned", "", "", derive.Unmet},
		{"exploring", "", "", derive.Unmet},
		{"unsupported", "", "required", derive.Unmet},
		{"unknown", "", "", table.Unknown},
		{"not-applicable", "", "required", table.NotApplicable},
		{"of a later program", "", "", table.Unknown},
	}
	for _, test := range tests {
		if got := derive.ItemState(table.VerdictRow{Verdict: test.verdict, Enforcement: test.enforcement}, test.least); got != test.want {
			t.Errorf("%s (%s), at least %q: %s, want %s", test.verdict, test.enforcement, test.least, got, test.want)
		}
	}
}

// The letters stand for met, partial, unmet, unknown (?) and not-applicable (-).
func TestCombine(t *testing.T) {
	names := map[rune]string{'m': derive.Met, 'p': derive.PartlyMet, 'u': derive.Unmet, '?': table.Unknown, '-': table.NotApplicable}
	tests := []struct {
		states   string
		all, any rune
	}{
		{"m", 'm', 'm'}, {"p", 'p', 'p'}, {"u", 'u', 'u'}, {"?", '?', '?'}, {"-", '-', '-'},
		{"mm", 'm', 'm'}, {"mp", 'p', 'm'}, {"mu", 'p', 'm'}, {"m?", '?', 'm'}, {"m-", 'm', 'm'},
		{"pp", 'p', 'p'}, {"pu", 'p', 'p'}, {"p?", 'p', '?'}, {"p-", 'p', 'p'},
		{"uu", 'u', 'u'}, {"u?", 'u', '?'}, {"u-", 'u', 'u'},
		{"??", '?', '?'}, {"?-", '?', '?'}, {"--", '-', '-'},
		{"mu?", 'p', 'm'}, {"pu?", 'p', '?'}, {"mp?", 'p', 'm'}, {"m?-", '?', 'm'},
	}
	for _, test := range tests {
		var states []string
		for _, letter := range test.states {
			states = append(states, names[letter])
		}
		if got := derive.CombineStates(states, false); got != names[test.all] {
			t.Errorf("all of %s: %s, want %s", test.states, got, names[test.all])
		}
		if got := derive.CombineStates(states, true); got != names[test.any] {
			t.Errorf("any of %s: %s, want %s", test.states, got, names[test.any])
		}
	}
}

// madeTrack has two items on level 1, one on level 2 and one on level 3; its
// features are named f1 to f4.
func madeTrack(scope catalog.Scope) *catalog.Catalog {
	item := func(id string, level int, feature string) catalog.Item {
		return catalog.Item{ID: id, Level: level, Title: id, Features: []string{feature}, URL: "https://example.org"}
	}
	return &catalog.Catalog{Principles: []catalog.Checklist{{ID: "cli", Title: "Made", Scope: scope, Because: "Not for it.", Items: []catalog.Item{
		item("cli-1-1", 1, "f1"), item("cli-1-2", 1, "f2"), item("cli-2-1", 2, "f3"), item("cli-3-1", 3, "f4"),
	}}}}
}

func madeVerdicts(list string) []table.VerdictRow {
	var verdicts []table.VerdictRow
	for i, verdict := range strings.Fields(list) {
		verdicts = append(verdicts, table.VerdictRow{Ecosystem: "made", Feature: "f" + string(rune('1'+i)), Verdict: verdict, Observations: []string{"made/x"}})
	}
	return verdicts
}

func TestMaturityLevels(t *testing.T) {
	made := []*ecosystems.Ecosystem{{ID: "made", PackageOrigin: "built", Traits: map[string]bool{"accounts": true}}}
	const level1, level2, level3 = "1: ", "2: ", "3: "
	tests := map[string]struct {
		verdicts string
		scope    catalog.Scope
		want     []string
	}{
		"all reached": {"supported supported supported supported", catalog.Scope{}, []string{
			level1 + "2 items 2/0/0/0 reached with lower", level2 + "1 items 1/0/0/0 reached with lower", level3 + "1 items 1/0/0/0 reached with lower"}},
		"one unknown leaves it open, and what lies above without its ground": {"supported unknown supported partial", catalog.Scope{}, []string{
			level1 + "2 items 1/0/0/1 open: unknown: cli-1-2", level2 + "1 items 1/0/0/0 reached", level3 + "1 items 0/1/0/0 not reached: partial: cli-3-1"}},
		"an unmet item beside an unknown one": {"planned unknown unsupported unknown", catalog.Scope{}, []string{
			level1 + "2 items 0/0/1/1 not reached: unmet: cli-1-1; unknown: cli-1-2", level2 + "1 items 0/0/1/0 not reached: unmet: cli-2-1",
			level3 + "1 items 0/0/0/1 open: unknown: cli-3-1"}},
		"what does not apply is left out": {"not-applicable supported not-applicable supported", catalog.Scope{}, []string{
			level1 + "1 items 1/0/0/0 reached with lower", level2 + "0 items 0/0/0/0 not-applicable: None of its items applies.",
			level3 + "1 items 1/0/0/0 reached with lower"}},
		"no verdict is unknown": {"supported", catalog.Scope{}, []string{
			level1 + "2 items 1/0/0/1 open: unknown: cli-1-2", level2 + "1 items 0/0/0/1 open: unknown: cli-2-1", level3 + "1 items 0/0/0/1 open: unknown: cli-3-1"}},
		"a track for others": {"supported supported supported supported", catalog.Scope{Origins: []string{"builds"}}, []string{
			level1 + "0 items 0/0/0/0 not-applicable: Not for it.", level2 + "0 items 0/0/0/0 not-applicable: Not for it.", level3 + "0 items 0/0/0/0 not-applicable: Not for it."}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rows, items := derive.Maturity("2026", madeTrack(test.scope), made, madeVerdicts(test.verdicts))
			var got []string
			for _, r := range rows {
				got = append(got, levelText(r))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("want -, got +: %s", diff)
			}
			if len(items) != 4 {
				t.Errorf("%d items, want 4", len(items))
			}
		})
	}
}

func levelText(r table.MaturityRow) string {
	text := fmt.Sprintf("%d: %d items %d/%d/%d/%d", r.Level, r.Items, r.Met, r.Partial, r.Unmet, r.Unknown)
	text += " " + r.State
	if r.ReachedWithLower {
		text += " with lower"
	}
	if r.Because != "" {
		text += ": " + r.Because
	}
	if r.Reached != (r.State == derive.Reached) {
		text += ", and reached is otherwise"
	}
	return text
}

func TestMaturitySaysWhy(t *testing.T) {
	c := &catalog.Catalog{Principles: []catalog.Checklist{{ID: "cli", Items: []catalog.Item{
		{ID: "cli-1-1", Level: 1, Features: []string{"f1", "f2"}, Enforcement: "required"},
	}}}}
	verdicts := []table.VerdictRow{
		{Ecosystem: "made", Feature: "f1", Verdict: "supported", Enforcement: "optional", Observations: []string{"b", "a"}},
		{Ecosystem: "made", Feature: "f2", Verdict: "unknown", Observations: []string{"b"}},
	}
	_, items := derive.Maturity("2026", c, []*ecosystems.Ecosystem{{ID: "made"}}, verdicts)
	got := items[0]
	if got.State != derive.PartlyMet || got.Combine != "all" || got.Because != "f1 supported (optional), where the item asks for required; f2 unknown" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]string{"a", "b"}, got.Observations); diff != "" {
		t.Errorf("observations: %s", diff)
	}
}

// The release counts every item of every level once, and Homebrew has no
// accounts: two tracks do not apply.
func TestMaturityOfRelease(t *testing.T) {
	d := datasettest.Built(t)
	if got, want := len(d.Maturity), len(d.Ecosystems)*4*3; got != want {
		t.Errorf("%d rows of maturity, want %d", got, want)
	}
	if got, want := len(d.MaturityItems), len(d.Ecosystems)*32; got != want {
		t.Errorf("%d rows of maturity_items, want %d", got, want)
	}
	for _, r := range d.Maturity {
		if r.Met+r.Partial+r.Unmet+r.Unknown != r.Items || r.Reached && r.Met != r.Items {
			t.Errorf("%+v does not add up", r)
		}
		if r.Ecosystem == "brew" && (r.Track == "authentication" || r.Track == "authorization") && r.State != table.NotApplicable {
			t.Errorf("brew %s %d is %s", r.Track, r.Level, r.State)
		}
	}
}
