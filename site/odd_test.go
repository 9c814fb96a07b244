// SPDX-License-Identifier: Apache-2.0

package site

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// digest is the SHA-256 of every path and content of a folder.
func digest(t *testing.T, dir string) string {
	t.Helper()
	all := sha256.New()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		fmt.Fprintf(all, "%s %x\n", name, sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", all.Sum(nil))
}

// The same dataset gives the same bytes, also after a way through its files.
func TestDeterministic(t *testing.T) {
	first := releaseSite(t)
	again := build(t, release(t), Options{Commit: "0123abc"})
	if digest(t, first) != digest(t, again) {
		t.Error("two builds differ")
	}
}

// Odd datasets give whole sites: every link leads somewhere, every page is there.
func TestOddDatasets(t *testing.T) {
	none := many(3)
	none.Verdicts = nil
	unasked := many(2)
	unasked.Features = nil
	for name, d := range map[string]*table.Dataset{
		"empty": {}, "no registries": many(0), "one registry": many(1), "fifty registries": many(50), "no verdicts": none, "no features": unasked,
		"one registry with a past": withPast(1), "twenty-five registries with a past": withPast(25),
	} {
		t.Run(name, func(t *testing.T) {
			dir := build(t, d, Options{})
			known, pages := make(map[string]map[string]bool), make(map[string]node)
			for _, file := range htmlFiles(t, dir) {
				pages[file] = parseHTML(t, dir, file)
				known[file] = ids(t, file, pages[file])
				checkPolicy(t, file, pages[file])
				if len(pages[file].all("h1", "")) != 1 {
					t.Errorf("%s has not one heading", file)
				}
			}
			for file, page := range pages {
				checkLinks(t, dir, file, page, known)
			}
			if want := len(d.Features) * len(d.Ecosystems); len(pages["compare/index.html"].all("td", ""))-len(pages["compare/index.html"].all("table", "")) != want {
				t.Errorf("the matrix has not %d cells", want)
			}
		})
	}
}

const (
	script   = `<script>document.title='hacked';alert(1)</script>`
	override = "\u202egnp.exe\u202c"
)

// hostile puts into every text of every row what could break a page.
func hostile() *table.Dataset {
	d := many(3)
	long := strings.Repeat("long title ", 450) + "end"
	d.Ecosystems[0].Name = script
	d.Ecosystems[1].Ecosystem, d.Ecosystems[1].Name = "../../etc/_x", override
	d.Ecosystems[2].Homepage = "javascript:alert(1)"
	d.Ecosystems[2].Clients = []string{`"><img src=x onerror=alert(1)>`}
	d.Features[0].Title, d.Features[1].Title = long, script
	d.Features[2].Title, d.Features[2].Why = override, strings.Repeat("x", 100_000)
	d.Features[3].Journey, d.Features[3].Feature = `"><script>alert(1)</script>`, "_hidden/../.x"
	d.Features[4].SupportedWhen = "]]> --> </style> {{.}} ${1}"
	d.Features[5].Title = "\x00\x01\uffff"
	d.Observations = []table.Observation{
		{Wave: "2026", Observation: "reg00/integrity.feature-0/aaaaaaaaaa", Ecosystem: "reg00", Feature: "integrity.feature-0", Kind: "source", Outcome: "matched", URL: "javascript:alert(1)", Path: script, Excerpt: script + strings.Repeat("y", 100_000), RetrievedAt: 1},
		{Wave: "2026", Observation: "reg00/integrity.feature-0/" + script, Ecosystem: "reg00", Feature: "integrity.feature-0", Kind: script, Outcome: "matched", URL: "data:text/html," + script, Repository: override, Commit: "`rm`", Path: "a;b", RetrievedAt: 1},
		{Wave: "2026", Observation: "reg00/integrity.feature-0/bbbbbbbbbb", Ecosystem: "reg00", Feature: "integrity.feature-0", Kind: "source", Outcome: "matched", URL: "https://example.org/\u202e", RetrievedAt: 1},
	}
	for _, o := range d.Observations {
		d.Verdicts[0].Observations = append(d.Verdicts[0].Observations, o.Observation)
	}
	d.Verdicts[0].Note, d.Verdicts[0].Since, d.Verdicts[0].Enforcement = script+override, "2023", script
	d.Verdicts[1].Verdict = script
	d.Verdicts[2].Stale, d.Verdicts[2].LastSeen = true, script
	return hostileTables(d)
}

// hostileTables puts the same into the tables that follow from verdicts.
func hostileTables(d *table.Dataset) *table.Dataset {
	const e, f = "reg00", "integrity.feature-0"
	d.Survey2022 = []table.SurveyAnswer{
		{PackageManager: script, Row: 1, Question: override, Journey: "integrity", Feature: f, AnswerClass: script, Enforcement: script},
		{PackageManager: "y", Row: -2, Question: strings.Repeat("q", 5000), AnswerClass: "text", AnswerDetail: script},
	}
	d.Coverage = []table.CoverageRow{{Wave: "2026", Ecosystem: e, Journey: "integrity", Kinds: []string{script, override}, Unprobed: 1, UnprobedReasons: []string{script}, OldestEvidence: script}}
	d.Agreement = []table.AgreementRow{{Wave: "2026", Ecosystem: e, Answered: -1}, {Wave: "2026", Ecosystem: script}}
	d.Responses = []table.ResponseRow{{Wave: "2026", Ecosystem: e, Feature: f, Answer: script, Verdict: script, Role: override, Date: script, Link: "javascript:alert(1)", Enforcement: script}}
	d.Changes = []table.Change{
		{FromWave: script, ToWave: "2026", Ecosystem: e, Feature: f, FromVerdict: script, ToVerdict: override, Direction: script, Note: script, Since: script},
		{FromWave: "2022", ToWave: "2026", Ecosystem: e, Feature: "integrity.feature-1", FromVerdict: "unsupported", ToVerdict: "supported", Direction: vocabulary.Gained, Since: override, Note: strings.Repeat("n", 100_000)},
	}
	d.MaturityItems = []table.MaturityItem{{Wave: "2026", Ecosystem: e, Track: "authentication", Level: 1, Item: script, Title: script, State: script, Because: override}}
	measured := madeAdoption()
	measured.Title, measured.Denominator, measured.Unit, measured.Cohort, measured.Source, measured.CohortDigest, measured.Metric = script, override, script, script+override, script, "\u202e", script
	again := madeAdoption()
	again.Cohort, again.CohortDigest, again.Mirror, again.Share = "top-"+script, script, true, 1e300
	d.Adoption = []table.AdoptionRow{measured, again, {Ecosystem: script, Feature: f}, {Ecosystem: e, Feature: script}}
	d.Timeline = []table.TimelineRow{
		{Ecosystem: e, Feature: f, Verdict: "supported", Enforcement: script, From: "2019-01-01", Until: script, Commit: script, URL: "javascript:alert(1)", Path: script, Repository: override},
		{Ecosystem: e, Feature: f, Verdict: "partial", From: "2020" + override, Commit: script, URL: "https://example.org/\u202e"},
		{Ecosystem: e, Feature: f, Verdict: script, From: "2021-01-01", URL: "https://example.org/" + script},
		{Ecosystem: script, Feature: f, Verdict: script, From: "2019-01-01"},
	}
	d.TimelineMonthly = []table.TimelineMonthlyRow{
		{Ecosystem: e, Day: "2019-12-31", Supported: -5, Partial: 2_000_000_000, Required: 2_000_000_000, Default: 2_000_000_000},
		{Ecosystem: e, Day: script, Journey: script}, {Ecosystem: e, Day: "2021-12-31", Month: script, Supported: 3}, {Ecosystem: e, Day: "2021-13-99"},
		{Ecosystem: "reg01", Day: "0000-01-01"}, {Ecosystem: "reg01", Day: "9999-12-31"},
	}
	d.Calibration = []table.CalibrationRow{
		{Ecosystem: e, Row: -2, Feature: f, PackageManager: script + override, Answer: script, History: override, Outcome: "conflicts", Commit: script, URL: "javascript:alert(1)"},
		{Ecosystem: e, Row: 1, Feature: f, Outcome: script}, {Ecosystem: script, Row: 1, Feature: script, Outcome: "agrees"},
	}
	d.Conformance = []table.ConformanceRow{{Wave: "2026", Ecosystem: e, Guidance: "trusted-publishers", Item: "oidc", Verdict: script, Enforcement: script}}
	return d
}

// Hostile text shows as text: no markup, no odd scheme, no control, no path out
// of the folder.
func TestHostile(t *testing.T) {
	outside := t.TempDir()
	dir := filepath.Join(outside, "site")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Build(hostile(), dir, Options{Version: script, Commit: override}); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("files outside of the folder: %v", entries)
	}
	known, pages := make(map[string]map[string]bool), make(map[string]node)
	for _, name := range htmlFiles(t, dir) {
		for i := range strings.SplitSeq(name, "/") {
			if i[0] == '_' || i[0] == '.' {
				t.Errorf("path %s", name)
			}
		}
		page := parseHTML(t, dir, name)
		pages[name], known[name] = page, ids(t, name, page)
		checkPolicy(t, name, page)
		if strings.ContainsFunc(page.text(), func(r rune) bool { return hidden(r) && r != '\n' && r != '\t' }) {
			t.Errorf("%s holds a control", name)
		}
		if size := len(read(t, dir, name)); size > 400_000 {
			t.Errorf("%s has %d bytes", name, size)
		}
		for _, img := range page.all("img", "") {
			if !strings.HasSuffix(img.attr("src"), ".svg") {
				t.Errorf("%s: image %s", name, img.attr("src"))
			}
		}
	}
	for name, page := range pages {
		checkLinks(t, dir, name, page, known)
	}
	if text := pages["features/integrity.feature-0/index.html"].text(); !strings.Contains(text, script) || !strings.Contains(text, "javascript:alert(1)") {
		t.Error("hostile text does not show as text")
	}
	for _, name := range []string{"adoption", "time", "time/registries/reg00", "time/calibration", "changes", "survey-2022"} {
		if page, ok := pages[name+"/index.html"]; !ok || !strings.Contains(page.text(), script) {
			t.Errorf("%s: hostile text does not show as text, or there is no such page: %v", name, !ok)
		}
	}
}

// BenchmarkBuild builds the release's site; the metric is pages a second.
func BenchmarkBuild(b *testing.B) {
	d := release(b)
	pages := len(htmlFiles(b, releaseSite(b)))
	for b.Loop() {
		if err := Build(d, b.TempDir(), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
}
