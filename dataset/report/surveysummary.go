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
}

func newSurveySummary(d *table.Dataset, t *Labels) *surveySummary {
	return &surveySummary{Labels: t, data: d, found: table.ByPlace(d.Verdicts)}
}

// summaryText is what the texts about a wave say.
type summaryText struct {
	Then, Wave string // the survey of 2022, and this one
	Registries []string
	Topics     []topic
}

// SurveySummary is the summary of a wave, as Markdown.
func SurveySummary(d *table.Dataset, t *Labels) string {
	return render("summary", newSummaryText(d, t))
}

// SurveyReadme introduces the folder of a wave.
func SurveyReadme(d *table.Dataset, t *Labels) string { return render("readme", newSummaryText(d, t)) }

func newSummaryText(d *table.Dataset, t *Labels) summaryText {
	text := summaryText{Then: survey2022.Wave, Wave: d.Wave(), Topics: newSurveySummary(d, t).topics()}
	for _, e := range d.Ecosystems {
		text.Registries = append(text.Registries, t.ecosystemName(e.Ecosystem))
	}
	return text
}

// topic is a journey with the features that a dataset has of it.
type topic struct {
	*surveySummary
	catalog.Journey
	Features []table.FeatureRow
}

// topics lists the journeys that have features.
func (s *surveySummary) topics() []topic {
	features := askedFeatures(s.data, s.Labels)
	var topics []topic
	for _, j := range s.journeys() {
		own := slices.DeleteFunc(slices.Clone(features), func(f table.FeatureRow) bool { return s.journeyOf(f.Feature) != j.ID })
		if len(own) > 0 {
			topics = append(topics, topic{s, j, own})
		}
	}
	return topics
}

// summaryColumns are the columns of a journey's table.
var summaryColumns = [][]vocabulary.Verdict{
	{vocabulary.Supported}, {vocabulary.Partial}, {vocabulary.Planned, vocabulary.Exploring},
	{vocabulary.Unsupported}, {vocabulary.NotApplicable}, {vocabulary.Unknown},
}

// Answers names the registries in each column of a feature's line.
func (t topic) Answers(feature string) []string {
	var names []string
	for _, verdicts := range summaryColumns {
		names = append(names, t.namesWith(feature, verdicts))
	}
	return names
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

// Points say what every registry has, and what none.
func (t topic) Points() []string {
	var points []string
	for _, point := range []struct {
		text  string
		holds func(feature string) bool
	}{
		{"Every registry that it applies to has it, at least in part", t.offeredEverywhere},
		{"No registry has it, as far as is known", t.offeredNowhere},
	} {
		var titles []string
		for _, f := range t.Features {
			if point.holds(f.Feature) {
				titles = append(titles, plainText(f.Title))
			}
		}
		if len(titles) > 0 {
			points = append(points, point.text+": "+strings.Join(titles, "; ")+".")
		}
	}
	return points
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

// News lists what evidence dates after the survey of 2022, asked then or not, and
// did not show as fully then.
func (t topic) News() []string {
	changes := make(map[table.Cell]table.Change)
	for _, c := range t.data.Changes {
		changes[table.Cell{Ecosystem: c.Ecosystem, Feature: c.Feature}] = c
	}
	var news []string
	for _, f := range t.Features {
		var parts []string
		for _, e := range t.data.Ecosystems {
			at := table.Cell{Ecosystem: e.Ecosystem, Feature: f.Feature}
			v, change := t.found[at], changes[at]
			if v.Since == "" || table.Before(v.Since, afterBaseline) || !v.Verdict.Offered() || change.ThenVerdict.Rank() >= v.Verdict.Rank() {
				continue
			}
			text := t.ecosystemName(e.Ecosystem) + " " + v.Began()
			if change.Direction == vocabulary.Delivered {
				text += " (planned in " + survey2022.Wave + ")"
			}
			parts = append(parts, text)
		}
		if len(parts) > 0 {
			news = append(news, fmt.Sprintf("New since %s: %s: %s.", survey2022.Wave, plainText(f.Title), strings.Join(parts, ", ")))
		}
	}
	return news
}

func capitalize(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
