// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// DiffFormats are those that Diff writes.
var DiffFormats = []string{"md", "json", "csv"}

// Diff writes what changed from one dataset to another: as a table's rows in
// json and csv, as a text for people in md.
func Diff(w io.Writer, format string, c *catalog.Catalog, from, to *table.Dataset) error {
	changes := derive.Changes(from.Verdicts, to.Verdicts, to.Observations)
	if format != "md" {
		return table.WriteRows(w, format, reflect.ValueOf(changes))
	}
	d := &diff{Labels: NewLabels(c, from, to), from: side{derive.NewAsked(from.Verdicts), ""}, to: side{derive.NewAsked(to.Verdicts), ""}, changes: changes, stale: table.StaleVerdicts(to.Verdicts), later: to}
	d.from.name, d.to.name = d.from.Wave, d.to.Wave
	if d.from.Wave == d.to.Wave {
		d.from.name, d.to.name = "the first", "the second"
	}
	_, err := io.WriteString(w, d.text())
	return err
}

// diff is a comparison as it is told.
type diff struct {
	*Labels
	from, to side
	changes  []table.Change
	stale    []table.VerdictRow // of the later dataset
	later    *table.Dataset
	b        strings.Builder
}

// side is a wave and how the text names it.
type side struct {
	derive.Asked
	name string
}

func (d *diff) text() string {
	fmt.Fprintf(&d.b, "# What changed from %s to %s\n\n", d.from.Wave, d.to.Wave)
	d.summary()
	for _, j := range d.journeys() {
		d.section("## "+j.Title, func(c table.Change) bool { return compared(c) && d.journeyOf(c.Feature) == j.ID }, d.change)
	}
	d.section("## Not comparable", func(c table.Change) bool { return c.Direction == derive.NotComparable && d.shared(c) }, d.incomparable)
	if d.from.Wave == survey2022.Wave {
		d.keptApart()
	}
	d.staleOnes()
	d.questions(d.to, d.from)
	d.questions(d.from, d.to)
	return d.b.String()
}

// compared says whether a change tells something of the registry.
func compared(c table.Change) bool {
	return c.Direction != derive.NewlyAsked && c.Direction != derive.NotComparable
}

// shared says whether both waves asked the feature, and of this ecosystem.
func (d *diff) shared(c table.Change) bool {
	return d.from.Features[c.Feature] && d.to.Features[c.Feature] && d.from.Ecosystems[c.Ecosystem] && d.to.Ecosystems[c.Ecosystem]
}

// summary is the short part: what compares, how it went, and what does not compare.
func (d *diff) summary() {
	unclear := 0
	for _, c := range d.changes {
		if c.Direction == derive.NotComparable && d.shared(c) {
			unclear++
		}
	}
	what := tally(d.changes)
	if what == "" {
		what = "nothing changed"
	}
	fmt.Fprintf(&d.b, "Both waves have %s and %s: %s.\n",
		table.Count(len(inBoth(d.from.Ecosystems, d.to.Ecosystems)), "registry"), table.Count(len(inBoth(d.from.Features, d.to.Features)), "feature"), what)
	for _, pair := range [][2]side{{d.to, d.from}, {d.from, d.to}} {
		if only := d.only(pair[0], pair[1]); only != "" {
			fmt.Fprintf(&d.b, "Only %s has %s.\n", pair[0].name, only)
		}
	}
	if unclear > 0 {
		fmt.Fprintf(&d.b, "Not comparable: %s, listed below the changes.\n", table.Count(unclear, "verdict"))
	}
	if d.from.Wave == survey2022.Wave && d.to.Wave != survey2022.Wave {
		d.b.WriteString("\nA verdict of 2022 is what a respondent answered for their own registry; a later one follows a written criterion\n" +
			"and evidence. Some differences come from that, and not from the registry: above all what weakened or was lost, and\n" +
			"what was gained at a date that is not known.\n")
	}
}

// tally counts the changes by direction, those apart whose date is not known.
func tally(changes []table.Change) string {
	count, dateless := make(map[string]int), make(map[string]int)
	for _, c := range changes {
		if compared(c) {
			count[c.Direction]++
		}
		if strings.HasPrefix(c.Note, derive.Undated) {
			dateless[c.Direction]++
		}
	}
	var parts []string
	for _, direction := range derive.Directions {
		text := fmt.Sprintf("%d %s", count[direction], words(direction))
		if n := dateless[direction]; n > 0 {
			text += fmt.Sprintf(" (%d at a date not known)", n)
		}
		if count[direction] > 0 {
			parts = append(parts, text)
		}
	}
	return table.JoinWords(parts)
}

// only says what one wave has and the other has not.
func (d *diff) only(one, other side) string {
	var parts, names []string
	for _, id := range missing(one.Ecosystems, other.Ecosystems) {
		names = append(names, d.name(id))
	}
	if len(names) > 0 {
		parts = append(parts, table.Count(len(names), "registry")+" ("+strings.Join(names, ", ")+")")
	}
	if n := len(missing(one.Features, other.Features)); n > 0 {
		parts = append(parts, table.Count(n, "feature"))
	}
	return table.JoinWords(parts)
}

func inBoth(a, b map[string]bool) []string {
	return slices.DeleteFunc(table.SortedKeys(a), func(id string) bool { return !b[id] })
}

// missing lists what is in one and not in the other.
func missing(one, other map[string]bool) []string {
	return slices.DeleteFunc(table.SortedKeys(one), func(id string) bool { return other[id] })
}

// section writes a heading and a line for each chosen change, or nothing.
func (d *diff) section(heading string, chosen func(table.Change) bool, line func(table.Change) string) {
	all := make(map[string]bool)
	for _, c := range d.changes {
		all[c.Feature] = true
	}
	var lines []string
	for _, feature := range d.features(all) {
		for _, c := range d.changes {
			if c.Feature == feature && chosen(c) {
				lines = append(lines, "- "+line(c)+"\n")
			}
		}
	}
	if len(lines) > 0 {
		d.b.WriteString("\n" + heading + "\n\n" + strings.Join(lines, ""))
	}
}

func (d *diff) step(c table.Change) string {
	return fmt.Sprintf("%s → %s", table.VerdictText(c.FromVerdict, c.FromEnforcement), table.VerdictText(c.ToVerdict, c.ToEnforcement))
}

func (d *diff) change(c table.Change) string {
	text := fmt.Sprintf("**%s** %s, %s: %s", d.name(c.Ecosystem), words(c.Direction), d.title(c.Feature), d.step(c))
	switch {
	case c.Since != "" && table.Verdict(c.ToVerdict).Offered():
		text += ", since " + c.Since
	case strings.HasPrefix(c.Note, derive.Undated):
		text += ", date not known"
	}
	if seen := d.strongest(c.Observations); len(seen) > 0 {
		text += " (" + link("evidence", seen[0].URL) + ")"
	}
	if c.Direction == derive.Weakened || c.Direction == derive.Lost {
		if note := strings.TrimSpace(strings.TrimPrefix(c.Note, derive.OwnAnswer)); note != "" {
			text += ". " + plainText(note)
		}
	}
	return text
}

func (d *diff) incomparable(c table.Change) string {
	return fmt.Sprintf("**%s** %s: %s. %s", d.name(c.Ecosystem), d.title(c.Feature), d.step(c), plainText(c.Note))
}

// keptApart lists the answers of 2022 that a client's maintainers gave for it: they
// belong to no registry, so no verdict compares with them.
func (d *diff) keptApart() {
	for _, e := range d.later.Ecosystems {
		for _, name := range e.AnsweredApart {
			fmt.Fprintf(&d.b, "\n## Kept apart: %s\n\nIn 2022 %s, a client of %s, answered for itself. What it answered compares with no verdict of the registry.\n\n", plainText(name), plainText(name), d.name(e.Ecosystem))
			for _, answer := range d.later.Survey2022 {
				if answer.PackageManager == name && answer.Feature != "" && slices.Contains(table.Verdicts, answer.AnswerClass) {
					fmt.Fprintf(&d.b, "- %s: %s\n", d.title(answer.Feature), table.VerdictText(answer.AnswerClass, answer.Enforcement))
				}
			}
		}
	}
}

// staleOnes lists the verdicts that rest on evidence that went missing.
func (d *diff) staleOnes() {
	if len(d.stale) == 0 {
		return
	}
	d.b.WriteString("\n## Stale, for review\n\nThe verdict before is kept, since nothing says that it changed.\n\n")
	for _, v := range d.stale {
		fmt.Fprintf(&d.b, "- **%s** %s: %s, last seen %s. %s\n", d.name(v.Ecosystem), d.title(v.Feature), table.VerdictText(v.Verdict, v.Enforcement), v.LastSeen, plainText(v.Note))
	}
}

// questions lists the features that one wave asked and the other did not.
func (d *diff) questions(one, other side) {
	set := make(map[string]bool)
	for _, id := range missing(one.Features, other.Features) {
		set[id] = true
	}
	if len(set) == 0 {
		return
	}
	fmt.Fprintf(&d.b, "\n## Asked in %s only\n\n", one.name)
	for _, j := range d.journeys() {
		var titles []string
		for _, id := range d.features(set) {
			if d.journeyOf(id) == j.ID {
				titles = append(titles, d.title(id))
			}
		}
		if len(titles) > 0 {
			fmt.Fprintf(&d.b, "- %s: %s\n", j.Title, strings.Join(titles, "; "))
		}
	}
}

// words makes a direction readable.
func words(direction string) string { return strings.ReplaceAll(direction, "-", " ") }
