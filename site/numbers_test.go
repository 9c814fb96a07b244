// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"testing"
)

// Counts of journeys and lists, and the numbers beside the pictures, are those
// of the published table.
func TestNumbersAgree(t *testing.T) {
	dir := releaseSite(t)
	d := published(t, dir)
	journeyOf := make(map[string]string)
	for _, f := range d.Features {
		journeyOf[f.Feature] = f.Journey
	}
	pictures := parseHTML(t, dir, "pictures/index.html")
	journeys := make(map[string]bool)
	for _, j := range journeyOf {
		journeys[j] = true
	}
	for j := range journeys {
		want := tally(d.Verdicts, func(v table.VerdictRow) bool { return journeyOf[v.Feature] == j })
		sameCounts(t, j, shownCounts(t, parseHTML(t, dir, "journeys/"+j+"/index.html").all("ul", "counts")[0].text()), want)
		figure, _ := pictures.id("coverage-" + j)
		sum := make(map[string]int)
		for _, row := range texts(figure.all("table", "")[0]) {
			for i, n := range row {
				var value int
				if _, err := fmt.Sscan(n, &value); err != nil {
					t.Fatal(err)
				}
				sum[table.Verdicts[i]] += value
			}
		}
		sameCounts(t, "picture of "+j, sum, want)
	}
	all := tally(d.Verdicts, func(table.VerdictRow) bool { return true })
	for _, v := range table.Verdicts {
		got := 0
		for _, li := range parseHTML(t, dir, "lists/"+v+"/index.html").all("ul", "groups") {
			got = len(li.all("span", "v"))
		}
		if got != all[v] {
			t.Errorf("the list %s has %d cells, want %d", v, got, all[v])
		}
	}
	checkMovement(t, d, pictures)
}

// checkMovement recounts the grid of what became of the answers of 2022.
func checkMovement(t *testing.T, d *table.Dataset, pictures node) {
	t.Helper()
	apart := make(map[cellKey]bool)
	for _, c := range d.Changes {
		apart[cellKey{c.Ecosystem, c.Feature}] = c.Direction == derive.NotComparable
	}
	now := make(map[cellKey]string)
	for _, v := range d.Verdicts {
		now[cellKey{v.Ecosystem, v.Feature}] = v.Verdict
	}
	want := make(map[[2]string]int)
	for _, v := range survey2022.Verdicts() {
		at := cellKey{v.Ecosystem, v.Feature}
		if now[at] != "" && !apart[at] {
			want[[2]string{v.Verdict, now[at]}]++
		}
	}
	figure, _ := pictures.id("movement")
	for i, row := range texts(figure.all("table", "")[0]) {
		for k, n := range row {
			if got := fmt.Sprint(want[[2]string{table.Verdicts[i], table.Verdicts[k]}]); got != n {
				t.Errorf("from %s to %s: the picture says %s, the tables %s", table.Verdicts[i], table.Verdicts[k], n, got)
			}
		}
	}
}
