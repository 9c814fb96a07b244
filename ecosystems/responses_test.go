// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Made: nobody said this.
const soundResponses = `ecosystem: made
wave: "2026"
role: registry maintainer
date: 2026-11-24
link: https://example.org/said
answers:
  integrity.signing:
    today: supported, optional
    answer: confirm
  integrity.provenance:
    today: unsupported
    answer: planned
    role: security engineer
    date: 2026-11-25
  integrity.provenance-api:
    today: unknown
    answer: correct
    verdict: partial
    enforcement: default
    reason: not-public
    link: https://example.org/more
  integrity.transparency-log:
    today: exploring
    answer: # not yet
    verdict:
  naming.namespaces:
    today: unknown
    answer: no-plans
`

func loadResponses(t *testing.T, files map[string]string) ([]*Ecosystem, error) {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	made := fstest.MapFS{"made/ecosystem.yml": {Data: []byte(soundEcosystem)}, "made/probes.yml": {Data: []byte(soundProbes)}}
	for name, text := range files {
		made["made/responses/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(made, "ecosystems", features)
}

func TestResponses(t *testing.T) {
	all, err := loadResponses(t, map[string]string{"2026.yml": soundResponses})
	if err != nil {
		t.Fatal(err)
	}
	const role, date, link = "registry maintainer", "2026-11-24", "https://example.org/said"
	want := []Response{
		{"2026", "integrity.signing", 7, "confirm", "supported", "optional", "confirmed", role, date, link},
		{"2026", "integrity.provenance", 10, "planned", "planned", "", "intent", "security engineer", "2026-11-25", link},
		{"2026", "integrity.provenance-api", 15, "correct", "partial", "default", "not-public", role, date, "https://example.org/more"},
		{"2026", "naming.namespaces", 26, "no-plans", "unsupported", "", "intent", role, date, link},
	}
	if diff := cmp.Diff(want, all[0].Responses); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
}

func TestResponseProblems(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"other ecosystem", "ecosystem: made", "ecosystem: npm", `1:12: ecosystem "npm" is not the folder's name: write ecosystem: made`},
		{"other wave", `wave: "2026"`, `wave: "2027"`, `2:7: wave "2027" is not the file's name: keep it as responses/2027.yml`},
		{"no wave", "wave: \"2026\"\n", "", `1:1: wave "" is not the file's name: keep it as responses/WAVE.yml`},
		{"unknown key", "role: security", "rule: security", `13:5: unknown key "rule": did you mean role?`},
		{"unknown feature", "naming.namespaces", "naming.namespace", `26:3: unknown feature "naming.namespace": did you mean naming.namespaces?`},
		{"feature twice", "naming.namespaces", "integrity.signing", "26:3: integrity.signing is there already, at line 7: merge the two"},
		{"no role", "role: registry maintainer", "role: ''", "7:3: role is missing: say what you do for the registry, such as maintainer"},
		{"bad date", "2026-11-25", "25 November", `14:11: date "25 November" must be a day such as 2026-11-24`},
		{"no date", "date: 2026-11-24\n", "", `6:3: date "" must be a day such as 2026-11-24`},
		{"link in the clear", "https://example.org/more", "http://example.org/more", `21:11: link "http://example.org/more" must begin with https:// and lead to where it is said in public`},
		{"no link", "link: https://example.org/said\n", "", `6:3: link "" must begin with https:// and lead to where it is said in public`},
		{"unknown answer", "answer: planned", "answer: planed", `12:13: unknown answer "planed": did you mean planned?`},
		{"nothing to confirm", "answer: no-plans", "answer: confirm", "28:13: there is nothing to confirm: unknown is not a verdict of ours; write answer: correct"},
		{"today changed", "today: supported, optional", "today: supported, often", `8:12: today "supported, often" is not a verdict: keep the line as landscape questionnaire wrote it`},
		{"verdict with an intent", "answer: planned", "answer: planned\n    verdict: planned", "13:14: verdict goes only with answer: correct: remove it"},
		{"reason with a confirmation", "answer: confirm", "answer: confirm\n    reason: changed", "10:13: reason goes only with answer: correct: remove it"},
		{"unknown verdict", "verdict: partial", "verdict: unknown", `18:14: unknown verdict "unknown": `},
		{"no enforcement", "    enforcement: default\n", "", `17:13: enforcement "": partial needs required, default or optional`},
		{"stray enforcement", "verdict: partial", "verdict: planned", "19:18: enforcement goes only with supported and partial: remove it"},
		{"correction to the same", "today: unknown\n    answer: correct", "today: partial, default\n    answer: correct", "18:14: the correction says what the verdict says: write answer: confirm, or another verdict"},
		{"unknown reason", "reason: not-public", "reason: because", `20:13: unknown reason "because": they are changed, criterion, misread, not-public, other-source`},
		{"no reason", "    reason: not-public\n", "", `17:13: unknown reason "": `},
		{"not YAML", "answers:", "answers: [", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(soundResponses, test.old) {
				t.Fatalf("the sound file has no %q", test.old)
			}
			_, err := loadResponses(t, map[string]string{"2026.yml": strings.Replace(soundResponses, test.old, test.new, 1)})
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains("\n"+err.Error(), "\necosystems/made/responses/2026.yml:"+test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// A form that nobody filled in, and a file that is no form, are not passed over.
func TestResponsesOfNobody(t *testing.T) {
	for name, text := range map[string]string{
		"2026.yml":  "ecosystem: made\nwave: \"2026\"\nrole:\ndate:\nlink:\nanswers:\n  integrity.signing:\n    today: unknown\n    answer:\n",
		"2026.json": "{}",
		"README.md": "# Responses",
	} {
		if _, err := loadResponses(t, map[string]string{name: text}); err == nil || !strings.Contains(err.Error(), "responses/"+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzResponses(f *testing.F) {
	f.Add(soundResponses)
	features, err := catalog.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = Load(fstest.MapFS{
			"made/ecosystem.yml": {Data: []byte(soundEcosystem)}, "made/probes.yml": {Data: []byte(soundProbes)},
			"made/responses/2026.yml": {Data: []byte(text)},
		}, "ecosystems", features)
	})
}
