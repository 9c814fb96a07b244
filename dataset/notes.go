// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Previous is the release before.
type Previous struct {
	Version string
	Data    *table.Dataset
}

// idSets are the ids whose coming and going the notes tell: they are never
// used again for something else.
var idSets = []struct {
	name string
	of   func(*table.Dataset) map[string]bool
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
	noIDs      = "None was added or removed.\n"
	noVerdicts = "None changed.\n"
)

// notes are the release notes: Markdown.
func notesText(d *table.Dataset, version string, features *catalog.Catalog, previous *Previous) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Release %s\n\n", version)
	if previous == nil {
		b.WriteString("There is no earlier release to compare with.\n\n## Counts\n\n")
		for _, t := range table.Tables {
			fmt.Fprintf(&b, "- %s: %s\n", t.Name(), table.Count(rowCount(t, d), "row"))
		}
		return b.String()
	}
	fmt.Fprintf(&b, "Compared with %s.\n\n## Ids\n\n", previous.name())
	b.WriteString(idChanges(previous.Data, d))
	b.WriteString("\n## Verdicts\n\n")
	b.WriteString(verdictChanges(newTeller(features, d), previous.Data, d))
	return b.String()
}

func (p *Previous) name() string {
	if p.Version == "" {
		return "a dataset of wave " + p.Data.Wave()
	}
	return "release " + p.Version
}

func idChanges(before, after *table.Dataset) string {
	var b strings.Builder
	for _, ids := range idSets {
		old, now := ids.of(before), ids.of(after)
		for _, change := range []struct {
			word string
			list []string
		}{{"added", missing(now, old)}, {"removed", missing(old, now)}} {
			if len(change.list) > 0 {
				fmt.Fprintf(&b, "- %s %s: %s\n", capital(change.word), ids.name, strings.Join(change.list, ", "))
			}
		}
	}
	if b.Len() == 0 {
		return noIDs
	}
	return b.String()
}

// verdictChanges lists the cells of both releases whose verdict, enforcement or
// month differs, whatever the reason.
func verdictChanges(t *teller, before, after *table.Dataset) string {
	old := table.ByPlace(before.Verdicts)
	var b strings.Builder
	for _, v := range after.Verdicts {
		was, both := old[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}]
		if !both || was.Verdict == v.Verdict && was.Enforcement == v.Enforcement && was.Since == v.Since {
			continue
		}
		b.WriteString(t.changeHead(v) + dated(was) + t.changeTail(v) + "\n")
	}
	if b.Len() == 0 {
		return noVerdicts
	}
	return b.String()
}

// changeHead begins the line of a verdict that changed; what it was follows.
func (t *teller) changeHead(v table.VerdictRow) string {
	return fmt.Sprintf("- %s, %s: ", t.name(v.Ecosystem), t.title(v.Feature))
}

// changeTail ends the line: what it is now, and where that can be seen.
func (t *teller) changeTail(v table.VerdictRow) string {
	tail := " → " + dated(v)
	if seen := t.strongest(v.Observations); len(seen) > 0 {
		tail += " (" + link("evidence", seen[0].URL) + ")"
	}
	return tail
}

func dated(v table.VerdictRow) string {
	text := table.VerdictText(v.Verdict, v.Enforcement)
	if v.Since != "" {
		text += " since " + v.Since
	}
	return text
}

func rowCount(t table.Table, d *table.Dataset) int { return reflect.ValueOf(t.Rows(d)).Len() }
