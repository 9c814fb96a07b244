// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

func TestTable(t *testing.T) {
	table := load(t)
	if len(table.Questions) != 52 || len(table.PackageManagers) != 11 {
		t.Fatalf("%d questions, %d package managers", len(table.Questions), len(table.PackageManagers))
	}
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	asked := make(map[int]bool)
	for _, f := range features.Features {
		if f.Row == 0 {
			continue
		}
		asked[f.Row] = true
		if q, ok := table.Question(f.Row); !ok || !q.Closed() || q.Journey != f.Journey {
			t.Errorf("feature %s: row %d is no closed question of journey %s", f.ID, f.Row, f.Journey)
		}
	}
	closed := 0
	for _, q := range table.Questions {
		if q.Closed() {
			closed++
		}
		if q.Closed() != asked[q.Row] {
			t.Errorf("row %d: closed %v, and a feature names it: %v", q.Row, q.Closed(), asked[q.Row])
		}
		for _, o := range q.Options {
			for id := range o.Verdict {
				if f, ok := features.Feature(id); !ok || f.Row != q.Row {
					t.Errorf("row %d option %s: feature %s does not have this row", q.Row, o.ID, id)
				}
			}
		}
	}
	// 34 questions of yes or no, and row 34, which asks for the ways.
	if closed != 35 {
		t.Errorf("%d closed questions", closed)
	}
}

func TestBridge(t *testing.T) {
	b, err := LoadBridge()
	if err != nil {
		t.Fatal(err)
	}
	if b.Ecosystems["Rust"] != "cargo" || b.Ecosystems["Maven Central"] != "maven" || b.Ecosystems["Apache Maven"] != "" {
		t.Errorf("bridge: %v", b.Ecosystems)
	}
	if !slices.Contains(b.NeverAnswered, "nuget") || slices.Contains(b.NeverAnswered, "npm") || len(b.Ecosystems)+len(b.Apart) != 11 {
		t.Errorf("bridge: %+v", b)
	}
}

// A folder more says itself who it was in 2022; no table here knows it.
func TestReadBridge(t *testing.T) {
	folder := func(survey string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("id: made\nname: Made\n" + survey)}
	}
	b, err := ReadBridge(fstest.MapFS{"made/ecosystem.yml": folder("survey_2022: opam\n"), "new/ecosystem.yml": folder("")}, "at")
	if err != nil {
		t.Fatal(err)
	}
	if b.Ecosystems["opam"] != "made" || strings.Join(b.NeverAnswered, " ") != "new" || slices.Contains(b.Apart, "opam") || len(b.Apart) != 10 {
		t.Errorf("bridge: %+v", b)
	}
	for _, test := range []struct{ name, one, two, want string }{
		{"nobody", "survey_2022: Opam\n", "", `at/a/ecosystem.yml:3:14: survey_2022 "Opam" answered no survey: did you mean opam?`},
		{"far from all", "survey_2022: zypper\n", "", "leave the key out when it did not answer"},
		{"twice", "survey_2022: opam\n", "survey_2022: opam\n", `at/b/ecosystem.yml:3:14: survey_2022 "opam" is the ecosystem a already`},
		{"unknown key", "survey: opam\n", "", "at/a/ecosystem.yml:3:1: unknown key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadBridge(fstest.MapFS{"a/ecosystem.yml": folder(test.one), "b/ecosystem.yml": folder(test.two)}, "at")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestRecordsRefuse(t *testing.T) {
	table := load(t)
	figures, err := loadFigures()
	if err != nil {
		t.Fatal(err)
	}
	question := func(lines string) string {
		return "package_managers: [npm]\naffirmative: {id: \"yes\", says: \"yes\", class: supported}\nquestions:\n  - row: 1\n" + lines
	}
	tests := []struct {
		name, text, want string
		read             func(data []byte) error
	}{
		{"unknown key", "question: []\n", "f.yml:1:1: unknown key", readsTable},
		{"row out of order", strings.Replace(question("    question: a\n    asks: a\n    kind: words\n"), "row: 1", "row: 2", 1), "f.yml:4:5: row 2 stands where row 1 is due", readsTable},
		{"no label", question("    asks: a\n    kind: words\n"), "f.yml:4:5: row 1 needs question", readsTable},
		{"kind", question("    question: a\n    asks: a\n    kind: maybe\n"), `kind "maybe" is not`, readsTable},
		{"class", question("    question: a\n    asks: a\n    kind: ways\n    options:\n      - id: a\n        says: a\n        class: great\n"), `f.yml:9:9: option a: class "great"`, readsTable},
		{"class of an open question", question("    question: a\n    asks: a\n    kind: words\n    options:\n      - id: a\n        says: a\n        class: supported\n"), "none for open ones", readsTable},
		{"option twice", question("    question: a\n    asks: a\n    kind: choice\n    options:\n      - id: \"yes\"\n        says: a\n        class: partial\n"), "option yes is there twice", readsTable},
		{"reserved id", question("    question: a\n    asks: a\n    kind: ways\n    options:\n      - id: words\n        says: a\n        class: partial\n"), "other than words", readsTable},
		{"enforcement", question("    question: a\n    asks: a\n    kind: words\n    enforcement: strict\n"), `enforcement "strict"`, readsTable},
		{"verdict", question("    question: a\n    asks: a\n    kind: ways\n    options:\n      - id: a\n        says: a\n        class: partial\n        verdict: {x.y: fine}\n"), `verdict "fine" of x.y`, readsTable},
		{"figure without a count", "figures:\n  - id: a\n    claim: a\n    published: 1\n    rows: [5]\n", "it needs id", readsFigures(table)},
		{"figure of no row", "figures:\n  - id: a\n    claim: a\n    published: 1\n    rows: [99]\n    classes: supported\n", "no row 99", readsFigures(table)},
		{"figure of no option", "figures:\n  - id: a\n    claim: a\n    published: 1\n    rows: [5]\n    ticks: blue\n", "row 5 has no option blue", readsFigures(table)},
		{"figure of no class", "figures:\n  - id: a\n    claim: a\n    published: 1\n    rows: [5]\n    classes: great\n", `class "great"`, readsFigures(table)},
		{"figure of nobody", "figures:\n  - id: a\n    claim: a\n    published: 1\n    rows: [5]\n    classes: supported\n    who: nqm\n", `no package manager "nqm"`, readsFigures(table)},
		{"erratum of no figure", "errata:\n  - figure: fuzzing\n    row: 45\n    published: 12%\n    counted: 3\n    why: a\n", "f.yml:2:5: published.yml has no figure fuzzing at row 45 with 12%", func(data []byte) error {
			_, err := readErrata("f.yml", data, figures)
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.read([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func readsTable(data []byte) error {
	_, err := readTable("f.yml", data)
	return err
}

func readsFigures(table *Table) func([]byte) error {
	return func(data []byte) error {
		_, err := readFigures("f.yml", data, table)
		return err
	}
}

func TestAgrees(t *testing.T) {
	tests := []struct {
		published string
		n, of     int
		want      bool
	}{
		{"5", 5, 11, true}, {"5", 6, 11, false}, {"45.5%", 5, 11, true}, {"45.4%", 5, 11, false},
		{"most", 6, 11, true}, {"most", 5, 10, false}, {"all", 3, 3, true}, {"all", 2, 3, false},
		{"none", 0, 3, true}, {"none", 1, 3, false}, {"4-5", 4, 11, true}, {"4-5", 5, 11, true}, {"4-5", 3, 11, false},
		{"a-b", 0, 11, false}, {"named", 1, 11, false},
	}
	for _, tt := range tests {
		rows := answers{}
		for i := range tt.of {
			a := Answer{PackageManager: string(rune('a' + i)), Class: vocabulary.Other}
			if i < tt.n {
				a.Class = "supported"
			}
			rows[1] = append(rows[1], a)
		}
		f := figure{published: tt.published, classes: []string{"supported"}}
		if m := f.measureRow(rows, 1); m.Agrees != tt.want {
			t.Errorf("%s against %d of %d: %v", tt.published, tt.n, tt.of, m.Agrees)
		}
	}
	named := figure{published: "named", classes: []string{"supported"}, who: []string{"b", "a"}}
	rows := answers{1: {{PackageManager: "a", Class: "supported"}, {PackageManager: "b", Class: "supported"}}}
	if !named.measureRow(rows, 1).Agrees || named.measureRow(answers{1: rows[1][:1]}, 1).Agrees {
		t.Error("names are not compared")
	}
}

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		n, of int
		want  float64
	}{{5, 11, 45.5}, {3, 11, 27.3}, {0, 11, 0}, {11, 11, 100}, {1, 3, 33.3}, {2, 3, 66.7}, {1, 2000, 0.1}, {0, 0, 0}} {
		if got := percent(tt.n, tt.of); got != tt.want {
			t.Errorf("%d of %d: %v, want %v", tt.n, tt.of, got, tt.want)
		}
	}
}
