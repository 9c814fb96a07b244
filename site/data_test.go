// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// tally counts verdicts by what pick says of each.
func tally(rows []table.VerdictRow, pick func(table.VerdictRow) bool) map[string]int {
	n := make(map[string]int)
	for _, v := range rows {
		if pick(v) {
			n[v.Verdict]++
		}
	}
	return n
}

// shownCounts reads a list of counts back.
func shownCounts(t *testing.T, text string) map[string]int {
	t.Helper()
	w, _ := messages.Load("en")
	n := make(map[string]int)
	for _, v := range table.Verdicts {
		if m := regexp.MustCompile(regexp.QuoteMeta(model.VerdictWord(w, v)) + ` (\d+)`).FindStringSubmatch(text); m != nil {
			n[v], _ = strconv.Atoi(m[1])
		}
	}
	return n
}

func sameCounts(t *testing.T, where string, got, want map[string]int) {
	t.Helper()
	for _, v := range table.Verdicts {
		if got[v] != want[v] {
			t.Errorf("%s: %d %s, want %d", where, got[v], v, want[v])
		}
	}
}

// Counts are recomputed from the Parquet file that is published, and agree in
// matrix, pages, badges, JSON, CSV and on the front page.
func TestCountsAgree(t *testing.T) {
	dir := releaseSite(t)
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	all := tally(d.Verdicts, func(table.VerdictRow) bool { return true })
	w, _ := messages.Load("en")

	matrix := make(map[string]int)
	page := parseHTML(t, dir, "compare/index.html")
	for _, td := range page.all("td", "") {
		for _, v := range table.Verdicts {
			if links := td.all("a", ""); len(links) == 1 && links[0].text() == model.VerdictWord(w, v) {
				matrix[v]++
			}
		}
	}
	sameCounts(t, "matrix", matrix, all)

	front := parseHTML(t, dir, "index.html").all("ul", "counts")
	sameCounts(t, "front page", shownCounts(t, front[len(front)-1].text()), all)
	sameCounts(t, "CSV", countCSV(t, read(t, dir, "data/verdicts.csv")), all)
	sameCounts(t, "API", countJSON(t, read(t, dir, "api/v1/verdicts.json")), all)

	for _, f := range d.Features {
		want := tally(d.Verdicts, func(v table.VerdictRow) bool { return v.Feature == f.Feature })
		sameCounts(t, f.Feature, shownCounts(t, parseHTML(t, dir, "features/"+f.Feature+"/index.html").all("ul", "counts")[0].text()), want)
		sameCounts(t, f.Feature+" badge", shownCounts(t, title(t, read(t, dir, "badges/features/"+f.Feature+".svg"))), want)
		sameCounts(t, f.Feature+" API", countJSON(t, read(t, dir, "api/v1/features/"+f.Feature+".json")), want)
	}
	for _, e := range d.Ecosystems {
		want := tally(d.Verdicts, func(v table.VerdictRow) bool { return v.Ecosystem == e.Ecosystem })
		sameCounts(t, e.Ecosystem, shownCounts(t, parseHTML(t, dir, "registries/"+e.Ecosystem+"/index.html").all("ul", "counts")[0].text()), want)
		sameCounts(t, e.Ecosystem+" badge", shownCounts(t, title(t, read(t, dir, "badges/registries/"+e.Ecosystem+".svg"))), want)
		sameCounts(t, e.Ecosystem+" API", countJSON(t, read(t, dir, "api/v1/registries/"+e.Ecosystem+".json")), want)
	}
}

func title(t *testing.T, svg string) string {
	t.Helper()
	var badge struct {
		Title string `xml:"title"`
	}
	if err := xml.Unmarshal([]byte(svg), &badge); err != nil {
		t.Fatal(err)
	}
	_, counts, _ := strings.Cut(badge.Title, ": ")
	return counts
}

func countCSV(t *testing.T, text string) map[string]int {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column, n := 0, make(map[string]int)
	for i, name := range rows[0] {
		if name == "verdict" {
			column = i
		}
	}
	for _, row := range rows[1:] {
		n[row[column]]++
	}
	return n
}

// countJSON counts the rows of an answer, and holds the answer's own counts to them.
func countJSON(t *testing.T, text string) map[string]int {
	t.Helper()
	var answer struct {
		Meta     metaJSON
		Counts   map[string]int
		Verdicts []struct{ Verdict string }
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatal(err)
	}
	n := make(map[string]int)
	for _, v := range answer.Verdicts {
		n[v.Verdict]++
	}
	sameCounts(t, "counts of an answer", answer.Counts, n)
	if answer.Meta.Version == "" || answer.Meta.Observed == "" || answer.Meta.Commit != "0123abc" {
		t.Errorf("meta is %+v", answer.Meta)
	}
	return n
}

// Every JSON and XML file can be read, feeds hold changes only, and a cell's
// badge says its verdict.
func TestMachineFiles(t *testing.T) {
	d := release(t)
	dir := build(t, d, Options{BaseURL: "https://example.org/x/"})
	var feed atomFeed
	if err := xml.Unmarshal([]byte(read(t, dir, "changes/atom.xml")), &feed); err != nil {
		t.Fatal(err)
	}
	moved := len(publishedCorrections(t))
	for _, c := range d.Changes {
		if model.Moved(c.FromVerdict, c.ToVerdict, c.Direction) {
			moved++
		}
	}
	if len(feed.Entries) != moved || moved == 0 {
		t.Errorf("%d entries, want %d", len(feed.Entries), moved)
	}
	known := make(map[string]bool)
	for _, e := range feed.Entries {
		if known[e.ID] || !strings.HasPrefix(e.ID, "tag:") || !strings.HasPrefix(e.Links[0].Href, "https://example.org/x/features/") {
			t.Errorf("entry %+v", e)
		}
		known[e.ID] = true
	}
	for _, v := range d.Verdicts[:60] {
		w, _ := messages.Load("en")
		if got := title(t, read(t, dir, "badges/"+v.Ecosystem+"/"+v.Feature+".svg")); !strings.Contains(got, model.VerdictWord(w, v.Verdict)) {
			t.Errorf("%s %s: badge says %q", v.Ecosystem, v.Feature, got)
		}
	}
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		data := func() []byte { b, _ := os.ReadFile(name); return b }
		switch filepath.Ext(name) {
		case ".json":
			if !json.Valid(data()) {
				t.Errorf("%s is no JSON", name)
			}
		case ".svg", ".xml":
			if err := xml.Unmarshal(data(), new(struct{})); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, dir, "sitemap.xml"), "<loc>https://example.org/x/compare/</loc>") {
		t.Error("the sitemap lacks the comparison")
	}
	front := read(t, dir, "index.html")
	for _, want := range []string{`"@type":"Dataset"`, `og:image" content="https://example.org/x/card.png"`, `rel="canonical" href="https://example.org/x/"`} {
		if !strings.Contains(front, want) {
			t.Errorf("the front page lacks %s", want)
		}
	}
}

// Title, licence and version are the same words wherever the dataset is cited.
func TestCitationsAgree(t *testing.T) {
	dir := releaseSite(t)
	page := read(t, dir, "data/index.html")
	cff := read(t, dir, "data/CITATION.cff")
	title := regexp.MustCompile(`(?m)^title: "(.*)"$`).FindStringSubmatch(cff)
	license := regexp.MustCompile(`(?m)^license(?:-url)?: "?([^"\n]*)`).FindStringSubmatch(cff)
	if title == nil || license == nil {
		t.Fatalf("CITATION.cff: %s", cff)
	}
	for _, want := range []string{title[1] + ". Version", `citation_title" content="` + title[1], `"name":"` + title[1] + `"`, "title  = {" + title[1] + "}"} {
		if !strings.Contains(page, want) {
			t.Errorf("the data page lacks %q", want)
		}
	}
	if !strings.Contains(page, license[1]) {
		t.Errorf("the data page lacks the licence %q", license[1])
	}
}

// Columns of the dictionary are those of the exports, with words for each.
func TestDictionary(t *testing.T) {
	d := release(t)
	for _, name := range table.Names() {
		columns, _ := dictionary(d, name)
		if len(columns) == 0 {
			t.Errorf("no dictionary for %s", name)
		}
		for _, c := range columns {
			if c.Name == "" || c.Doc == "" {
				t.Errorf("%s: column %+v", name, c)
			}
		}
	}
}

// Published ids stay: each is a feature or a registry, or has a page that names
// its successor.
func TestPublishedIDs(t *testing.T) {
	d := release(t)
	now := make(map[string]bool)
	for _, f := range d.Features {
		now[f.Feature] = true
	}
	registries := make(map[string]bool)
	for _, e := range d.Ecosystems {
		registries[e.Ecosystem] = true
	}
	retired := make(map[string]bool)
	for _, r := range model.ReadRetired(retiredTXT) {
		retired[r.ID] = true
	}
	published := strings.Fields(read(t, "testdata", "published.txt"))
	for _, id := range published {
		if !now[id] && !registries[id] && !retired[id] {
			t.Errorf("%s was published and is gone: add it to site/retired.txt with the id that took its place", id)
		}
	}
	// A feature is one record and a registry one folder, with no edit elsewhere:
	// they are added to the list with their first release.
}

// An id that was retired has a page that names its successor; one that is in use has its own.
func TestTombstone(t *testing.T) {
	pages := rendered(t, modelOf(t, many(1), "# comment\nintegrity.old integrity.feature-1\nintegrity.feature-2\nold reg00\ngone\n", nil))
	for name, want := range map[string]string{
		"features/integrity.old/index.html": `href="../../features/integrity.feature-1/index.html"`,
		"registries/old/index.html":         `href="../../registries/reg00/index.html"`,
		"registries/gone/index.html":        "Nothing took its place.",
	} {
		if !strings.Contains(pages[name], want) {
			t.Errorf("%s: %s", name, pages[name])
		}
	}
	if !strings.Contains(pages["features/integrity.feature-2/index.html"], "Feature 2") {
		t.Error("a feature that is in use has a page that says it was retired")
	}
}
