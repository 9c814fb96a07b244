// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/spf13/cobra"
)

func (a *app) explain() *cobra.Command {
	var (
		dir    string
		asJSON bool
		scope  scopeFlags
	)
	cmd := &cobra.Command{
		Use:   "explain ECOSYSTEM FEATURE",
		Short: "Print a verdict with its evidence and how to reproduce it",
		Long: `explain prints the verdict on a feature of an ecosystem, what earned it that, and how to
see the same again. Both may be named by id, by name or by words that fit only one.
FEATURE may also be an item of the working group's guidance, as CHECKLIST.ITEM.

With a dataset made on clones or over the network the words that matched are shown,
with what the rule's pattern found marked; releases keep only where they stand.

--json prints an object with the keys ecosystem, feature, title, criterion, verdict
(a row of the table verdicts), evidence and other (rows of the table observations)
and reproduce (commands).`,
		Example: `  landscape explain npm provenance
  landscape explain pypi authentication.trusted-publishing --dataset out/dataset
  landscape explain npm attestations-ui.build-logs`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: completion.Arguments(completion.BuiltIn, completion.Explainable),
		RunE: func(_ *cobra.Command, args []string) error {
			features, d, err := a.catalogAnd(dir)
			if err != nil {
				return err
			}
			e, err := explained(features, d, args[0], args[1])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(a.out, e.object())
			}
			e.patterns = scope.patterns(e.Ecosystem)
			return a.paged(func(w io.Writer) error { e.write(w, a.colour()); return nil })
		},
	}
	datasetFlag(cmd, &dir)
	jsonFlag(cmd, &asJSON)
	cmd.Flags().StringVar(&scope.dir, "ecosystems", "", "take the patterns to mark from this `folder` instead of the built-in ones")
	return cmd
}

// explanation is a verdict with what is behind it.
type explanation struct {
	table.VerdictRow
	title, criterion string
	behind, beside   []table.Observation
	commands         []string
	patterns         map[string][]*probes.Pattern // by key of the observation
}

// explained finds what a person names by an ecosystem and a feature, or an item.
func explained(features *catalog.Catalog, d *table.Dataset, ecosystem, feature string) (*explanation, error) {
	id, err := features.Meant(feature)
	if err != nil {
		return nil, err
	}
	where, err := ecosystemMeant(d, ecosystem)
	if err != nil {
		return nil, err
	}
	e := &explanation{}
	if f, ok := features.Feature(id); ok {
		e.title, e.criterion = f.Title, f.Supported
		if !e.take(d.Verdicts, where, id) {
			return nil, fmt.Errorf("the dataset has no verdict for %s %s", where, id)
		}
	} else {
		item, _ := features.Check(id)
		e.title, e.criterion = item.Title, item.Asks
		if !e.takeItem(d.Conformance, where, id) {
			return nil, fmt.Errorf("the dataset does not judge %s %s", where, id)
		}
	}
	e.gather(d)
	return e, nil
}

// take keeps the verdict.
func (e *explanation) take(all []table.VerdictRow, ecosystem, feature string) bool {
	at := slices.IndexFunc(all, func(v table.VerdictRow) bool { return v.Ecosystem == ecosystem && v.Feature == feature })
	if at >= 0 {
		e.VerdictRow = all[at]
	}
	return at >= 0
}

// takeItem makes a verdict of a checklist's item.
func (e *explanation) takeItem(all []table.ConformanceRow, ecosystem, id string) bool {
	for _, r := range all {
		if r.Ecosystem != ecosystem || r.Guidance+"."+r.Item != id {
			continue
		}
		e.VerdictRow = table.VerdictRow{
			Wave: r.Wave, Ecosystem: r.Ecosystem, Feature: id, Verdict: r.Verdict, Enforcement: r.Enforcement,
			Method: vocabulary.Probed, Note: r.Note, Observations: r.Observations,
		}
		return true
	}
	return false
}

// gather parts the observations: those behind the verdict, and the others.
func (e *explanation) gather(d *table.Dataset) {
	for _, o := range d.Observations {
		decisive := slices.Contains(e.Observations, o.Observation)
		switch {
		case o.Ecosystem != e.Ecosystem || o.Feature != e.Feature && !decisive:
		case decisive && o.Outcome == probes.Matched:
			e.behind = append(e.behind, o)
		default:
			e.beside = append(e.beside, o)
		}
	}
	e.commands = survey.CommandsToReproduce(e.VerdictRow, e.behind)
}

// object is the explanation as its JSON has it.
func (e *explanation) object() any {
	return struct {
		Ecosystem string    `json:"ecosystem"`
		Feature   string    `json:"feature"`
		Title     string    `json:"title"`
		Criterion string    `json:"criterion"`
		Verdict   jsonRow   `json:"verdict"`
		Evidence  []jsonRow `json:"evidence"`
		Other     []jsonRow `json:"other"`
		Reproduce []string  `json:"reproduce"`
	}{e.Ecosystem, e.Feature, e.title, e.criterion, rowsOf([]table.VerdictRow{e.VerdictRow})[0], rowsOf(e.behind), rowsOf(e.beside), append([]string{}, e.commands...)}
}

func (e *explanation) write(w io.Writer, colour bool) {
	fmt.Fprintf(w, "%s  %s: %s\n", e.Ecosystem, e.Feature, e.title)
	line := "verdict:     " + string(e.Verdict)
	for _, extra := range []string{string(e.Enforcement), prefixed("since ", e.Began()), confidenceText(e.VerdictRow), prefixed("source of ", e.OldSource)} {
		if extra != "" {
			line += ", " + extra
		}
	}
	fmt.Fprintln(w, line)
	fmt.Fprintf(w, "criterion:   %s\n", e.criterion)
	if e.Note != "" {
		fmt.Fprintf(w, "note:        %s\n", e.Note)
	}
	e.section(w, "evidence", e.behind, colour)
	if len(e.behind) > 0 && !slices.ContainsFunc(e.behind, func(o table.Observation) bool { return o.Excerpt != "" }) {
		fmt.Fprintln(w, "  No words of the sources are kept here, only where they stand; a survey of your own shows them.")
	}
	e.section(w, "other items, and what did not match", e.others(), colour)
	fmt.Fprintln(w, "\nreproduce:")
	for _, command := range e.commands {
		fmt.Fprintf(w, "  %s\n", command)
	}
}

// prefixed puts a prefix before a text, if there is one.
func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func confidenceText(v table.VerdictRow) string {
	text := ""
	if v.Confidence != "" {
		text = string(v.Confidence) + " confidence"
	}
	if v.Disputed {
		text += ", disputed"
	}
	return text
}

func (e *explanation) section(w io.Writer, title string, list []table.Observation, colour bool) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	for _, o := range list {
		fmt.Fprintf(w, "- %s, %s\n    %s\n", o.Kind, o.Outcome, o.URL)
		place := strings.TrimSpace(o.Path + " " + o.Locator)
		if o.Repository != "" {
			place = fmt.Sprintf("%s at %.12s: %s", o.Repository, o.Commit, place)
		}
		fmt.Fprintf(w, "    %s\n", place)
		if o.CommittedAt != 0 {
			age := ""
			if judge.OldSource(o) != "" {
				age = fmt.Sprintf(", %d days apart: an old copy", (o.RetrievedAt-o.CommittedAt)/(24*time.Hour).Milliseconds())
			}
			fmt.Fprintf(w, "    committed %s, seen %s%s\n", day(o.CommittedAt), day(o.RetrievedAt), age)
		}
		if o.Digest != nil {
			fmt.Fprintf(w, "    sha256 %x\n", *o.Digest)
		}
		for _, line := range terminal.Excerpt(o.Excerpt, e.marks(o), 76, colour) {
			fmt.Fprintf(w, "    %s\n", line)
		}
		if o.Detail != "" {
			fmt.Fprintf(w, "    %s\n", o.Detail)
		}
	}
}

// others are the items that do not only name again what stands behind the verdict.
func (e *explanation) others() []table.Observation {
	return slices.DeleteFunc(slices.Clone(e.beside), func(o table.Observation) bool {
		return slices.ContainsFunc(e.behind, func(b table.Observation) bool { return o.Outcome == b.Outcome && o.URL == b.URL })
	})
}

// marks are the places in an excerpt that the patterns of its question find.
func (e *explanation) marks(o table.Observation) [][]int {
	var found [][]int
	var text probes.Text
	text.Reset([]byte(o.Excerpt))
	for _, pattern := range e.patterns[o.Observation] {
		if at := pattern.Find(&text); at != nil {
			found = append(found, at)
		}
	}
	return found
}

// patterns are those of an ecosystem's questions, by key; none where the records do
// not say.
func (s *scopeFlags) patterns(ecosystem string) map[string][]*probes.Pattern {
	only := *s
	only.ecosystems = []string{ecosystem}
	_, all, err := only.load()
	if err != nil {
		return nil
	}
	found := make(map[string][]*probes.Pattern)
	for _, p := range all[0].Probes() {
		found[p.Key] = p.Patterns
	}
	return found
}

func day(millis int64) string { return time.UnixMilli(millis).UTC().Format(time.DateOnly) }
