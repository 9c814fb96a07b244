// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// counts2022 was counted from results.csv by a script that shares nothing with
// this program: answers by row, in the order of Classes.
var counts2022 = map[int][8]int{
	5:  {7, 0, 1, 3, 0, 0, 0, 0},
	6:  {7, 0, 1, 3, 0, 0, 0, 0},
	8:  {7, 0, 0, 3, 1, 0, 0, 0},
	9:  {4, 1, 0, 2, 2, 1, 1, 0},
	10: {6, 0, 2, 2, 1, 0, 0, 0},
	11: {4, 0, 1, 0, 5, 1, 0, 0},
	12: {6, 0, 0, 2, 2, 1, 0, 0},
	13: {5, 0, 1, 3, 0, 2, 0, 0},
	14: {9, 0, 0, 1, 0, 0, 1, 0},
	15: {2, 0, 2, 2, 4, 1, 0, 0},
	17: {1, 0, 2, 4, 3, 1, 0, 0},
	18: {5, 4, 0, 0, 1, 1, 0, 0},
	19: {6, 0, 0, 3, 2, 0, 0, 0},
	20: {4, 0, 2, 4, 1, 0, 0, 0},
	21: {5, 0, 1, 2, 3, 0, 0, 0},
	22: {2, 0, 2, 7, 0, 0, 0, 0},
	24: {1, 0, 0, 7, 3, 0, 0, 0},
	25: {8, 0, 0, 3, 0, 0, 0, 0},
	27: {1, 0, 1, 7, 2, 0, 0, 0},
	29: {2, 0, 4, 0, 1, 4, 0, 0},
	31: {1, 0, 4, 1, 2, 3, 0, 0},
	33: {0, 0, 5, 2, 1, 3, 0, 0},
	34: {7, 0, 0, 0, 0, 4, 0, 0},
	35: {5, 0, 1, 0, 2, 3, 0, 0},
	36: {0, 3, 1, 1, 3, 3, 0, 0},
	37: {2, 0, 1, 2, 5, 1, 0, 0},
	38: {5, 0, 0, 4, 1, 0, 1, 0},
	39: {2, 4, 2, 2, 1, 0, 0, 0},
	40: {0, 1, 1, 8, 1, 0, 0, 0},
	41: {1, 3, 2, 5, 0, 0, 0, 0},
	44: {8, 0, 1, 1, 1, 0, 0, 0},
	45: {3, 0, 0, 3, 5, 0, 0, 0},
	47: {3, 0, 1, 4, 1, 0, 0, 2},
	49: {1, 0, 0, 8, 0, 0, 1, 1},
	51: {0, 2, 0, 7, 1, 0, 0, 1},
}

// The summary counts what the independent count gives, for every closed
// question and class. With LANDSCAPE_SURVEY_2022=FILE the count is made again
// from that copy of results.csv.
func TestSummaryCountsIndependently(t *testing.T) {
	want := counts2022
	rows := Baseline()
	if file := os.Getenv("LANDSCAPE_SURVEY_2022"); file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if want = recount(string(data)); !cmp.Equal(want, counts2022) {
			t.Errorf("the count of %s is not the one kept here: %s", file, cmp.Diff(counts2022, want))
		}
		s, err := Read(file, data)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ToRows(s.Coded())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, read); diff != "" {
			t.Errorf("the baseline is not what %s gives: %s", file, diff)
		}
		rows = read
	}
	sum, err := Summarize(FromRows(rows))
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[int][8]int)
	for _, q := range sum.Questions {
		var line [8]int
		for i, class := range vocabulary.ClosedClasses {
			line[i] = q.Classes[class].Count
		}
		got[q.Row] = line
		if q.Asked != 11 {
			t.Errorf("row %d was asked of %d", q.Row, q.Asked)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// recount reads the file by quotes and commas alone and classes an answer by
// how it begins: none of the code or tables that it checks.
func recount(text string) map[int][8]int {
	begins := []struct {
		pattern string
		class   int
	}{
		{`^$`, 7},
		{`Yes, using Github`, 0}, // ticked beside an interest by one
		{`^No, but planned`, 2},
		{`^No, but interested`, 3},
		{`^No, and no plans|^No, but part`, 4},
		{`^N/A|^Not Applicable|^Not relevant|^not (at|done|really)|^No - |^Package manager is only`, 5},
		{`^Yes, (with caveats|but not nat|partially|for restricted)|^Not officially`, 1},
		{`^Yes|^1 year`, 0},
		{``, 6},
	}
	counts := make(map[int][8]int)
	for row, cells := range split(text) {
		if _, closed := counts2022[row]; !closed {
			continue
		}
		var line [8]int
		for _, cell := range cells[1:] {
			cell = strings.TrimSpace(cell)
			for _, b := range begins {
				if regexp.MustCompile(b.pattern).MatchString(cell) {
					line[b.class]++
					break
				}
			}
		}
		counts[row] = line
	}
	return counts
}

func split(text string) (rows [][]string) {
	row, cell, quoted := []string{}, "", false
	for _, r := range strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + "\n" {
		switch {
		case r == '"':
			quoted = !quoted // a doubled quote is lost, which no class looks at
		case quoted || (r != ',' && r != '\n'):
			cell += string(r)
		default:
			row, cell = append(row, cell), ""
			if r == '\n' {
				rows, row = append(rows, row), []string{}
			}
		}
	}
	return rows
}

func TestBaseline2022(t *testing.T) {
	rows, err := readBaseline()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 11*52 {
		t.Fatalf("%d rows, want 11 × 52", len(rows))
	}
	// Codes only: nobody's words and no name.
	code := regexp.MustCompile(`^[a-z0-9-]*( [a-z0-9-]+)*$`)
	other := 0
	for _, row := range rows {
		if !code.MatchString(row.AnswerDetail) || len(row.AnswerDetail) > 80 {
			t.Errorf("%s row %d: %q is no code", row.PackageManager, row.Row, row.AnswerDetail)
		}
		if row.Row == 3 && (row.AnswerClass != "withheld" || row.AnswerDetail != "") {
			t.Errorf("%s: the name is %s %q", row.PackageManager, row.AnswerClass, row.AnswerDetail)
		}
		if row.AnswerClass == vocabulary.Other {
			other++
		}
	}
	if other != 4 {
		t.Errorf("%d answers are other, want 4", other)
	}
}

// The baseline is what today's table of questions, bridge and catalog make of
// its codes, and the same bytes.
func TestBaseline2022Golden(t *testing.T) {
	rows := Baseline()
	questions, _, _, err := records2022()
	if err != nil {
		t.Fatal(err)
	}
	s := FromRows(rows)
	for _, a := range s.Answers {
		q, _ := questions.Question(a.Row)
		if a.Class == vocabulary.Unanswered || a.Class == vocabulary.Withheld {
			continue
		}
		if class, enforcement := q.Judge("", a.Codes); class != a.Class || enforcement != a.Enforcement {
			t.Errorf("%s row %d %v: the table says %s %q, the baseline %s %q", a.PackageManager, a.Row, a.Codes, class, enforcement, a.Class, a.Enforcement)
		}
	}
	again, err := ToRows(s)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, again); diff != "" {
		t.Errorf("import the survey again (dataset/releases/2022/README.md): %s", diff)
	}
	kept, err := releases.Files.ReadFile("2022/survey_2022.parquet")
	if err != nil {
		t.Fatal(err)
	}
	old := &table.Dataset{}
	for _, table := range table.Tables {
		if table.Name() == "survey_2022" {
			err = table.Decode(old, kept)
		}
	}
	if err != nil || len(old.Survey2022) != len(again) {
		t.Fatalf("%d rows kept, %d today (%v)", len(old.Survey2022), len(again), err)
	}
	// An ecosystem that was added since has its name today and none in the file.
	for i, row := range old.Survey2022 {
		if row.Ecosystem != "" && row.Ecosystem != again[i].Ecosystem {
			t.Errorf("%s: the file says %s, the folders say %q", row.PackageManager, row.Ecosystem, again[i].Ecosystem)
		}
		again[i].Ecosystem = row.Ecosystem
	}
	data, err := Encode(again)
	if err != nil || !bytes.Equal(data, kept) {
		t.Errorf("the same rows give other bytes (%v)", err)
	}
}

// Errata are the published figures that the answers contradict: all of them,
// no others, with the numbers that the answers give.
func TestErrata2022(t *testing.T) {
	sum, err := Summarize(FromRows(Baseline()))
	if err != nil {
		t.Fatal(err)
	}
	var want []Erratum
	for _, f := range sum.Figures {
		if !f.Agrees {
			want = append(want, Erratum{Figure: f.Figure, Row: f.Row, Published: f.Published, Counted: f.Counted})
		}
	}
	got := slices.Clone(sum.Errata)
	for i := range got {
		if got[i].Why == "" {
			t.Errorf("row %d: an erratum says why", got[i].Row)
		}
		got[i].Why = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Each erratum, by the answers it rests on.
func TestErrata2022One(t *testing.T) {
	class := func(row int32, class vocabulary.AnswerClass) []string {
		var who []string
		for _, a := range Baseline() {
			if a.Row == row && a.AnswerClass == class {
				who = append(who, a.PackageManager)
			}
		}
		return who
	}
	tests := []struct {
		name  string
		row   int32
		class vocabulary.AnswerClass
		who   []string
	}{
		{"mfa-no-plans", 36, "unsupported", []string{"Basalt", "Dart", "Gradle"}},
		{"mfa-no-plans, of row 35", 35, "unsupported", []string{"Basalt", "Gradle"}},
		{"policy-interested, keys", 38, "exploring", []string{"Basalt", "Dart", "Maven Central", "opam"}},
		{"policy-interested, vulnerabilities", 39, "exploring", []string{"Gradle", "Maven Central"}},
		{"policy-interested, planned", 39, "planned", []string{"Dart", "opam"}},
		{"fuzzing-no-plans", 45, "unsupported", []string{"Apache Maven", "Basalt", "Dart", "Gradle", "RubyGems"}},
		{"analysis-none, interested", 47, "exploring", []string{"Dart", "Maven Central", "PyPI", "opam"}},
		{"analysis-none, planned", 47, "planned", []string{"Basalt"}},
		{"analysis-none, no plans", 47, "unsupported", []string{"RubyGems"}},
		{"analysis-none, no answer", 47, "unanswered", []string{"Apache Maven", "npm"}},
		{"scoring", 51, "partial", []string{"Go", "npm"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.who, class(tt.row, tt.class)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVerdicts2022(t *testing.T) {
	rows := Verdicts()
	byKey := make(map[string]table.VerdictRow)
	for _, v := range rows {
		byKey[v.Ecosystem+" "+v.Feature] = v
		if v.Wave != "2022" || v.Method != "survey" || v.Observations == nil || len(v.Observations) > 0 || v.Note == "" {
			t.Errorf("%+v", v)
		}
		if !slices.Contains(vocabulary.Verdicts, v.Verdict) {
			t.Errorf("%s %s: %s is no verdict", v.Ecosystem, v.Feature, v.Verdict)
		}
	}
	asked := 0
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range features.Features {
		if f.Row > 0 {
			asked++
		}
	}
	bridge, err := LoadBridge()
	if err != nil {
		t.Fatal(err)
	}
	answered := len(bridge.Ecosystems)
	if answered < 5 || len(rows) != answered*asked || len(byKey) != len(rows) {
		t.Fatalf("%d verdicts of %d keys, want %d ecosystems × %d features", len(rows), len(byKey), answered, asked)
	}
	tests := []struct {
		key         string
		verdict     vocabulary.Verdict
		enforcement vocabulary.Enforcement
		note        string
	}{
		{"pypi integrity.signing", "supported", "", "Question 5 of the survey of 2022: own-keys."},
		{"maven integrity.reproducible-builds", "supported", "required", "Question 8 of the survey of 2022: mandatory."},
		{"cargo integrity.reproducible-builds", "supported", "optional", "Question 8 of the survey of 2022: optional."},
		{"npm authentication.mfa-enforced-critical", "supported", "required", "Question 36 of the survey of 2022: restricted-users."},
		{"npm authentication.mfa-enforced-all", "unsupported", "", "Question 36 of the survey of 2022: restricted-users."},
		{"cargo authentication.mfa", "partial", "", "Question 35 of the survey of 2022: identity-provider."},
		{"npm dependencies.static-analysis", "unknown", "", "Question 47 of the survey of 2022 was not answered."},
		{"gem naming.typosquatting", "unknown", "", "Question 9 of the survey of 2022 was answered in words that none of its options explains."},
		{"maven authentication.mfa", "planned", "", "Question 35 of the survey of 2022: planned."},
	}
	for _, tt := range tests {
		if v := byKey[tt.key]; v.Verdict != tt.verdict || v.Enforcement != tt.enforcement || v.Note != tt.note {
			t.Errorf("%s: got %s %q %q", tt.key, v.Verdict, v.Enforcement, v.Note)
		}
	}
}
