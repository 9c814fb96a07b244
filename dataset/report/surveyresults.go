// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/csv"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// The first column of results.csv, as in the survey of 2022, and the questions
// that are about the registry itself.
const (
	askedOf        = "Package Manager"
	askedEvidence  = "Where can it be seen? "
	evidenceOrNone = "None"
)

var originWords = map[string]string{
	"built": "Publishers upload what they built", "builds": "The registry builds packages from source", "source": "The source itself is served",
}

// SurveyResults gives the verdicts in the shape of the survey of 2022: questions
// are rows, package managers are columns, and a question on the evidence
// follows each.
func SurveyResults(d *table.Dataset, t *Labels) (string, error) {
	rows := [][]string{rowOfAnswers(d, askedOf, func(e table.EcosystemRow) string { return e.Name })}
	rows = append(rows,
		rowOfAnswers(d, "Which registry is it?", func(e table.EcosystemRow) string { return e.Registry }),
		rowOfAnswers(d, "Which clients are official?", func(e table.EcosystemRow) string { return strings.Join(e.Clients, ", ") }),
		rowOfAnswers(d, "Where do its packages come from?", func(e table.EcosystemRow) string { return originWords[e.PackageOrigin] }),
		rowOfAnswers(d, "Does it have accounts of its own?", func(e table.EcosystemRow) string { return yesNo(e.HasAccounts) }),
		rowOfAnswers(d, "How new is the newest source that was read?", func(e table.EcosystemRow) string { return newestOf(d, e.Ecosystem) }))
	found := table.ByPlace(d.Verdicts)
	for _, f := range askedFeatures(d, t) {
		rows = append(rows,
			rowOfAnswers(d, f.Title, func(e table.EcosystemRow) string {
				return AnswerText(found[table.Cell{Ecosystem: e.Ecosystem, Feature: f.Feature}])
			}),
			rowOfAnswers(d, askedEvidence+"("+f.Title+")", func(e table.EcosystemRow) string {
				return t.evidenceURLs(found[table.Cell{Ecosystem: e.Ecosystem, Feature: f.Feature}])
			}))
	}
	var b strings.Builder
	err := csv.NewWriter(&b).WriteAll(rows)
	return b.String(), err
}

// rowOfAnswers is one row: a question, and what each ecosystem has to say to it.
func rowOfAnswers(d *table.Dataset, question string, answer func(table.EcosystemRow) string) []string {
	row := []string{question}
	for _, e := range d.Ecosystems {
		row = append(row, answer(e))
	}
	return row
}

// askedFeatures lists the features in the catalog's order.
func askedFeatures(d *table.Dataset, t *Labels) []table.FeatureRow {
	return slices.SortedFunc(slices.Values(d.Features), func(a, b table.FeatureRow) int { return t.compareFeatures(a.Feature, b.Feature) })
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

// newestOf is the date of the newest commit that a verdict of the ecosystem was read from.
func newestOf(d *table.Dataset, ecosystem string) string {
	var newest int64
	for _, o := range d.Observations {
		if o.Ecosystem == ecosystem {
			newest = max(newest, o.CommittedAt)
		}
	}
	if newest == 0 {
		return ""
	}
	return table.DateOf(newest)
}

var (
	verdictWords = map[vocabulary.Verdict]string{
		vocabulary.Supported: "Yes", vocabulary.Partial: "In part", vocabulary.Planned: "No, but planned", vocabulary.Exploring: "No, but interested in exploring",
		vocabulary.Unsupported: "No", vocabulary.NotApplicable: "Not applicable", vocabulary.Unknown: "Unknown",
	}
	enforcementAnswers = map[vocabulary.Enforcement]string{vocabulary.Required: ", required", vocabulary.Default: ", by default", vocabulary.Optional: ", optional"}
)

// AnswerText is a verdict in the manner of the options of 2022, with its note.
func AnswerText(v table.VerdictRow) string {
	if v.Verdict == "" {
		return ""
	}
	answer := verdictWords[v.Verdict] + enforcementAnswers[v.Enforcement]
	if v.Since != "" {
		answer += ", since " + v.Began()
	}
	if v.Disputed {
		answer += ", sources disagree"
	}
	if v.Note != "" {
		answer += ": " + v.Note
	}
	return answer
}

// evidenceURLs lists where a verdict can be seen, the strongest first.
func (t *Labels) evidenceURLs(v table.VerdictRow) string {
	var urls []string
	for _, o := range t.strongestFirst(v.Observations) {
		if !slices.Contains(urls, o.URL) {
			urls = append(urls, o.URL)
		}
	}
	if len(urls) == 0 && v.Verdict != "" {
		return evidenceOrNone
	}
	return strings.Join(urls, " ")
}
