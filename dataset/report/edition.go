// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Picture is a file of SVG that lies beside the Markdown that shows it.
type Picture struct{ Name, SVG string }

// tallies are counts by verdict; answers that are not a verdict count as unknown.
type tallies map[vocabulary.Verdict]int

// pairing is one question with the figures of both years; the first is nil where the
// survey of 2022 did not ask, and the second where none of those who answered is here.
type pairing struct {
	Title, Asked    string // today's, and that of 2022
	Then, Same, All tallies
}

// edition is a wave in the manner of the summary of 2022.
type edition struct {
	Then, Wave        string // the years
	Respondents, Same int    // package managers that answered, and registries of these that are here
	Ecosystems        []table.EcosystemRow
	Sections          []editionSection
}

// editionSection is one journey: what was asked in both years, and what only today.
type editionSection struct {
	topic
	Both, Later []pairing
	Picture     string // name of its file; "" for none
}

// Edition writes the wave's edition of the summary of 2022: by journey and question,
// the figures of both years side by side, as Markdown. With pictures it shows one per
// journey, each a file to be put beside it.
func Edition(d *table.Dataset, t *Labels, withPictures bool) (string, []Picture) {
	answers := survey2022.Baseline()
	e := edition{
		Then: survey2022.Wave, Wave: d.Wave(), Ecosystems: d.Ecosystems,
		Respondents: len(table.SetOf(answers, func(a table.SurveyAnswer) string { return a.PackageManager })),
	}
	answered := table.SetOf(answers, func(a table.SurveyAnswer) string { return a.Ecosystem })
	for _, row := range d.Ecosystems {
		if answered[row.Ecosystem] {
			e.Same++
		}
	}
	var pictures []Picture
	for _, topic := range newSurveySummary(d, t).topics() {
		section := editionSection{topic: topic}
		for _, f := range topic.Features {
			if p := topic.pair(f, answered); p.Then != nil {
				section.Both = append(section.Both, p)
			} else {
				section.Later = append(section.Later, p)
			}
		}
		if withPictures {
			picture := drawPairings(topic.Journey, e.Wave, section.Both, section.Later)
			section.Picture = picture.Name
			pictures = append(pictures, picture)
		}
		e.Sections = append(e.Sections, section)
	}
	return render("edition", e), pictures
}

// pair counts one feature in both years, today's of all and of those who answered.
func (t topic) pair(f table.FeatureRow, answered map[string]bool) pairing {
	p := pairing{Title: f.Title, Same: make(tallies), All: make(tallies)}
	for i, a := range survey2022.AnswersTo(f.Feature) {
		if i == 0 {
			p.Then, p.Asked = make(tallies), a.Question
		}
		p.Then[a.Said.Verdict]++
	}
	for _, row := range t.data.Ecosystems {
		v := cmp.Or(t.found[table.Cell{Ecosystem: row.Ecosystem, Feature: f.Feature}].Verdict, vocabulary.Unknown)
		p.All[v]++
		if answered[row.Ecosystem] {
			p.Same[v]++
		}
	}
	return p
}

// standing are the verdicts as the summaries say them.
var standing = map[vocabulary.Verdict]string{
	vocabulary.Supported: "yes", vocabulary.Partial: "in part", vocabulary.Planned: "planned", vocabulary.Exploring: "exploring",
	vocabulary.Unsupported: "no", vocabulary.NotApplicable: "not applicable", vocabulary.Unknown: "not known",
}

// String lists the counts in the order of verdicts: "3 yes, 1 in part".
func (t tallies) String() string {
	var parts []string
	for _, v := range vocabulary.Verdicts {
		if t[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", t[v], standing[v]))
		}
	}
	return strings.Join(parts, ", ")
}
