// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// surveySummary tells the findings journey by journey, as the summary of 2022
// did: what all have, what nobody has, what is new, and a table of who has what.
// Nobody is counted up or ranked.
type surveySummary struct {
	*Labels
	data  *table.Dataset
	found map[table.Cell]table.VerdictRow
	b     strings.Builder
}

// SurveySummary is the summary of a wave, as Markdown.
func SurveySummary(d *table.Dataset, t *Labels) string {
	s := &surveySummary{Labels: t, data: d, found: table.ByPlace(d.Verdicts)}
	fmt.Fprintf(&s.b, "# Survey of %s: summary\n\n", d.Wave())
	fmt.Fprintf(&s.b, "%s were looked at: %s. Nobody filled in a form: each\nanswer below follows from public evidence by a written criterion, and [results.csv](results.csv) links to it. Where\n"+
		"nothing public tells, the answer is \"not known\", which does not mean \"no\".\n", capitalize(table.Count(len(d.Ecosystems), "registry")), table.JoinWords(s.registryNames()))
	for _, j := range s.journeys() {
		if features := s.featuresOf(j); len(features) > 0 {
			s.writeJourney(j, features)
		}
	}
	return s.b.String()
}

func (s *surveySummary) registryNames() []string {
	var names []string
	for _, e := range s.data.Ecosystems {
		names = append(names, s.ecosystemName(e.Ecosystem))
	}
	return names
}

func (s *surveySummary) featuresOf(j catalog.Journey) []table.FeatureRow {
	var features []table.FeatureRow
	for _, f := range askedFeatures(s.data, s.Labels) {
		if s.journeyOf(f.Feature) == j.ID {
			features = append(features, f)
		}
	}
	return features
}

func (s *surveySummary) writeJourney(j catalog.Journey, features []table.FeatureRow) {
	fmt.Fprintf(&s.b, "\n## %s\n", j.Title)
	if j.Question != "" {
		fmt.Fprintf(&s.b, "\n*%s*\n", j.Question)
	}
	s.b.WriteByte('\n')
	s.writePoint("Every registry that it applies to has it, at least in part", features, s.offeredEverywhere)
	s.writePoint("No registry has it, as far as is known", features, s.offeredNowhere)
	s.writeNews(features)
	s.b.WriteString("\n| feature | yes | in part | planned or explored | no | does not apply | not known |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, f := range features {
		fmt.Fprintf(&s.b, "| %s |", cellText(f.Title))
		for _, verdicts := range [][]vocabulary.Verdict{{vocabulary.Supported}, {vocabulary.Partial}, {vocabulary.Planned, vocabulary.Exploring}, {vocabulary.Unsupported}, {vocabulary.NotApplicable}, {vocabulary.Unknown}} {
			fmt.Fprintf(&s.b, " %s |", s.namesWith(f.Feature, verdicts))
		}
		s.b.WriteByte('\n')
	}
}

// namesWith names the registries with one of the verdicts, and what is needed to tell
// one answer from another.
func (s *surveySummary) namesWith(feature string, verdicts []vocabulary.Verdict) string {
	var names []string
	for _, e := range s.data.Ecosystems {
		v := s.found[table.Cell{Ecosystem: e.Ecosystem, Feature: feature}]
		for _, verdict := range verdicts {
			if v.Verdict == verdict {
				names = append(names, cellText(e.Name)+nameAddition(v))
			}
		}
	}
	return strings.Join(names, ", ")
}

func nameAddition(v table.VerdictRow) string {
	switch {
	case v.Enforcement == vocabulary.Required:
		return " (required)"
	case v.Enforcement == vocabulary.Default:
		return " (by default)"
	case v.Verdict.Intended():
		return " (" + string(v.Verdict) + ")"
	}
	return ""
}

// writePoint lists the features of which something holds, if there is one.
func (s *surveySummary) writePoint(text string, features []table.FeatureRow, holds func(feature string) bool) {
	var titles []string
	for _, f := range features {
		if holds(f.Feature) {
			titles = append(titles, plainText(f.Title))
		}
	}
	if len(titles) > 0 {
		fmt.Fprintf(&s.b, "- %s: %s.\n", text, strings.Join(titles, "; "))
	}
}

func (s *surveySummary) offeredEverywhere(feature string) bool {
	applies := 0
	for _, e := range s.data.Ecosystems {
		switch v := s.found[table.Cell{Ecosystem: e.Ecosystem, Feature: feature}].Verdict; {
		case v == vocabulary.NotApplicable:
		case !v.Offered():
			return false
		default:
			applies++
		}
	}
	return applies > 1
}

func (s *surveySummary) offeredNowhere(feature string) bool {
	return !slices.ContainsFunc(s.data.Ecosystems, func(e table.EcosystemRow) bool {
		return s.found[table.Cell{Ecosystem: e.Ecosystem, Feature: feature}].Verdict.Offered()
	})
}

// afterBaseline is the first month after the survey of 2022.
const afterBaseline = "2023-01"

// writeNews lists what evidence dates after the survey of 2022, asked then or not, and
// did not show as fully then.
func (s *surveySummary) writeNews(features []table.FeatureRow) {
	changes := make(map[table.Cell]table.Change)
	for _, c := range s.data.Changes {
		changes[table.Cell{Ecosystem: c.Ecosystem, Feature: c.Feature}] = c
	}
	for _, f := range features {
		var parts []string
		for _, e := range s.data.Ecosystems {
			v := s.found[table.Cell{Ecosystem: e.Ecosystem, Feature: f.Feature}]
			change := changes[table.Cell{Ecosystem: e.Ecosystem, Feature: f.Feature}]
			if v.Since == "" || table.Before(v.Since, afterBaseline) || !v.Verdict.Offered() || change.ThenVerdict.Rank() >= v.Verdict.Rank() {
				continue
			}
			text := s.ecosystemName(e.Ecosystem) + " " + v.Began()
			if change.Direction == vocabulary.Delivered {
				text += " (planned in " + survey2022.Wave + ")"
			}
			parts = append(parts, text)
		}
		if len(parts) > 0 {
			fmt.Fprintf(&s.b, "- New since %s: %s: %s.\n", survey2022.Wave, plainText(f.Title), strings.Join(parts, ", "))
		}
	}
}

func capitalize(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// SurveyReadme introduces the folder of a wave.
func SurveyReadme(d *table.Dataset, t *Labels) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The package manager landscape, %s\n\n", d.Wave())
	fmt.Fprintf(&b, "In %s the working group asked maintainers with a form what their package manager does for security. This wave asks\n"+
		"the same and more, and answers from evidence: documentation, public source code and interfaces of %s.\n\n", survey2022.Wave, table.Count(len(d.Ecosystems), "registry"))
	fmt.Fprintf(&b, "- [summary.md](summary.md): the findings, by topic\n- [results.csv](results.csv): every answer with its evidence; questions are rows, package managers are columns, as in %s\n", survey2022.Wave)
	fmt.Fprintf(&b, "\n## Topics\n\n")
	for _, j := range t.journeys() {
		if n := len((&surveySummary{Labels: t, data: d}).featuresOf(j)); n > 0 {
			fmt.Fprintf(&b, "- %s (%s)\n", j.Title, table.Count(n, "question"))
		}
	}
	fmt.Fprintf(&b, "\n## How to read an answer\n\n| answer | what it takes |\n| --- | --- |\n"+
		"| Yes | the criterion is met; \"required\", \"by default\" or \"optional\" says for whom |\n"+
		"| In part | the note says what is missing |\n"+
		"| No, but planned | an accepted proposal or goal with someone at work |\n"+
		"| No, but interested in exploring | an open request that the maintainers take seriously |\n"+
		"| No | positive evidence says so: a page, or the whole public source without a trace |\n"+
		"| Not applicable | the registry lacks what the question presupposes, such as accounts |\n"+
		"| Unknown | no public source tells; this is not a \"no\" |\n")
	fmt.Fprintf(&b, "\nThe criteria, the observations with commit, path, lines and digest, and the comparison with %s are in the dataset\nof which this folder is a part. "+
		"Is an answer wrong? [Open a correction](%s/issues/new/choose), best with a link to the page or\nsource that shows it.\n", survey2022.Wave, table.Homepage)
	return b.String()
}
