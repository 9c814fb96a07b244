// SPDX-License-Identifier: Apache-2.0

package site

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// texts lists the cells of a table's body, row by row.
func texts(table node) [][]string {
	var rows [][]string
	for _, tr := range table.all("tbody", "")[0].all("tr", "") {
		var row []string
		for _, cell := range tr.all("td", "") {
			row = append(row, cell.text())
		}
		rows = append(rows, row)
	}
	return rows
}

// The page of coverage holds the published table, number by number.
func TestCoverageShown(t *testing.T) {
	dir := releaseSite(t)
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	page := parseHTML(t, dir, "coverage/index.html")
	w, _ := messages.Load("en")
	shown := make(map[string]int)
	for _, row := range d.Coverage {
		section, ok := page.id(row.Ecosystem)
		if !ok {
			t.Fatalf("no section %s", row.Ecosystem)
		}
		shown[row.Ecosystem]++
		found := false
		for _, tr := range section.all("tbody", "")[0].all("tr", "") {
			if tr.all("a", "")[0].attr("href") != "../journeys/"+row.Journey+"/index.html" {
				continue
			}
			found = true
			for i, want := range map[int]string{
				0: strconv.Itoa(int(row.Features)), 1: strconv.Itoa(int(row.Rules)), 3: strconv.Itoa(int(row.SingleSource)),
				4: strconv.Itoa(int(row.TwoKinds)), 5: strconv.Itoa(int(row.Disputed)), 7: row.OldestEvidence,
			} {
				if got := tr.all("td", "")[i].text(); got != want {
					t.Errorf("%s %s: column %d says %q, want %q", row.Ecosystem, row.Journey, i, got, want)
				}
			}
			if got := tr.all("td", "")[6].text(); !strings.HasPrefix(got, strconv.Itoa(int(row.Unprobed))) || row.Unprobed > 0 && !strings.Contains(got, ", ") {
				t.Errorf("%s %s: unprobed %q, want %d and why", row.Ecosystem, row.Journey, got, row.Unprobed)
			}
		}
		if !found {
			t.Errorf("%s %s is not shown", row.Ecosystem, row.Journey)
		}
	}
	for id, n := range shown {
		section, _ := page.id(id)
		if got := len(section.all("tbody", "")[0].all("tr", "")); got != n {
			t.Errorf("%s: %d rows, want %d", id, got, n)
		}
	}
	for _, reason := range []string{"maintainer-only", "withheld", "no-public-source"} {
		if w["unprobed."+reason] == "" {
			t.Errorf("no words for %s", reason)
		}
	}
}

// The answers of 2022 are all there, in the classes of the verdicts.
func TestAnswersShown(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	page := parseHTML(t, dir, "survey-2022/index.html")
	want, got := make(map[string]int), make(map[string]int)
	w, _ := messages.Load("en")
	for _, a := range d.Survey2022 {
		want[w.Or("answered."+string(a.AnswerClass), model.VerdictWord(w, vocabulary.Verdict(a.AnswerClass)))]++
		if _, ok := page.id("row-" + strconv.Itoa(int(a.Row))); !ok {
			t.Fatalf("row %d is not shown", a.Row)
		}
	}
	for _, table := range page.all("table", "") {
		for _, td := range table.all("tbody", "")[0].all("td", "") {
			got[td.all("span", "")[0].text()]++
		}
	}
	for word, n := range want {
		if got[word] != n {
			t.Errorf("%d answers %s, want %d", got[word], word, n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}

func TestAgreementShown(t *testing.T) {
	d := many(2)
	d.Agreement = []table.AgreementRow{{Wave: "2026", Ecosystem: "reg01", Answered: 91, Compared: 83, Agree: 72, Differ: 11}}
	section, _ := parseHTML(t, build(t, d, Options{}), "coverage/index.html").id("agreement")
	if rows := texts(section.all("table", "")[0]); strings.Join(rows[0], " ") != "91 83 72 11" {
		t.Errorf("%v", rows)
	}
}

// Every table leads to the page that shows it.
func TestTablesHavePages(t *testing.T) {
	dir := releaseSite(t)
	rows := parseHTML(t, dir, "data/index.html").all("table", "")[0].all("tbody", "")[0].all("tr", "")
	if len(rows) != len(table.AllNames()) {
		t.Errorf("%d tables are listed", len(rows))
	}
	for _, row := range rows {
		cells := row.all("td", "")
		if links := cells[len(cells)-1].all("a", ""); len(links) != 1 {
			t.Errorf("no page shows %s", row.text())
		}
	}
}
