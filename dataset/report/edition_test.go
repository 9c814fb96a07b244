// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Each figure counts every answer of 2022, every registry that answered, and every
// registry; and each picture is well-formed and said in words.
func TestEdition(t *testing.T) {
	d := withTimeline(t)
	text, pictures := report.Edition(d, report.NewLabels(datasettest.Catalog(t), d), true)
	both, later := 0, 0
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") || strings.Contains(line, "| 2026, all") {
			continue
		}
		want := []int{11, 10, 14}
		if len(cells) == 2 {
			want = []int{14}
			later++
		} else {
			both++
		}
		for i, cell := range cells[1:] {
			if got := sumOf(cell); got != want[i] {
				t.Errorf("%q counts %d, want %d", cell, got, want[i])
			}
		}
	}
	if both != 37 || later != len(d.Features)-37 {
		t.Errorf("%d questions of both years, %d of today", both, later)
	}
	for _, want := range []string{"| Developers can sign their packages | 7 yes, 1 planned, 3 exploring | ", "](integrity.svg)", "Apache Maven"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, p := range pictures {
		checkXML(t, p)
	}
	if plain, none := report.Edition(d, report.NewLabels(datasettest.Catalog(t), d), false); len(none) > 0 || strings.Contains(plain, "![") {
		t.Error("pictures that nobody asked for")
	}
}

var countOf = regexp.MustCompile(`(\d+) [a-z]`)

func sumOf(cell string) (sum int) {
	for _, m := range countOf.FindAllStringSubmatch(cell, -1) {
		n, _ := strconv.Atoi(m[1])
		sum += n
	}
	return sum
}

func checkXML(t *testing.T, p report.Picture) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(p.SVG))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "script" || start.Name.Local == "b") {
			t.Errorf("%s holds an element %s", p.Name, start.Name.Local)
		}
	}
	if !strings.Contains(p.SVG, `<desc id="d">`) || !strings.Contains(p.SVG, `role="img"`) {
		t.Errorf("%s: nobody can hear it", p.Name)
	}
}

// Titles from elsewhere are shown as text, in the table and in the picture; a dataset
// of one registry that never answered has no figures of 2022 to set beside.
func TestEditionOfOddData(t *testing.T) {
	_, to := datasettest.MadeWaves()
	for _, id := range []string{"integrity.signing", "authentication.mfa", "compromise.cooldown"} {
		to.Features = append(to.Features, table.FeatureRow{Feature: id, Title: "<b>| `x` </text><script>" + id})
	}
	text, pictures := report.Edition(to, report.NewLabels(datasettest.Catalog(t), to), true)
	if strings.Contains(text, "<b>") || !strings.Contains(text, "| &lt;b&gt;\\| \\`x\\` ") {
		t.Error(text)
	}
	if len(pictures) != 3 {
		t.Errorf("%d pictures", len(pictures))
	}
	for _, p := range pictures {
		checkXML(t, p)
	}
	if text, _ := report.Edition(&table.Dataset{}, report.NewLabels(datasettest.Catalog(t)), true); !strings.Contains(text, fmt.Sprintf("%d registries", 0)) {
		t.Error(text)
	}
}
