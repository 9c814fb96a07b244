// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Previous is the release before.
type Previous struct {
	Version string
	Data    *table.Dataset
}

// IDSets are the ids whose coming and going the notes tell: they are never
// used again for something else.
var IDSets = []struct {
	Name string
	Of   func(*table.Dataset) map[string]bool
}{
	{"ecosystem", func(d *table.Dataset) map[string]bool {
		return table.SetOf(d.Ecosystems, func(r table.EcosystemRow) string { return r.Ecosystem })
	}},
	{"feature", func(d *table.Dataset) map[string]bool {
		return table.SetOf(d.Features, func(r table.FeatureRow) string { return r.Feature })
	}},
	{"item of the principles", func(d *table.Dataset) map[string]bool {
		return table.SetOf(d.MaturityItems, func(r table.MaturityItem) string { return r.Item })
	}},
	{"item of a guidance", func(d *table.Dataset) map[string]bool {
		return table.SetOf(d.Conformance, func(r table.ConformanceRow) string { return r.Guidance + "/" + r.Item })
	}},
}

// What the notes say when nothing changed.
const (
	NoIDs      = "None was added or removed."
	NoVerdicts = "None changed."
)

// Notes are the release notes, as Markdown: what changed since the release before, or
// how much there is when previous is nil.
func Notes(d *table.Dataset, version string, features *catalog.Catalog, previous *Previous) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Release %s\n\n", version)
	if previous == nil {
		b.WriteString("There is no earlier release to compare with.\n\n## Counts\n\n")
		for _, t := range table.Tables {
			fmt.Fprintf(&b, "- %s: %s\n", t.Name(), table.Count(t.Len(d), "row"))
		}
		return b.String()
	}
	ids := cmp.Or(strings.Join(idChanges(previous.Data, d), "\n"), NoIDs)
	verdicts := cmp.Or(strings.Join(verdictChanges(NewLabels(features, d), previous.Data, d), "\n"), NoVerdicts)
	fmt.Fprintf(&b, "Compared with %s.\n\n## Ids\n\n%s\n\n## Verdicts\n\n%s\n", previous.name(), ids, verdicts)
	return b.String()
}

// ReleaseReadme says what is in a release and how to use, check and cite it.
type ReleaseReadme struct {
	Title, Version, License string
	Data                    *table.Dataset
}

// Render gives it as Markdown.
func (r ReleaseReadme) Render() string { return render("release", r) }

func (p *Previous) name() string {
	if p.Version == "" {
		return "a dataset of wave " + p.Data.Wave()
	}
	return "release " + p.Version
}

func idChanges(before, after *table.Dataset) (lines []string) {
	for _, ids := range IDSets {
		old, now := ids.Of(before), ids.Of(after)
		if added := onlyInFirst(now, old); len(added) > 0 {
			lines = append(lines, "- Added "+ids.Name+": "+strings.Join(added, ", "))
		}
		if removed := onlyInFirst(old, now); len(removed) > 0 {
			lines = append(lines, "- Removed "+ids.Name+": "+strings.Join(removed, ", "))
		}
	}
	return lines
}

// verdictChanges lists the cells of both releases whose verdict, enforcement or
// month differs, whatever the reason.
func verdictChanges(t *Labels, before, after *table.Dataset) (lines []string) {
	old := table.ByPlace(before.Verdicts)
	for _, v := range after.Verdicts {
		was, both := old[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}]
		if both && (was.Verdict != v.Verdict || was.Enforcement != v.Enforcement || was.Began() != v.Began()) {
			lines = append(lines, t.ChangeHead(v)+DatedVerdict(was)+t.ChangeTail(v))
		}
	}
	return lines
}

// ChangeHead begins the line of a verdict that changed; what it was follows.
func (t *Labels) ChangeHead(v table.VerdictRow) string {
	return fmt.Sprintf("- %s, %s: ", t.ecosystemName(v.Ecosystem), t.featureTitle(v.Feature))
}

// ChangeTail ends the line: what it is now, and where that can be seen.
func (t *Labels) ChangeTail(v table.VerdictRow) string {
	tail := " → " + DatedVerdict(v)
	if seen := t.strongestFirst(v.Observations); len(seen) > 0 {
		tail += " (" + markdownLink("evidence", seen[0].URL) + ")"
	}
	return tail
}

// DatedVerdict is a verdict in words, with the month or year since which it holds where
// that is known.
func DatedVerdict(v table.VerdictRow) string {
	text := v.Verdict.With(v.Enforcement)
	if v.Since != "" {
		text += " since " + v.Began()
	}
	return text
}
