// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/model"
)

type featureData struct {
	*model.Feature
	Counts     []model.Count
	AskedBy    []model.Reference
	Row2022    string // leads to its question of 2022
	Sections   []cellSection
	History    []*model.Change
	When       []whenRow // nil without a timeline
	Median     int       // months after the first, -1 for none
	Use        bool      // how many packages use it was measured somewhere
	Prev, Next *model.Feature
}

// cellSection is a cell on its feature's page: verdict, evidence, how to look for
// oneself, and how to contest it.
type cellSection struct {
	*model.Cell
	ID, Name    string // of the registry
	Registry    string // leads to its page
	Line        template.HTML
	Commands    string // that look again, one per line
	WouldChange string // what would change the verdict
	Dispute     string // address of a new issue
	Badge       string // leads to it
}

// featurePages are a page for each feature, and their index.
func (s *Set) featurePages() []*Page {
	index := s.newTitled("features/index.html", "features.html", "features", "features")
	index.JSON = "api/v1/features.json"
	list := []*Page{index}
	for i, f := range s.Features {
		p := s.newPage(f.Path, "feature.html", "features", f.Title, s.Texts.Must("feature.description", f.Title))
		p.Feed, p.JSON = "features/"+f.Slug+"/atom.xml", "api/v1/features/"+f.Slug+".json"
		d := featureData{Feature: f, Counts: s.CountVerdicts(f.Cells), AskedBy: s.AskedFor(f), History: model.AskedBefore(f.Changes)}
		if f.Survey2022Row != 0 {
			d.Row2022 = p.Root + "survey-2022/index.html" + s.QuestionAnchor(f.Survey2022Row)
		}
		for _, c := range f.Cells {
			d.Sections = append(d.Sections, s.newSection(p.Root, c))
			d.Use = d.Use || len(c.Measures) > 0
		}
		d.When, d.Median = s.newWhen(f)
		if i > 0 {
			d.Prev = s.Features[i-1]
		}
		if i+1 < len(s.Features) {
			d.Next = s.Features[i+1]
		}
		p.Data = d
		list = append(list, p)
	}
	return list
}

func (s *Set) newSection(root string, c *model.Cell) cellSection {
	commands := []string{fmt.Sprintf("landscape survey --mirror CLONES --ecosystem %s --feature %s --out out", c.Eco.Slug, c.Feature.Slug)}
	for _, e := range c.Evidence {
		if e.Verify != "" {
			commands = append(commands, e.Verify)
		}
	}
	return cellSection{
		Cell: c, ID: c.Eco.Slug, Name: c.Eco.Name, Registry: root + c.Eco.Path + "#" + c.Feature.Slug, Line: s.verdictLine(c),
		Commands: strings.Join(commands, "\n"), WouldChange: s.Texts.Must(wouldChange(c)), Dispute: disputeURL(s.Model, c),
		Badge: root + "badges/" + c.Eco.Slug + "/" + c.Feature.Slug + ".svg",
	}
}

// wouldChange names the text that says what would change a verdict.
func wouldChange(c *model.Cell) string {
	switch {
	case c.Verdict == vocabulary.Unknown || c.Verdict == vocabulary.NotApplicable:
		return "would." + string(c.Verdict)
	case len(c.Evidence) == 0:
		return "would.reviewed"
	}
	return "would.evidence"
}

// disputeURL is the address of a new issue that names the cell: whoever reads it
// needs to look nothing up.
func disputeURL(m *model.Model, c *model.Cell) string {
	title := fmt.Sprintf("Correction: %s, %s", c.Eco.Name, c.Feature.FeatureRow.Feature)
	body := m.Texts.Must("dispute.body", c.Eco.Name, c.Eco.Slug, c.Feature.Title, c.Feature.Slug, c.Word,
		m.Version, m.Digest16, m.Absolute(c.Feature.Path)+"#"+c.Eco.Slug)
	return issueURL(title, body)
}

func issueURL(title, body string) string {
	return model.Home + "/issues/new?" + url.Values{"title": {title}, "body": {body}}.Encode()
}
