// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"html/template"

	"github.com/ossf/package-manager-landscape/site/chart"
	"github.com/ossf/package-manager-landscape/site/model"
)

type registryData struct {
	*model.Ecosystem
	Counts     []model.Count
	Sections   []registrySection
	Items      []model.ItemGroup
	Unknown    []*model.Cell // what is not known, and why
	Failed     []model.Evidence
	Gaps       []model.Gap
	Responses  []model.Response
	Has, Lacks []string // traits
	Changed    []*model.Change
	Picture    chart.Drawing
	Curve      chart.Drawing // nothing without a timeline
	InUse      int           // features of which it was measured how many packages use them
	Steps      []correctionStep
}

// correctionStep is one of the steps to a correction, with what to type or open.
type correctionStep struct{ Text, Command, Link string }

// correctionSteps are those that the questionnaire tells as well.
func (s *Set) correctionSteps(e *model.Ecosystem) []correctionStep {
	return []correctionStep{
		{Text: s.Texts.Must("registry.step.form"), Command: fmt.Sprintf("landscape questionnaire %s > %s.yml", e.Slug, s.Wave)},
		{Text: s.Texts.Must("registry.step.check", e.Slug, s.Wave), Command: "landscape lint"},
		{Text: s.Texts.Must("registry.step.propose"), Link: model.Home + "/issues/new?template=correction.yml"},
	}
}

type registrySection struct {
	*model.Journey
	Counts  []model.Count
	Entries []entryRow
}

// entryRow is a row of a registry's table of one journey.
type entryRow struct {
	ID, Title string
	Href      string // "" on a page that leads to none
	Brief     template.HTML
}

// registryPages are a page for each registry, and their index.
func (s *Set) registryPages() []*Page {
	index := s.newTitled("registries/index.html", "registries.html", "registries", "registries")
	index.JSON = "api/v1/registries.json"
	list := []*Page{index}
	for _, e := range s.Ecosystems {
		p := s.newTitled(e.Path, "registry.html", "registries", "registry", e.Name)
		p.Feed, p.JSON = "registries/"+e.Slug+"/atom.xml", "api/v1/registries/"+e.Slug+".json"
		p.Data = s.newRegistry(p.Root, e)
		list = append(list, p)
	}
	return list
}

func (s *Set) newRegistry(root string, e *model.Ecosystem) registryData {
	d := registryData{
		Ecosystem: e, Counts: s.CountVerdicts(s.CellsOf(e)), Items: s.ItemsOf(e), Gaps: s.Gaps(e), Picture: chart.Introduced(s.Model, e),
		Responses: s.ResponsesOf(e), Changed: model.AskedBefore(e.Changes), InUse: s.measuredFeatures(e), Steps: s.correctionSteps(e),
	}
	if s.Past != nil {
		d.Curve = s.drawCurve(e, nil, s.Texts.Must("curve.title"))
	}
	d.Unknown, d.Failed = s.Unknowns(e)
	d.Has, d.Lacks = s.TraitsOf(e)
	for _, j := range s.Journeys {
		d.Sections = append(d.Sections, registrySection{j, s.CountVerdicts(j.CellsOf(e)), s.newEntries(j, e, func(c *model.Cell) string { return root + c.Path })})
	}
	return d
}

// newEntries are the rows of a registry's table of one journey. link gives the
// address that the title of a row leads to.
func (s *Set) newEntries(j *model.Journey, e *model.Ecosystem, link func(*model.Cell) string) []entryRow {
	var rows []entryRow
	for _, f := range j.Features {
		rows = append(rows, entryRow{f.Slug, f.Title, link(f.Cells[e.Index]), s.cells.briefs[f.Index][e.Index]})
	}
	return rows
}
