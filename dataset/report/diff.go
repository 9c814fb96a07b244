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
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// DiffFormats are those that Diff writes.
var DiffFormats = []string{"md", "json", "csv"}

// Diff writes what changed from one dataset to another: as a table's rows in
// json and csv, as a text for people in md.
func Diff(w io.Writer, format string, c *catalog.Catalog, from, to *table.Dataset) error {
	changes := derive.Changes(from.Verdicts, to.Verdicts, to.Observations)
	derive.ExplainChanges(changes, to)
	if format != "md" {
		return table.WriteRows(w, format, reflect.ValueOf(changes))
	}
	d := &diff{Labels: NewLabels(c, from, to), from: side{derive.NewAsked(from.Verdicts), ""}, to: side{derive.NewAsked(to.Verdicts), ""}, changes: changes, notes: table.ByPlace(to.Verdicts), later: to}
	slices.SortStableFunc(d.changes, func(a, b table.Change) int { return d.compareFeatures(a.Feature, b.Feature) })
	d.from.name, d.to.name = d.from.Wave, d.to.Wave
	if d.from.Wave == d.to.Wave {
		d.from.name, d.to.name = "the first", "the second"
	}
	_, err := io.WriteString(w, d.renderText())
	return err
}

// diff is a comparison as it is told.
type diff struct {
	*Labels
	from, to side
	changes  []table.Change                  // in the catalog's order of features
	notes    map[table.Cell]table.VerdictRow // the later verdicts
	later    *table.Dataset
	b        strings.Builder
}

// side is a wave and how the text names it.
type side struct {
	derive.Asked
	name string
}

func (d *diff) renderText() string {
	fmt.Fprintf(&d.b, "# What changed from %s to %s\n\n", d.from.Wave, d.to.Wave)
	d.writeSummary()
	if d.sinceAnswers() {
		d.writeCauses()
	} else {
		for _, j := range d.journeys() {
			d.writeSection("## "+j.Title, func(c table.Change) bool { return tellsOfRegistry(c) && d.journeyOf(c.Feature) == j.ID }, d.describeChange)
		}
	}
	d.writeSection("## Not comparable", func(c table.Change) bool { return c.Direction == vocabulary.NotComparable && d.askedInBoth(c) }, d.describeIncomparable)
	if d.from.Wave == survey2022.Wave {
		d.keptApart()
	}
	d.staleOnes()
	d.writeQuestions(d.to, d.from)
	d.writeQuestions(d.from, d.to)
	return d.b.String()
}

// tellsOfRegistry says whether a change tells something of the registry.
func tellsOfRegistry(c table.Change) bool {
	return c.Direction != vocabulary.NewlyAsked && c.Direction != vocabulary.NotComparable
}

// askedInBoth says whether both waves asked the feature, and of this ecosystem.
func (d *diff) askedInBoth(c table.Change) bool {
	return d.from.Features[c.Feature] && d.to.Features[c.Feature] && d.from.Ecosystems[c.Ecosystem] && d.to.Ecosystems[c.Ecosystem]
}

// writeSummary is the short part: what compares, how it went, and what does not compare.
func (d *diff) writeSummary() {
	unclear := 0
	for _, c := range d.changes {
		if c.Direction == vocabulary.NotComparable && d.askedInBoth(c) {
			unclear++
		}
	}
	fmt.Fprintf(&d.b, "Both waves have %s and %s.\n",
		table.Count(len(inBoth(d.from.Ecosystems, d.to.Ecosystems)), "registry"), table.Count(len(inBoth(d.from.Features, d.to.Features)), "feature"))
	for _, pair := range [][2]side{{d.to, d.from}, {d.from, d.to}} {
		if only := d.describeOnly(pair[0], pair[1]); only != "" {
			fmt.Fprintf(&d.b, "Only %s has %s.\n", pair[0].name, only)
		}
	}
	if unclear > 0 {
		fmt.Fprintf(&d.b, "Not comparable: %s, listed after the changes.\n", table.Count(unclear, "verdict"))
	}
	d.b.WriteString("\n")
	if d.sinceAnswers() {
		d.b.WriteString("Each line has three sides: what a registry answered in 2022, what evidence said on " + derive.AnsweredOn + ", and what it says now.\n\n")
	}
	writeList(&d.b, tallyLines(d.changes))
}

// sinceAnswers says whether today's verdicts are compared with the answers of 2022.
func (d *diff) sinceAnswers() bool {
	return d.from.Wave == survey2022.Wave && d.to.Wave != survey2022.Wave
}

// isUndated says whether something is offered that was not, and nothing dates it.
func isUndated(c table.Change) bool {
	return (c.Direction == vocabulary.Gained || c.Direction == vocabulary.Delivered) && c.Since == ""
}

// describeOnly says what one wave has and the other has not.
func (d *diff) describeOnly(one, other side) string {
	var parts, names []string
	for _, id := range onlyInFirst(one.Ecosystems, other.Ecosystems) {
		names = append(names, d.ecosystemName(id))
	}
	if len(names) > 0 {
		parts = append(parts, table.Count(len(names), "registry")+" ("+strings.Join(names, ", ")+")")
	}
	if n := len(onlyInFirst(one.Features, other.Features)); n > 0 {
		parts = append(parts, table.Count(n, "feature"))
	}
	return table.JoinWords(parts)
}

func inBoth(a, b map[string]bool) []string {
	return slices.DeleteFunc(table.SortedKeys(a), func(id string) bool { return !b[id] })
}

// onlyInFirst lists what is in one and not in the other.
func onlyInFirst(one, other map[string]bool) []string {
	return slices.DeleteFunc(table.SortedKeys(one), func(id string) bool { return other[id] })
}

// writeSection writes a heading and a line for each chosen change, or nothing.
func (d *diff) writeSection(heading string, chosen func(table.Change) bool, line func(table.Change) string) {
	changes := slices.DeleteFunc(slices.Clone(d.changes), func(c table.Change) bool { return !chosen(c) })
	writeSection(&d.b, heading, linesOf(changes, line))
}

// describeStep is the way from the earlier verdict to the later one; from an answer of
// 2022 by way of what evidence said then.
func (d *diff) describeStep(c table.Change) string {
	was, is := c.FromVerdict.With(c.FromEnforcement), c.ToVerdict.With(c.ToEnforcement)
	switch c.ThenVerdict {
	case "":
		return was + " → " + is
	case vocabulary.Unknown:
		return fmt.Sprintf("answered %s, evidence then silent, now %s", was, is)
	}
	return fmt.Sprintf("answered %s, %s %s, now %s", was, markdownLink("evidence then", c.ThenURL), c.ThenVerdict.With(c.ThenEnforcement), is)
}

func (d *diff) describeChange(c table.Change) string {
	text := fmt.Sprintf("**%s** %s, %s: %s", d.ecosystemName(c.Ecosystem), directionWords(c.Direction), d.featureTitle(c.Feature), d.describeStep(c))
	switch {
	case c.Since != "" && c.ToVerdict.Offered() && !(c.Cause == vocabulary.RegistryChanged && table.Before(c.Since, c.FromWave)):
		text += ", since " + c.Began()
	case isUndated(c) && c.Cause != vocabulary.AnswerNarrower:
		text += ", date not known"
	}
	if seen := d.strongestFirst(c.Observations); len(seen) > 0 {
		text += " (" + markdownLink("evidence", seen[0].URL) + ")"
	}
	if c.Direction == vocabulary.Weakened || c.Direction == vocabulary.Lost {
		if note := d.notes[table.Cell{Ecosystem: c.Ecosystem, Feature: c.Feature}].Note; note != "" {
			text += ". " + plainText(firstSentence(note))
		}
	}
	return text
}

func (d *diff) describeIncomparable(c table.Change) string {
	text := fmt.Sprintf("**%s** %s: %s", d.ecosystemName(c.Ecosystem), d.featureTitle(c.Feature), d.describeStep(c))
	if c.Cause != "" && c.Cause != vocabulary.CauseNotKnown {
		return text + ", since " + c.Began() + ". " + capitalize(causeWords[c.Cause]) + "."
	}
	return text + ". " + plainText(firstSentence(c.Note))
}

// keptApart lists the answers of 2022 that a client's maintainers gave for it: they
// belong to no registry, so no verdict compares with them.
func (d *diff) keptApart() {
	for _, e := range d.later.Ecosystems {
		for _, name := range e.AnsweredApart {
			fmt.Fprintf(&d.b, "\n## Kept apart: %s\n\nIn 2022 %s, a client of %s, answered for itself. What it answered compares with no verdict of the registry.\n\n", plainText(name), plainText(name), d.ecosystemName(e.Ecosystem))
			for _, answer := range d.later.Survey2022 {
				verdict, ok := answer.AnswerClass.Verdict()
				if ok && answer.PackageManager == name && answer.Feature != "" {
					fmt.Fprintf(&d.b, "- %s: %s\n", d.featureTitle(answer.Feature), verdict.With(answer.Enforcement))
				}
			}
		}
	}
}

// staleOnes lists the verdicts that rest on evidence that went missing.
func (d *diff) staleOnes() {
	lines := linesOf(table.StaleVerdicts(d.later.Verdicts), func(v table.VerdictRow) string {
		return fmt.Sprintf("**%s** %s: %s, last seen %s. %s", d.ecosystemName(v.Ecosystem), d.featureTitle(v.Feature), v.Verdict.With(v.Enforcement), v.LastSeen, plainText(firstSentence(v.Note)))
	})
	writeSection(&d.b, "## Stale, for review\n\nThe verdict before is kept, since nothing says that it changed.", lines)
}

// writeQuestions lists the features that one wave asked and the other did not.
func (d *diff) writeQuestions(one, other side) {
	features := slices.SortedFunc(slices.Values(onlyInFirst(one.Features, other.Features)), d.compareFeatures)
	var lines []string
	for _, j := range d.journeys() {
		var titles []string
		for _, id := range features {
			if d.journeyOf(id) == j.ID {
				titles = append(titles, d.featureTitle(id))
			}
		}
		if len(titles) > 0 {
			lines = append(lines, j.Title+": "+strings.Join(titles, "; "))
		}
	}
	writeSection(&d.b, "## Asked in "+one.name+" only", lines)
}

// directionWords makes a direction readable.
func directionWords(direction vocabulary.Direction) string {
	return strings.ReplaceAll(string(direction), "-", " ")
}
