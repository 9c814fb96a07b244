// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// home is the public repository, where corrections go.
const home = "https://github.com/ossf/package-manager-landscape"

type featureData struct {
	*feature
	Counts   []count
	Asks     []reference // who asks for it
	Previous *feature
	Next     *feature
}

// reference is an item of a document of the working group.
type reference struct{ Title, Item, URL, Path string }

func (m *model) featurePages() []*page {
	index := m.titled("features/index.html", "features.html", "features", "features")
	index.JSON = "api/v1/features.json"
	list := []*page{index}
	for i, f := range m.Features {
		p := m.page("features/"+f.Slug+"/index.html", "feature.html", "features", f.Title, m.words.Must("feature.description", f.Title))
		p.Feed, p.JSON = "features/"+f.Slug+"/atom.xml", "api/v1/features/"+f.Slug+".json"
		d := featureData{feature: f, Counts: m.counts(f.Cells), Asks: m.asks(f)}
		if i > 0 {
			d.Previous = m.Features[i-1]
		}
		if i+1 < len(m.Features) {
			d.Next = m.Features[i+1]
		}
		p.Data = d
		list = append(list, p)
	}
	return list
}

// asks lists the documents that ask for a feature.
func (m *model) asks(f *feature) []reference {
	var list []reference
	add := func(checklists []catalog.Checklist, file string) {
		for _, c := range checklists {
			for _, item := range c.Items {
				if slices.Contains(item.Features, f.key) {
					list = append(list, reference{c.Title, item.Title, item.URL, file + "#" + slug(c.ID) + "." + slug(item.ID)})
				}
			}
		}
	}
	add(m.catalog.Principles, "maturity/index.html")
	add(m.catalog.Guidance, "guidance/index.html")
	return list
}

// Dispute is a new issue that names the cell: whoever reads it needs to look
// nothing up.
func (c *cell) Dispute(p *page) string {
	title := fmt.Sprintf("Correction: %s, %s", c.Eco.Name, c.Feature.Feature)
	body := p.words.Must("dispute.body", c.Eco.Name, c.Eco.Slug, c.Feature.Title, c.Feature.Slug, c.Word,
		p.Version, p.Digest16(), p.Absolute("features/"+c.Feature.Slug+"/index.html")+"#"+c.Eco.Slug)
	return issue(title, body)
}

func issue(title, body string) string {
	return home + "/issues/new?" + url.Values{"title": {title}, "body": {body}}.Encode()
}

// Reproduce is the command that looks at the cell's sources again.
func (c *cell) Reproduce() string {
	return fmt.Sprintf("landscape survey --mirror CLONES --ecosystem %s --feature %s --out out", c.Eco.Slug, c.Feature.Slug)
}

// Change says what would change the verdict.
func (c *cell) WhatWouldChange() string {
	if c.Verdict.Verdict == dataset.Unknown || c.Verdict.Verdict == dataset.NotApplicable {
		return "would." + c.Verdict.Verdict
	}
	if len(c.Evidence) == 0 {
		return "would.reviewed"
	}
	return "would.evidence"
}

type registryData struct {
	*ecosystem
	Counts    []count
	Sections  []registrySection
	Items     []itemGroup
	Unseen    []*cell // what could not be probed
	Failed    []evidence
	Gaps      []gap
	Responses []response
	HasTraits []string
	Picture   picture
}

type registrySection struct {
	*journey
	Cells  []*cell
	Counts []count
}

// response is what a maintainer said of a feature.
type response struct {
	dataset.ResponseRow
	Of *feature
}

// gap is a feature that others offer and this registry does not.
type gap struct {
	Cell   *cell
	Others []*cell
}

func (m *model) registryPages() []*page {
	index := m.titled("registries/index.html", "registries.html", "registries", "registries")
	index.JSON = "api/v1/registries.json"
	list := []*page{index}
	for _, e := range m.Ecosystems {
		p := m.page("registries/"+e.Slug+"/index.html", "registry.html", "registries", m.words.Must("registry.title", e.Name), m.words.Must("registry.description", e.Name))
		p.Feed, p.JSON = "registries/"+e.Slug+"/atom.xml", "api/v1/registries/"+e.Slug+".json"
		p.Data = m.registry(e)
		list = append(list, p)
	}
	return list
}

func (m *model) registry(e *ecosystem) registryData {
	cells := m.cellsOf(e)
	d := registryData{ecosystem: e, Counts: m.counts(cells), Items: m.itemsOf(e), Gaps: m.gaps(e), Picture: m.introduced(e)}
	for _, j := range m.Journeys {
		of := j.cells(e)
		d.Sections = append(d.Sections, registrySection{j, of, m.counts(of)})
	}
	for _, c := range cells {
		if c.Verdict.Verdict == dataset.Unknown {
			d.Unseen = append(d.Unseen, c)
		}
		for _, r := range c.Responses {
			d.Responses = append(d.Responses, response{r, c.Feature})
		}
		for _, o := range c.Beside {
			if o.Outcome == "unreachable" || o.Outcome == "invalid" {
				d.Failed = append(d.Failed, o)
			}
		}
	}
	for _, trait := range sortedTraits() {
		if !slices.Contains(e.Lacks, trait) {
			d.HasTraits = append(d.HasTraits, catalog.Traits[trait])
		}
	}
	return d
}

func sortedTraits() []string {
	var list []string
	for trait := range catalog.Traits {
		list = append(list, trait)
	}
	slices.Sort(list)
	return list
}

// Lacking lists the traits that the registry does not have, in words.
func (e *ecosystem) Lacking() []string {
	var list []string
	for _, trait := range e.Lacks {
		if text, ok := catalog.Traits[trait]; ok {
			list = append(list, text)
		}
	}
	return list
}

// gaps lists what the registry does not offer and at least two others do.
func (m *model) gaps(e *ecosystem) []gap {
	var list []gap
	for _, f := range m.Features {
		c := f.Cells[e.Index]
		if v := c.Verdict.Verdict; v != "unsupported" && v != "planned" && v != "exploring" {
			continue
		}
		g := gap{Cell: c}
		for _, other := range f.Cells {
			if other.Verdict.Verdict == "supported" {
				g.Others = append(g.Others, other)
			}
		}
		if len(g.Others) >= 2 {
			list = append(list, g)
		}
	}
	return list
}
