// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// The tables below the pictures hold the published counts: for every registry all
// features, and those of each journey.
func TestCurveShown(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	pages := map[string]node{"": parseHTML(t, dir, "time/curve/index.html")}
	shown := 0
	for _, row := range d.TimelineMonthly {
		if !strings.HasSuffix(row.Month, "-12") {
			continue
		}
		page, ok := pages[row.Journey]
		if !ok {
			page = parseHTML(t, dir, "time/curve/"+row.Journey+"/index.html")
			pages[row.Journey] = page
		}
		id := strings.TrimSuffix("curve-"+row.Ecosystem+"-"+row.Journey, "-")
		figure, ok := page.id(id)
		if !ok {
			t.Fatalf("no picture %s", id)
		}
		want := fmt.Sprint([]int32{row.Supported, row.Partial, row.Required, row.Default, row.Optional, row.Unknown})
		if got := numbersOf(figure, row.Day); got != want {
			t.Errorf("%s on %s: %s, want %s", id, row.Day, got, want)
		}
		shown++
	}
	if shown == 0 {
		t.Error("the release has no year end")
	}
	for _, figure := range pages[""].all("figure", "") {
		if svg := figure.all("svg", "")[0]; svg.attr("role") != "img" || len(svg.all("title", "")) != 1 || len(svg.all("desc", "")) != 1 || len(svg.all("path", "")) != 3 {
			t.Errorf("%s has no text in its place, or not three lines", figure.attr("id"))
		}
	}
}

// numbersOf gives the numbers beside a picture in the row of a name.
func numbersOf(figure node, name string) string {
	for _, tr := range figure.all("tbody", "")[0].all("tr", "") {
		if tr.all("th", "")[0].text() != name {
			continue
		}
		var list []int
		for _, td := range tr.all("td", "") {
			n, _ := strconv.Atoi(td.text())
			list = append(list, n)
		}
		return fmt.Sprint(list)
	}
	return "no row"
}

// A registry's own page says at each year end what the page of that year says of it.
func TestYearsOfRegistry(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	e := d.Ecosystems[0].Ecosystem
	own := parseHTML(t, dir, "time/registries/"+e+"/index.html")
	for _, year := range []string{"2018", "2021", "2024"} {
		page := parseHTML(t, dir, "time/"+year+"/index.html")
		column := columnOf(page.all("table", "")[0], "../../registries/"+e+"/index.html")
		at := columnOf(own.all("table", "years")[0], "../../../time/"+year+"/index.html")
		for _, f := range d.Features {
			row, ok := own.id(f.Feature)
			other, ok2 := page.id(f.Feature)
			if !ok || !ok2 {
				t.Fatalf("%s is not shown", f.Feature)
			}
			if got, want := row.all("td", "")[at].text(), other.all("td", "")[column].text(); got != want {
				t.Errorf("%s %s: %q, and %q on the page of the year", f.Feature, year, got, want)
			}
		}
	}
}

// columnOf gives the place of the column whose head leads to an address.
func columnOf(table node, href string) int {
	for i, th := range table.all("thead", "")[0].all("th", "") {
		if links := th.all("a", ""); len(links) == 1 && links[0].attr("href") == href {
			return i
		}
	}
	return -1
}

// The page of calibration counts every answer, and shows both sides of each conflict.
func TestCalibrationShown(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	page := parseHTML(t, dir, "time/calibration/index.html")
	w, _ := messages.Load("en")
	counts := make(map[string]map[string]int)
	total := make(map[string]int)
	conflicts := 0
	for _, row := range d.Calibration {
		if counts[row.Ecosystem] == nil {
			counts[row.Ecosystem] = make(map[string]int)
		}
		counts[row.Ecosystem][row.Outcome]++
		total[row.Outcome]++
		if row.Outcome == derive.CalibrationConflicts {
			conflicts++
			checkConflict(t, page, w, row)
		}
	}
	agreement, _ := page.id("agreement")
	agree, all := total[derive.CalibrationAgrees], total[derive.CalibrationAgrees]+total[derive.CalibrationConflicts]
	for _, want := range []string{table.Percent(float64(agree)/float64(all)) + " %", fmt.Sprintf("%d of %d answers", agree, all), fmt.Sprintf("For %d more", total[derive.CalibrationSilent])} {
		if !strings.Contains(agreement.text(), want) {
			t.Errorf("the page does not say %q: %s", want, agreement.text())
		}
	}
	for _, tr := range agreement.all("tbody", "")[0].all("tr", "") {
		e := path.Base(path.Dir(tr.all("a", "")[0].attr("href")))
		want := []int{counts[e][derive.CalibrationAgrees], counts[e][derive.CalibrationConflicts], counts[e][derive.CalibrationSilent]}
		for i, td := range tr.all("td", "") {
			if td.text() != strconv.Itoa(want[i]) {
				t.Errorf("%s: column %d says %s, want %d", e, i, td.text(), want[i])
			}
		}
	}
	section, _ := page.id("conflicts")
	rows := 0
	for _, body := range section.all("tbody", "") {
		rows += len(body.all("tr", ""))
	}
	if rows != conflicts || conflicts == 0 {
		t.Errorf("%d conflicts are shown, want %d", rows, conflicts)
	}
}

// checkConflict looks for a conflict with its question, both verdicts and the commit.
func checkConflict(t *testing.T, page node, w messages.Texts, row table.CalibrationRow) {
	t.Helper()
	section, _ := page.id(row.Ecosystem)
	for _, tr := range section.all("tr", "") {
		links := make(map[string]bool)
		for _, a := range tr.all("a", "") {
			links[a.attr("href")] = true
		}
		if !links[fmt.Sprintf("../../survey-2022/index.html#row-%d", row.Row)] || !links["../../features/"+row.Feature+"/index.html#"+row.Ecosystem] || row.URL != "" && !links[row.URL] {
			continue
		}
		sides := tr.all("td", "")
		if strings.HasPrefix(sides[0].text(), model.VerdictWord(w, row.Answer)) && strings.HasPrefix(sides[1].text(), model.VerdictWord(w, row.History)) {
			return
		}
	}
	t.Errorf("%s, question %d: the conflict is not shown with both sides", row.Ecosystem, row.Row)
}

// The feature's page says when each offer began and, where it did, ended.
func TestWhenShown(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	pages := make(map[string]string)
	for _, row := range d.Timeline {
		if !row.Verdict.Offered() {
			continue
		}
		text, ok := pages[row.Feature]
		if !ok {
			section := parseHTML(t, dir, "features/"+row.Feature+"/index.html")
			when, found := section.id("when")
			if !found {
				t.Fatalf("%s does not say when", row.Feature)
			}
			text = node{when.Parent}.text()
			pages[row.Feature] = text
		}
		if !strings.Contains(text, row.From) || row.Until != "" && !strings.Contains(text, "until "+row.Until) {
			t.Errorf("%s %s: %s to %s is not shown", row.Ecosystem, row.Feature, row.From, row.Until)
		}
	}
}

// Without a timeline or adoption there are no pages of them, no entry in the menu and
// no link that leads nowhere; with one of them only, the other is missing.
func TestWithoutPast(t *testing.T) {
	for _, c := range []struct {
		name                 string
		timeline, use, check bool
	}{{"nothing", false, false, false}, {"timeline", true, false, false}, {"adoption", false, true, false}, {"calibration without timeline", false, false, true}, {"all", true, true, true}} {
		t.Run(c.name, func(t *testing.T) {
			d := many(3)
			if c.timeline {
				d.Timeline, d.TimelineMonthly = madeTimeline()
			}
			if c.use {
				d.Adoption = []table.AdoptionRow{madeAdoption()}
			}
			if c.check {
				d.Calibration = []table.CalibrationRow{{Ecosystem: "reg00", Row: 7, Feature: "integrity.feature-0", PackageManager: "x", Answer: vocabulary.Supported, History: vocabulary.Unsupported, Outcome: derive.CalibrationConflicts}}
			}
			dir := build(t, d, Options{})
			known, pages := make(map[string]map[string]bool), make(map[string]node)
			for _, file := range htmlFiles(t, dir) {
				pages[file] = parseHTML(t, dir, file)
				known[file] = ids(t, file, pages[file])
			}
			for file, page := range pages {
				checkLinks(t, dir, file, page, known)
			}
			for name, want := range map[string]bool{
				"time/index.html": c.timeline, "time/curve/index.html": c.timeline, "time/registries/reg00/index.html": c.timeline, "time/2020/index.html": c.timeline,
				"adoption/index.html": c.use, "time/calibration/index.html": c.timeline && c.check, "data/timeline.csv": c.timeline, "data/calibration.json": c.check,
			} {
				if _, err := fs.Stat(os.DirFS(dir), name); (err == nil) != want {
					t.Errorf("%s: there %v, want %v", name, err == nil, want)
				}
			}
			menu := pages["index.html"].all("nav", "")[0].text()
			if strings.Contains(menu, "Time") != c.timeline || strings.Contains(menu, "Adoption") != c.use {
				t.Errorf("menu: %s", menu)
			}
			if shown := strings.Contains(pages["features/integrity.feature-0/index.html"].text(), "not measured"); shown != c.use {
				t.Errorf("the feature's page says that it was not measured: %v, want %v", shown, c.use)
			}
		})
	}
}

// withPast makes n registries, each with a timeline, a measure and answers of 2022 that history decides.
func withPast(n int) *table.Dataset {
	d := many(n)
	timeline, monthly := madeTimeline()
	for k, e := range d.Ecosystems {
		for _, row := range timeline {
			row.Ecosystem = e.Ecosystem
			d.Timeline = append(d.Timeline, row)
		}
		for _, row := range monthly {
			row.Ecosystem = e.Ecosystem
			d.TimelineMonthly = append(d.TimelineMonthly, row)
		}
		measured := madeAdoption()
		measured.Ecosystem = e.Ecosystem
		d.Adoption = append(d.Adoption, measured)
		outcome := []string{derive.CalibrationConflicts, derive.CalibrationAgrees, derive.CalibrationSilent}[k%3]
		d.Calibration = append(d.Calibration, table.CalibrationRow{
			Ecosystem: e.Ecosystem, Row: 7, Feature: "integrity.feature-0", PackageManager: e.Name, Answer: vocabulary.Supported, History: vocabulary.Unsupported, Outcome: outcome,
		})
	}
	return d
}

// madeTimeline is that of many: one feature that came in 2020 and went in 2022.
func madeTimeline() ([]table.TimelineRow, []table.TimelineMonthlyRow) {
	row := func(v vocabulary.Verdict, from, until string) table.TimelineRow {
		return table.TimelineRow{Ecosystem: "reg00", Feature: "integrity.feature-0", Verdict: v, From: from, Until: until, URL: "https://example.org/" + from, Commit: "c0ffee"}
	}
	rows := []table.TimelineRow{row(vocabulary.Unknown, "2019-01-01", "2020-03-01"), row(vocabulary.Supported, "2020-03-01", "2022-02-01"), row(vocabulary.Unsupported, "2022-02-01", "")}
	var monthly []table.TimelineMonthlyRow
	for _, day := range []string{"2019-12-31", "2020-12-31", "2021-12-31", "2022-12-31"} {
		for _, journey := range []string{"", "integrity"} {
			m := table.TimelineMonthlyRow{Ecosystem: "reg00", Month: day[:7], Journey: journey, Unknown: 6, Day: day}
			if "2020-03" < day && day < "2022" {
				m.Supported, m.Unknown, m.Optional = 1, 5, 1
			}
			monthly = append(monthly, m)
		}
	}
	return rows, monthly
}
