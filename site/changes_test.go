// SPDX-License-Identifier: Apache-2.0

package site

import (
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Each change since 2022 stands in the part of its cause, with what evidence said then.
func TestChangesByCause(t *testing.T) {
	d := *release(t)
	d.Changes = slices.Clone(d.Changes)
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	dataset.AddTimeline(&d, catalog.Wave, all)
	w, _ := messages.Load("en")
	page := parseHTML(t, build(t, &d, Options{}), "changes/index.html")
	checked := 0
	for _, row := range d.Changes {
		if row.Cause == "" {
			continue
		}
		part, ok := page.id(model.Slug(string(row.Direction)) + "." + string(row.Cause))
		if !ok {
			t.Fatalf("no part for %s, %s", row.Direction, row.Cause)
		}
		line, ok := part.id(row.Ecosystem + "." + row.Feature)
		if !ok {
			t.Errorf("%s %s is not in the part of its cause", row.Ecosystem, row.Feature)
			continue
		}
		want := []string{model.VerdictWord(w, row.FromVerdict), model.VerdictWord(w, row.ThenVerdict), model.VerdictWord(w, row.ToVerdict)}
		for i, cell := range line.all("td", "")[1:4] {
			if cell.text() != want[i] {
				t.Errorf("%s %s: side %d is %q, want %q", row.Ecosystem, row.Feature, i+1, cell.text(), want[i])
			}
		}
		checked++
	}
	if checked < 100 {
		t.Errorf("only %d changes have a cause", checked)
	}
	if _, ok := page.id("why"); !ok {
		t.Error("no table of causes")
	}
}
