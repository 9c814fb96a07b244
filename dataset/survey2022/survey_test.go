// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// made is a file of the survey's form, in wording made for tests.
func made(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/made.csv")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func load(t testing.TB) *Table {
	t.Helper()
	table, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestAnswer(t *testing.T) {
	tests := []struct {
		name        string
		row         int
		cell        string
		class       vocabulary.AnswerClass
		enforcement vocabulary.Enforcement
		detail      string
	}{
		{"plain yes", 6, "Yes", "supported", "", "yes"},
		{"blanks and letters", 6, "  yes \n", "supported", "", "yes"},
		{"planned", 6, "No, but planned", "planned", "", "planned"},
		{"exploring", 6, "No, but interested in exploring", "exploring", "", "exploring"},
		{"no plans", 6, "No, and no plans on implementing", "unsupported", "", "no-plans"},
		{"blank", 6, " ", vocabulary.Unanswered, "", ""},
		{"yes, and more, where one option is ticked", 6, "Yes, on Tuesdays", vocabulary.Other, "", "words: Yes, on Tuesdays"},
		{"a no that is no option", 6, "No", vocabulary.Other, "", "words: No"},
		{"beginning of an option", 6, "No, but planned for later", vocabulary.Other, "", "words: No, but planned for later"},
		{"optional", 8, "Yes, optional", "supported", "optional", "optional"},
		{"mandatory", 8, "Yes, mandatory", "supported", "required", "mandatory"},
		{"no bare yes offered", 8, "Yes", vocabulary.Other, "", "words: Yes"},
		{"the question asks what is required", 11, "Yes", "supported", "required", "yes"},
		{"and a no requires nothing", 11, "No, but planned", "planned", "", "planned"},
		{"filled in", 5, "Yes, other (fill in below), by hand: slowly, No, but planned", "supported", "", "other-way words: by hand: slowly, No, but planned"},
		{"filled in with nothing", 39, "Yes, but not natively (fill in below)", "partial", "", "not-natively"},
		{"another comma than the option's", 35, "Yes, via 2FA via IdentityProvider (a, b)", vocabulary.Other, "", "words: Yes, via 2FA via IdentityProvider (a, b)"},
		{"commas within an option", 35, "Yes, via 2FA via IdentityProvider (a/b, etc.), Yes, via Security Key", "supported", "", "identity-provider security-key"},
		{"the strongest tick decides", 34, "No, but interested in exploring, Yes, using Github to ask", "supported", "", "exploring github"},
		{"words beside ticks", 9, "No, but interested in exploring, as made", "exploring", "", "exploring words: as made"},
		{"words first", 9, "As made, No, but planned", vocabulary.Other, "", "words: As made, No, but planned"},
		{"partial beside whole", 38, "Yes, policy on hashes, Yes, but not natively (fill in below), made", "supported", "", "hashes not-natively words: made"},
		{"a remark beside a tick", 49, "No, but interested in exploring, Not officially supported but made third party services here", "exploring", "", "exploring third-party"},
		{"a remark alone", 51, "Not officially supported but made third party services here", "partial", "", "third-party"},
		{"restricted", 36, "Yes, for restricted users", "partial", "required", "restricted-users"},
		{"n/a", 14, "N/A", "not-applicable", "", "na"},
		{"n/a with its reason", 14, "N/A- as a pull proxy made it", "not-applicable", "", "na words: N/A- as a pull proxy made it"},
		{"n/a and something else", 14, "N/A for now", vocabulary.Other, "", "words: N/A for now"},
		{"another level", 14, "not at made level", "not-applicable", "", "other-level words: not at made level"},
		{"apostrophes", 35, "No - we don’t use auth for a pull proxy here", "not-applicable", "", "pulls-only words: No - we don't use auth for a pull proxy here"},
		{"a rule on paper", 9, "No, but part of Terms and Rules", "unsupported", "", "terms-only"},
		{"open question", 16, "No, but planned", vocabulary.Text, "", "words: No, but planned"},
		{"open question, blank", 16, "", vocabulary.Unanswered, "", ""},
		{"open question that names things", 43, "SPDX Planned, made, CycloneDX Implemented", vocabulary.Text, "", "spdx-planned words: made, CycloneDX Implemented"},
		{"a name", 3, "Made Name", vocabulary.Withheld, "", ""},
	}
	table := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, _ := table.Question(tt.row)
			a := q.classifyCell(table, tt.cell)
			if a.Class != tt.class || a.Enforcement != tt.enforcement || a.Detail() != tt.detail {
				t.Errorf("row %d %q: got %s %q %q, want %s %q %q", tt.row, tt.cell, a.Class, a.Enforcement, a.Detail(), tt.class, tt.enforcement, tt.detail)
			}
			codes, words := ParseDetail(a.Detail())
			if diff := cmp.Diff(a.Codes, append([]string{}, codes...)); diff != "" || words != a.Words {
				t.Errorf("the detail reads back as %q %q", codes, words)
			}
		})
	}
}

func TestJudgeForFeature(t *testing.T) {
	tests := []struct {
		row         int
		feature     string
		codes       []string
		class       vocabulary.AnswerClass
		enforcement vocabulary.Enforcement
	}{
		{36, "authentication.mfa-enforced-critical", []string{"restricted-users"}, "supported", "required"},
		{36, "authentication.mfa-enforced-all", []string{"restricted-users"}, "unsupported", ""},
		{36, "authentication.mfa-enforced-all", []string{"planned"}, "planned", ""},
		{35, "authentication.mfa", []string{"identity-provider"}, "partial", ""},
		{35, "authentication.mfa", []string{"sms"}, "partial", ""},
		{35, "authentication.mfa", []string{"sms", "totp"}, "supported", ""},
		{35, "", []string{"identity-provider"}, "supported", ""},
		{35, "", []string{"words"}, vocabulary.Other, ""},
	}
	table := load(t)
	for _, tt := range tests {
		q, _ := table.Question(tt.row)
		if class, enforcement := q.Judge(tt.feature, tt.codes); class != tt.class || enforcement != tt.enforcement {
			t.Errorf("row %d %v for %q: got %s %q, want %s %q", tt.row, tt.codes, tt.feature, class, enforcement, tt.class, tt.enforcement)
		}
	}
}

func TestRead(t *testing.T) {
	s, err := Read("made.csv", made(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Answers) != 11*52 {
		t.Fatalf("%d answers, want 11 × 52", len(s.Answers))
	}
	for _, a := range s.Answers {
		if strings.Contains(a.Detail(), "Made Name") {
			t.Fatalf("%s row %d keeps a respondent's name", a.PackageManager, a.Row)
		}
	}
	for _, a := range s.Coded().Answers {
		if a.Words != "" || strings.Contains(a.Detail(), ":") {
			t.Fatalf("%s row %d keeps words: %s", a.PackageManager, a.Row, a.Detail())
		}
	}
	// Every class occurs, so the fixture exercises each of them.
	for _, class := range slices.Concat(vocabulary.ClosedClasses, []vocabulary.AnswerClass{vocabulary.Text, vocabulary.Withheld}) {
		if s.Count(class) == 0 {
			t.Errorf("made.csv has no answer that is %s", class)
		}
	}
}

// Every option of every question is ticked by some answer of the fixture, so
// each pattern matches what it is written for.
func TestEveryOptionIsTicked(t *testing.T) {
	s, err := Read("made.csv", made(t))
	if err != nil {
		t.Fatal(err)
	}
	ticked := make(map[int][]string)
	for _, a := range s.Answers {
		ticked[a.Row] = append(ticked[a.Row], a.Codes...)
	}
	for _, q := range load(t).Questions {
		for _, o := range q.Options {
			if !slices.Contains(ticked[q.Row], o.ID) {
				t.Errorf("row %d: nothing ticks %s", q.Row, o.ID)
			}
		}
	}
}

func TestColumnsInAnyOrderAndWithByteOrderMark(t *testing.T) {
	lines := parsed(t)
	for _, line := range lines {
		slices.Reverse(line[1:])
	}
	s, err := Read("made.csv", append([]byte("\xef\xbb\xbf"), written(t, lines, true)...))
	if err != nil {
		t.Fatal(err)
	}
	straight, err := Read("made.csv", made(t))
	if err != nil {
		t.Fatal(err)
	}
	byKey := func(a, b Answer) int {
		if a.PackageManager != b.PackageManager {
			return strings.Compare(a.PackageManager, b.PackageManager)
		}
		return a.Row - b.Row
	}
	slices.SortFunc(s.Answers, byKey)
	slices.SortFunc(straight.Answers, byKey)
	if diff := cmp.Diff(straight, s); diff != "" {
		t.Error(diff)
	}
}

func parsed(t testing.TB) [][]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(made(t))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func written(t testing.TB, lines [][]string, crlf bool) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = crlf
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadRefuses(t *testing.T) {
	edit := func(change func(lines [][]string) [][]string) []byte { return written(t, change(parsed(t)), false) }
	drop := func(lines [][]string, column int) [][]string {
		for i := range lines {
			lines[i] = slices.Delete(lines[i], column, column+1)
		}
		return lines
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "f.csv: the file is empty: give survey/2022/results.csv of ossf/wg-securing-software-repos"},
		{"HTML", []byte("\n<!DOCTYPE html><html><body>404</body></html>"), "f.csv: an HTML page, not the CSV file: give "},
		{"UTF-16", []byte("\xff\xfeP\x00a\x00"), "f.csv: not UTF-8 but UTF-16 or binary: give "},
		{"UTF-16 without mark", []byte("P\x00a\x00"), "f.csv: not UTF-8 but UTF-16 or binary: give "},
		{"Latin-1", bytes.Replace(made(t), []byte("Made words of row 1"), []byte("Gem\xfcse"), 1), "f.csv: line 2 is not UTF-8: give "},
		{"Parquet", []byte("PAR1 and more"), "f.csv: a binary file, not the CSV file: give "},
		{"huge", bytes.Repeat([]byte("a,"), MaxSize), "f.csv: the file has 8388608 bytes, far more than the survey: give "},
		{"quote", []byte("Package Manager,\"PyPI"), `f.csv: not readable as CSV: parse error on line 1, column 22: extraneous or missing " in quoted-field`},
		{"semicolons", []byte("Package Manager;PyPI\n"), `f.csv: line 1: begins with "Package Manager;PyPI", not with Package Manager`},
		{"not transposed", []byte("Name,Question\nPyPI,Yes\n"), `f.csv: line 1: begins with "Name", not with Package Manager and a column for each`},
		{"missing column", edit(func(l [][]string) [][]string { return drop(l, 3) }), "f.csv: line 1: no column for package manager Basalt: the survey has 11"},
		{"missing column below the header", edit(func(l [][]string) [][]string {
			l[7] = l[7][:11]
			return l
		}), "f.csv: line 8: 11 columns, and the header has 12: a column is missing or a comma is not quoted"},
		{"duplicate", edit(func(l [][]string) [][]string { l[0][6] = "npm"; l[0][5] = "npm"; return l }), `f.csv: line 1: package manager "npm" has two columns, 6 and 7: remove one`},
		{"unknown package manager", edit(func(l [][]string) [][]string { l[0][2] = "NuGet"; return l }), `f.csv: line 1: column 3, "NuGet", is not a package manager of the survey: they are PyPI, `},
		{"extra question", edit(func(l [][]string) [][]string {
			extra := slices.Clone(l[5])
			extra[0] = "What is\nnew?"
			return slices.Insert(l, 5, extra)
		}), `f.csv: line 6: an extra question, "What is new?", before question 5 (Developers can sign their packages): remove it`},
		{"extra question at the end", edit(func(l [][]string) [][]string { return append(l, l[5]) }), "after the last of 52: remove it"},
		{"missing question", edit(func(l [][]string) [][]string { return slices.Delete(l, 5, 6) }), "f.csv: line 6: question 5 (Developers can sign their packages) is missing: give "},
		{"missing last question", edit(func(l [][]string) [][]string { return l[:52] }), "the file ends before question 52 (Names of scoring services)"},
		{"other question", edit(func(l [][]string) [][]string { l[5][0] = "Is it blue?"; return l }), `f.csv: line 6: "Is it blue?" is not question 5 (Developers can sign their packages): give `},
		{"header alone", edit(func(l [][]string) [][]string { return l[:1] }), "f.csv: line 1: the file ends before question 1 (Language or ecosystem)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Read("f.csv", tt.data)
			if err == nil || s != nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	whole := made(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("Package Manager,PyPI,PyPI\n"))
	f.Add([]byte("<html>"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read("f.csv", data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
			return
		}
		if len(s.Answers) != 11*52 {
			t.Errorf("%d answers", len(s.Answers))
		}
		for _, a := range s.Answers {
			if a.Row == 3 && (a.Class != vocabulary.Withheld || a.Detail() != "") {
				t.Errorf("a name is kept: %+v", a)
			}
			if a.Class == "" {
				t.Errorf("no class: %+v", a)
			}
		}
	})
}

// Any answer to any question has a class, and no words are lost.
func FuzzAnswer(f *testing.F) {
	for _, cell := range []string{"Yes", "No, but planned, x", "N/A", "Yes, other (fill in below), a: b", ", ", "Yes, , "} {
		for _, row := range []int{5, 9, 16, 35, 49} {
			f.Add(row, cell)
		}
	}
	table := load(f)
	f.Fuzz(func(t *testing.T, row int, cell string) {
		q, ok := table.Question(row)
		if !ok {
			return
		}
		a := q.classifyCell(table, cell)
		if a.Class == "" {
			t.Errorf("row %d %q has no class", row, cell)
		}
		if a.Class == vocabulary.Other && a.Words != foldBlanks(cell) {
			t.Errorf("row %d %q lost words: %q", row, cell, a.Words)
		}
	})
}
