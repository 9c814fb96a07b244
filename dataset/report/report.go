// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// TAC writes what landed since a month (YYYY-MM), in the form of the
// working group's quarterly updates: Markdown to be copied and completed.
func TAC(w io.Writer, c *catalog.Catalog, d, before *table.Dataset, since string) error {
	r := &report{Labels: NewLabels(c, d), data: d, month: since, planned: make(map[table.Cell]bool)}
	for _, change := range d.Changes {
		if change.Direction == vocabulary.Delivered {
			r.planned[table.Cell{Ecosystem: change.Ecosystem, Feature: change.Feature}] = true
		}
	}
	fmt.Fprintf(&r.b, "# Securing Software Repositories Working Group: since %s\n\n", since)
	fmt.Fprintf(&r.b, "From the evidence of wave %s, read in sources up to %s: %s.\n", d.Wave(), d.Newest().Format(time.DateOnly), r.inShort())
	r.writeLanded()
	r.upNext()
	r.writeAdoption(before)
	r.writeBaseline()
	_, err := io.WriteString(w, r.b.String())
	return err
}

// inShort counts what landed and what is planned.
func (r *report) inShort() string {
	sure, _ := r.arrived()
	return inRegistries(sure) + " landed, " + inRegistries(r.withVerdict(vocabulary.Planned)) + " planned"
}

func inRegistries(verdicts []table.VerdictRow) string {
	if len(verdicts) == 0 {
		return "no feature"
	}
	registries := table.SetOf(verdicts, func(v table.VerdictRow) string { return v.Ecosystem })
	return table.Count(len(verdicts), "feature") + " of " + table.Count(len(registries), "registry")
}

// withVerdict lists the rows with a verdict.
func (r *report) withVerdict(verdict vocabulary.Verdict) []table.VerdictRow {
	return slices.DeleteFunc(slices.Clone(r.data.Verdicts), func(v table.VerdictRow) bool { return v.Verdict != verdict })
}

type report struct {
	*Labels
	data    *table.Dataset
	month   string              // YYYY-MM
	planned map[table.Cell]bool // planned in 2022, and there today
	b       strings.Builder
}

// writeLanded lists what began since the month, the newest first. A year without a
// month stands apart when it may have been before.
func (r *report) writeLanded() {
	sure, unsure := r.arrived()
	r.b.WriteString("\n## Current Status\n\n")
	if len(sure) == 0 {
		r.b.WriteString("- Nothing that the evidence dates to this time.\n")
	}
	writeList(&r.b, linesOf(r.newestFirst(sure), r.landedLine))
	writeSection(&r.b, "In "+r.month[:4]+", the month is not known:", linesOf(r.newestFirst(unsure), r.landedLine))
}

// mayBeEarlier says whether an offer that began in the month asked for, or in its
// year, may have begun before: its date is the latest possible one, or a year, which
// began before any month but January.
func (r *report) mayBeEarlier(v table.VerdictRow) bool {
	month, err := time.Parse("2006-01", r.month)
	return v.SinceLatest || len(v.Since) == len("YYYY") && err == nil && month.Month() != time.January
}

// arrived gives what is offered and began since the month, and what began in its
// year, perhaps before.
func (r *report) arrived() (sure, unsure []table.VerdictRow) {
	for _, v := range r.data.Verdicts {
		switch order, dated := table.CompareDates(v.Since, r.month); {
		case !v.Verdict.Offered() || !dated || order < 0:
		case order == 0 && r.mayBeEarlier(v):
			unsure = append(unsure, v)
		default:
			sure = append(sure, v)
		}
	}
	return sure, unsure
}

// newestFirst sorts verdicts by date, then as the catalog has the features.
func (r *report) newestFirst(verdicts []table.VerdictRow) []table.VerdictRow {
	order := make(map[string]int)
	for i, id := range r.catalog.IDs() {
		order[id] = i
	}
	return slices.SortedStableFunc(slices.Values(verdicts), func(a, b table.VerdictRow) int {
		return cmp.Or(strings.Compare(b.Since, a.Since), cmp.Compare(order[a.Feature], order[b.Feature]), strings.Compare(a.Ecosystem, b.Ecosystem))
	})
}

func (r *report) landedLine(v table.VerdictRow) string {
	text := fmt.Sprintf("%s: %s (%s, %s)", r.ecosystemName(v.Ecosystem), r.linkedTitle(v), v.Began(), enforcementWords[v.Enforcement])
	if r.planned[table.Cell{Ecosystem: v.Ecosystem, Feature: v.Feature}] {
		text += ", which was planned in 2022"
	}
	if v.Verdict == vocabulary.Partial {
		text += ", in part: " + plainText(firstSentence(v.Note))
	}
	return text
}

// linkedTitle is the feature's title with the evidence that people read first.
func (r *report) linkedTitle(v table.VerdictRow) string {
	seen := table.Openable(v.Observations, r.seen)
	if len(seen) == 0 {
		return r.featureTitle(v.Feature)
	}
	best := slices.MinFunc(seen, func(a, b table.Observation) int { return cmp.Compare(readableOrder(a.Kind), readableOrder(b.Kind)) })
	return markdownLink(r.featureTitle(v.Feature), best.URL)
}

// readableOrder orders kinds by how well they tell people what is new.
func readableOrder(kind probes.Kind) int {
	order := []probes.Kind{probes.Announcement, probes.Proposal, probes.Documentation, probes.Issue, probes.Response, probes.SourceCode, probes.Behaviour}
	return slices.Index(order, kind)
}

var enforcementWords = map[vocabulary.Enforcement]string{
	vocabulary.Required: string(vocabulary.Required), vocabulary.Default: "by default", vocabulary.Optional: string(vocabulary.Optional), "": "enforcement unknown",
}

func (r *report) upNext() {
	lines := linesOf(r.newestFirst(r.withVerdict(vocabulary.Planned)), func(v table.VerdictRow) string {
		text := r.ecosystemName(v.Ecosystem) + ": " + r.linkedTitle(v)
		if v.Note != "" {
			text += ": " + plainText(firstSentence(v.Note))
		}
		return text
	})
	writeSection(&r.b, "## Up Next\n\nPlanned by the registries:", lines)
}

// firstSentence is enough of a note for a list; landscape explain has it whole.
func firstSentence(text string) string {
	first, _, more := strings.Cut(text, ". ")
	if more {
		first += "."
	}
	return first
}

func (r *report) writeBaseline() {
	if len(r.data.Changes) == 0 {
		return
	}
	writeSection(&r.b, "## Since the survey of 2022", tallyLines(r.data.Changes))
	fmt.Fprintf(&r.b, "\n`landscape diff --from 2022 --to %s` lists them.\n", r.data.Wave())
}
