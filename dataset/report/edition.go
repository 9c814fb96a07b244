// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Picture is a file of SVG that lies beside the Markdown that shows it.
type Picture struct{ Name, SVG string }

// tallies are counts by verdict; answers that are not a verdict count as unknown.
type tallies map[vocabulary.Verdict]int

// pairing is one question with the figures of both years; the first is nil where the
// survey of 2022 did not ask, and the second where none of those who answered is here.
type pairing struct {
	title, asked    string // today's, and that of 2022
	then, same, all tallies
}

// edition writes a wave in the manner of the summary of 2022.
type edition struct {
	*surveySummary
	answers   []table.SurveyAnswer
	same      map[string]bool // ecosystems that answered
	pictures  []Picture
	withFiles bool
}

// Edition writes the wave's edition of the summary of 2022: by journey and question,
// the figures of both years side by side, as Markdown. With pictures it shows one per
// journey, each a file to be put beside it.
func Edition(d *table.Dataset, t *Labels, withPictures bool) (string, []Picture) {
	s := &surveySummary{Labels: t, data: d, found: table.ByPlace(d.Verdicts)}
	e := &edition{surveySummary: s, answers: survey2022.Baseline(), same: make(map[string]bool), withFiles: withPictures}
	for _, row := range d.Ecosystems {
		e.same[row.Ecosystem] = slices.ContainsFunc(e.answers, func(a table.SurveyAnswer) bool { return a.Ecosystem == row.Ecosystem })
	}
	e.writeHead()
	for _, j := range e.journeys() {
		if features := e.featuresOf(j); len(features) > 0 {
			e.writeSection(j, features)
		}
	}
	return e.b.String(), e.pictures
}

// sameOnes counts the registries that answered in 2022 and are here.
func (e *edition) sameOnes() int {
	n := 0
	for _, answered := range e.same {
		if answered {
			n++
		}
	}
	return n
}

func (e *edition) respondents() int {
	return len(table.SetOf(e.answers, func(a table.SurveyAnswer) string { return a.PackageManager }))
}

func (e *edition) writeHead() {
	wave := e.data.Wave()
	fmt.Fprintf(&e.b, "# The package manager landscape: %s and %s\n\n", survey2022.Wave, wave)
	fmt.Fprintf(&e.b, "In %s maintainers of %s answered a form.\n", survey2022.Wave, table.Count(e.respondents(), "package manager"))
	fmt.Fprintf(&e.b, "In %s the same questions, and more, are judged from public evidence for %s.\n\n", wave, table.Count(len(e.data.Ecosystems), "registry"))
	fmt.Fprintf(&e.b, "- Of those who answered, %s are here: the middle column is theirs.\n", table.Count(e.sameOnes(), "registry"))
	for _, row := range e.data.Ecosystems {
		for _, name := range row.AnsweredApart {
			fmt.Fprintf(&e.b, "- %s, a client of %s, answered for itself: it counts in %s alone.\n", cellText(name), cellText(row.Name), survey2022.Wave)
		}
	}
	e.b.WriteString("- An answer was the respondent's own, and a verdict follows a written criterion: figures may differ where no registry changed.\n" +
		"- \"Not known\" does not mean \"no\".\n")
	fmt.Fprintf(&e.b, "- `landscape diff --from %s --to %s` tells why each verdict differs.\n", survey2022.Wave, wave)
}

// writeSection shows one journey: what was asked in both years, and what only today.
func (e *edition) writeSection(j catalog.Journey, features []table.FeatureRow) {
	fmt.Fprintf(&e.b, "\n## %s\n", j.Title)
	if j.Question != "" {
		fmt.Fprintf(&e.b, "\n*%s*\n", j.Question)
	}
	var both, later []pairing
	for _, f := range features {
		p := e.pair(f)
		if p.then != nil {
			both = append(both, p)
		} else {
			later = append(later, p)
		}
	}
	wave := e.data.Wave()
	if e.withFiles {
		picture := drawPairings(j, wave, both, later)
		e.pictures = append(e.pictures, picture)
		fmt.Fprintf(&e.b, "\n![%s: the figures of the tables below as bars](%s)\n", cellText(j.Title), picture.Name)
	}
	if len(both) > 0 {
		fmt.Fprintf(&e.b, "\n| question | %s, %s | %s, the same %s | %s, all %d |\n| --- | --- | --- | --- |\n", survey2022.Wave,
			table.Count(e.respondents(), "answer"), wave, table.Count(e.sameOnes(), "registry"), wave, len(e.data.Ecosystems))
		for _, p := range both {
			title := cellText(p.title)
			if p.asked != p.title {
				title += ", in " + survey2022.Wave + ": " + cellText(p.asked)
			}
			fmt.Fprintf(&e.b, "| %s | %s | %s | %s |\n", title, p.then, p.same, p.all)
		}
	}
	if len(later) > 0 {
		fmt.Fprintf(&e.b, "\n| not asked in %s | %s, all %d |\n| --- | --- |\n", survey2022.Wave, wave, len(e.data.Ecosystems))
		for _, p := range later {
			fmt.Fprintf(&e.b, "| %s | %s |\n", cellText(p.title), p.all)
		}
	}
	e.b.WriteString("\n")
	e.writeNews(features)
}

// pair counts one feature in both years.
func (e *edition) pair(f table.FeatureRow) pairing {
	p := pairing{title: f.Title, same: make(tallies), all: make(tallies)}
	for i, a := range survey2022.AnswersTo(f.Feature) {
		if i == 0 {
			p.then, p.asked = make(tallies), a.Question
		}
		p.then[a.Said.Verdict]++
	}
	for _, row := range e.data.Ecosystems {
		v := cmp.Or(e.found[table.Cell{Ecosystem: row.Ecosystem, Feature: f.Feature}].Verdict, vocabulary.Unknown)
		p.all[v]++
		if e.same[row.Ecosystem] {
			p.same[v]++
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
