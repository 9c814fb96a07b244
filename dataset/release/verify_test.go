// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

func verified(t *testing.T, dir string, all []*ecosystems.Ecosystem) []string {
	t.Helper()
	problems, err := Verify(dir, nil, datasettest.Catalog(t), all)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		if strings.Contains(problem, "\n") {
			t.Errorf("more than one line: %q", problem)
		}
	}
	return problems
}

func TestVerifySound(t *testing.T) {
	all, d, dir := datasettest.Ecosystems(t), datasettest.Built(t), t.TempDir()
	if err := dataset.Write(d, dir, ""); err != nil {
		t.Fatal(err)
	}
	first := published(t, d, nil)
	previous, err := OpenPrevious(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{dir, first, published(t, d, previous)} {
		if problems := verified(t, folder, all); len(problems) > 0 {
			t.Errorf("%s: %q", folder, problems)
		}
	}
}

// A release with an address that nobody filled in, or with what a mirror
// answered, is refused with a line that says so.
func TestVerifyObserved(t *testing.T) {
	all := datasettest.Ecosystems(t)
	for want, change := range map[string]func(*table.Observation){
		"url holds the placeholder {registry}":    func(o *table.Observation) { o.URL = "{registry}/made" },
		"url holds the placeholder {package}":     func(o *table.Observation) { o.URL = "https://made.example/{package}/1" },
		"a mirror answered, and a release holds ": func(o *table.Observation) { o.Mirror = true },
	} {
		d := builtNpm(t)
		change(&d.Observations[3])
		problems := verified(t, published(t, d, nil), all)
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("%q: not told: %q", want, problems)
		}
	}
}

// Any bit flipped in any file is found: the first and the last byte of each
// file, and some in between.
func TestVerifyFindsEveryFlip(t *testing.T) {
	all, dir := datasettest.Ecosystems(t), published(t, datasettest.Built(t), nil)
	random := rand.New(rand.NewPCG(1, 2))
	for name, content := range datasettest.Files(t, dir) {
		place := filepath.Join(dir, filepath.FromSlash(name))
		for _, at := range []int{0, len(content) - 1, random.IntN(len(content)), random.IntN(len(content))} {
			damaged := []byte(content)
			damaged[at] ^= 1 << random.IntN(8)
			if err := os.WriteFile(place, damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			if problems := verified(t, dir, all); len(problems) == 0 {
				t.Errorf("%s: byte %d flipped, and nothing found", name, at)
			}
		}
		if err := os.WriteFile(place, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if problems := verified(t, dir, all); len(problems) > 0 {
		t.Errorf("mended: %q", problems)
	}
}

// reseal writes sums that fit, as somebody would who wants a change to pass.
func reseal(t *testing.T, dir string) {
	t.Helper()
	parts, err := readParts(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, metadata.SumsName), metadata.Sums(metadata.WithoutFile(parts, metadata.SumsName)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// With sums that fit, every file still has to follow from the observations.
func TestVerifyFindsResealedTexts(t *testing.T) {
	all := datasettest.Ecosystems(t)
	dir := published(t, builtNpm(t), nil)
	files := datasettest.Files(t, dir)
	for _, name := range table.SortedKeys(files) {
		if name == metadata.SumsName {
			continue
		}
		content, place := files[name], filepath.Join(dir, filepath.FromSlash(name))
		damaged := []byte(content)
		damaged[len(damaged)/2] ^= 1
		if err := os.WriteFile(place, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		reseal(t, dir)
		if problems := verified(t, dir, all); len(problems) == 0 {
			t.Errorf("%s: changed and sealed again, and nothing found", name)
		}
		if err := os.WriteFile(place, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A release made of other rows is found, though all of its files fit together.
func TestVerifyJudgesAgain(t *testing.T) {
	all := datasettest.Ecosystems(t)
	find := func(d *table.Dataset, is func(table.VerdictRow) bool) *table.VerdictRow {
		return &d.Verdicts[slices.IndexFunc(d.Verdicts, is)]
	}
	npm := func(v table.VerdictRow) bool { return v.Ecosystem == "npm" && v.Feature == "integrity.provenance" }
	for _, test := range []struct {
		name   string
		change func(*table.Dataset)
		want   string
	}{
		{"another verdict", func(d *table.Dataset) { find(d, npm).Enforcement = "required" },
			`verdicts 2026 npm integrity.provenance: enforcement is "required", and "optional" follows from the observations`},
		{"an observation that is not there", func(d *table.Dataset) { v := find(d, npm); v.Observations = append(v.Observations, "npm/made/up") },
			`verdicts 2026 npm integrity.provenance: observations "npm/made/up" is not in observations`},
		{"another outcome", func(d *table.Dataset) {
			for i := range d.Observations {
				if o := &d.Observations[i]; o.Ecosystem == "npm" && o.Feature == "integrity.provenance" {
					o.Outcome = "unmatched"
				}
			}
		}, `verdicts 2026 npm integrity.provenance: verdict is "supported"`},
		{"an unknown feature", func(d *table.Dataset) { d.Features = d.Features[1:] }, "is not in features"},
		{"an unknown ecosystem", func(d *table.Dataset) { d.Changes[0].Ecosystem = "made" }, `ecosystem "made" is not in ecosystems`},
		{"a row twice", func(d *table.Dataset) { d.Maturity = append(d.Maturity, d.Maturity[len(d.Maturity)-1]) }, "two rows have this key"},
		{"a row less", func(d *table.Dataset) { d.Conformance = d.Conformance[1:] }, "follows from the observations, and is missing"},
		{"rows in another order", func(d *table.Dataset) { slices.Reverse(d.Maturity) }, "maturity: rows are not in the order of their keys"},
		{"other rules", func(d *table.Dataset) { d.Rules = "0" }, "datapackage.json: judged with rules 0…, and this program has "},
		{"a response that nobody gave", func(d *table.Dataset) {
			d.Responses = []table.ResponseRow{{Wave: "2026", Ecosystem: "npm", Feature: "integrity.provenance", Answer: "no-plans", Verdict: "unsupported"}}
		}, "responses 2026 npm integrity.provenance: does not follow from the observations"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := builtNpm(t)
			test.change(d)
			problems := verified(t, published(t, d, nil), all)
			if !strings.Contains(strings.Join(problems, "\n"), test.want) {
				t.Errorf("got %q, want %s", problems, test.want)
			}
		})
	}
}

func TestVerifyProblems(t *testing.T) {
	all := datasettest.Ecosystems(t)
	for _, test := range []struct {
		name   string
		change func(dir string) error
		want   string
	}{
		{"no sums", func(dir string) error { return os.Remove(filepath.Join(dir, metadata.SumsName)) }, "SHA256SUMS: there is none"},
		{"a file less", func(dir string) error { return os.Remove(filepath.Join(dir, "dataset/verdicts.csv")) }, `lists "dataset/verdicts.csv", which is not there`},
		{"a file more", func(dir string) error { return os.WriteFile(filepath.Join(dir, "more.txt"), nil, 0o644) }, "more.txt: not listed in SHA256SUMS"},
		{"sums of nothing", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, metadata.SumsName), []byte("x\n"), 0o644)
		}, "SHA256SUMS:1: not a digest, two blanks and a path"},
		{"a line twice", func(dir string) error {
			file := filepath.Join(dir, metadata.SumsName)
			data, err := os.ReadFile(file)
			if err == nil {
				line, _, _ := bytes.Cut(data, []byte("\n"))
				err = os.WriteFile(file, slices.Concat(line, []byte("\n"), data), 0o644)
			}
			return err
		}, "SHA256SUMS: not one line per file, sorted by path"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := published(t, builtNpm(t), nil)
			if err := test.change(dir); err != nil {
				t.Fatal(err)
			}
			if problems := verified(t, dir, all); !strings.Contains(strings.Join(problems, "\n"), test.want) {
				t.Errorf("got %q, want %s", problems, test.want)
			}
		})
	}
}

// A file that fits the sums and is none of a release, or a table with another
// schema, is told as such.
func TestVerifyResealedFolder(t *testing.T) {
	all := datasettest.Ecosystems(t)
	d := builtNpm(t)
	for name, test := range map[string]struct{ file, content, want string }{
		"a file more":   {"more.txt", "more", "more.txt: is not part of a release"},
		"no Parquet":    {"dataset/verdicts.parquet", "PAR1 or not PAR1", "dataset/verdicts.parquet: not a readable Parquet file"},
		"no JSON":       {"datapackage.json", "{", "datapackage.json: not readable as JSON"},
		"another table": {"dataset/verdicts.parquet", datasettest.Files(t, published(t, d, nil))["dataset/maturity.parquet"], "dataset/verdicts.parquet: column "},
	} {
		dir := published(t, d, nil)
		if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o644); err != nil {
			t.Fatal(err)
		}
		reseal(t, dir)
		if problems := verified(t, dir, all); !strings.Contains(strings.Join(problems, "\n"), test.want) {
			t.Errorf("%s: got %q, want %s", name, problems, test.want)
		}
	}
}

func TestVerifyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	for _, folder := range []string{dir, filepath.Join(dir, "nowhere")} {
		if _, err := Verify(folder, nil, datasettest.Catalog(t), nil); err == nil {
			t.Errorf("%s: no error", folder)
		}
	}
}

// The notes are checked against the release before, or without it against what
// the tables allow.
func TestVerifyNotes(t *testing.T) {
	all := datasettest.Ecosystems(t)
	d := builtNpm(t)
	before := *d
	before.Verdicts = slices.Clone(d.Verdicts)
	before.Verdicts[3].Verdict, before.Verdicts[3].Enforcement, before.Verdicts[3].Since = "exploring", "", ""
	before.Features = d.Features[1:]
	old := &report.Previous{Version: "2026.10", Data: &before}
	dir := published(t, d, old)
	place := filepath.Join(dir, notesFile)
	sound, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(sound), "\n")
	added := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "- Added feature: ") })
	changed := slices.Index(lines, "## Verdicts") + 2
	if added < 0 || !strings.Contains(lines[changed], ": exploring → ") {
		t.Fatalf("the notes are\n%s", sound)
	}
	problems := func(text string, previous *report.Previous) []string {
		if err := os.WriteFile(place, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		reseal(t, dir)
		found, err := Verify(dir, previous, datasettest.Catalog(t), all)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, previous := range []*report.Previous{nil, old} {
		if found := problems(string(sound), previous); len(found) > 0 {
			t.Errorf("as they were: %q", found)
		}
	}
	was, _, _ := strings.Cut(lines[changed], "→")
	replace := func(n int, line string) string {
		return strings.Join(append(append(slices.Clone(lines[:n]), line), lines[n+1:]...), "\n")
	}
	for name, text := range map[string]string{
		"other text":          "# Other notes\n",
		"nothing":             "",
		"a line more":         string(sound) + "- More\n",
		"a line between":      replace(4, "Buy now.\n## Ids"),
		"another version":     replace(0, "# Release 2030.01"),
		"compared otherwise":  replace(2, "Compared with [release 2026.10](https://example.org/)."),
		"no such id":          replace(added, "- Added feature: integrity.made-up"),
		"an id that is there": replace(added, "- Removed feature: integrity.provenance"),
		"another verdict":     replace(changed, was+"→ supported (required) since 2001"),
		"another place":       replace(changed, strings.Replace(lines[changed], "https://", "https://example.org/", 1)+"x"),
		"not a verdict":       replace(changed, strings.Replace(lines[changed], ": exploring →", ": [best](https://example.org) →", 1)),
		"a line twice":        replace(changed, lines[changed]+"\n"+lines[changed]),
		"first, but not":      strings.Replace(string(sound), "Compared with release 2026.10.", "There is no earlier release to compare with.", 1),
	} {
		if found := problems(text, nil); len(found) == 0 || !strings.HasPrefix(found[0], notesFile) {
			t.Errorf("%s: %q", name, found)
		}
	}
	for name, text := range map[string]string{"a line less": replace(changed, "None changed."), "was another": replace(changed, strings.Replace(lines[changed], "exploring", "planned", 1))} {
		if found := problems(text, old); len(found) == 0 || !strings.HasPrefix(found[0], notesFile) {
			t.Errorf("%s, beside the release before: %q", name, found)
		}
	}
}

// Values of twins are compared, thousandths of a second too.
func TestVerifyTwins(t *testing.T) {
	all := datasettest.Ecosystems(t)
	d := builtNpm(t)
	d.Observations[2].RetrievedAt += 47
	dir := published(t, d, nil)
	if problems := verified(t, dir, all); len(problems) > 0 {
		t.Errorf("the same in all formats: %q", problems)
	}
	for _, name := range []string{"dataset/observations.csv", "dataset/observations.json"} {
		place := filepath.Join(dir, name)
		sound, err := os.ReadFile(place)
		if err != nil {
			t.Fatal(err)
		}
		cut := bytes.Replace(sound, []byte(".047Z"), []byte("Z"), 1)
		if bytes.Equal(cut, sound) {
			t.Fatalf("%s has no thousandths", name)
		}
		for what, damaged := range map[string][]byte{"cut": cut, "another outcome": bytes.Replace(sound, []byte("matched"), []byte("made"), 1)} {
			if err := os.WriteFile(place, damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			reseal(t, dir)
			if problems := verified(t, dir, all); len(problems) == 0 || !strings.HasPrefix(problems[0], name) {
				t.Errorf("%s, %s: %q", name, what, problems)
			}
		}
		if err := os.WriteFile(place, sound, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every time that is built in, taken or read is of whole seconds.
func TestWholeSeconds(t *testing.T) {
	for _, o := range datasettest.Built(t).Observations {
		for _, at := range []int64{o.RetrievedAt, o.CommittedAt, o.MatchedSince, o.MissedAt} {
			if at%1000 != 0 {
				t.Fatalf("%s: %d", o.Observation, at)
			}
		}
	}
	if got := table.Millis(time.Date(2026, 11, 28, 1, 2, 3, 999999999, time.UTC)); got%1000 != 0 || time.UnixMilli(got).UTC().Second() != 3 {
		t.Error(got)
	}
}

// builtNpm is the dataset of one ecosystem, which takes a seventh of the time.
func builtNpm(t *testing.T) *table.Dataset {
	t.Helper()
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	one := slices.DeleteFunc(datasettest.Ecosystems(t), func(e *ecosystems.Ecosystem) bool { return e.ID != "npm" })
	return dataset.Build(catalog.Wave, time.Time{}, datasettest.Catalog(t), one, seen)
}
