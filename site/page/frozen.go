// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

type frozenData struct {
	Lead       string           // name and publisher
	Registries []frozenRegistry // on the first page
	Sections   []registrySection
}

type frozenRegistry struct {
	Href, Name string
	Counts     []model.Count
}

// Frozen lists the pages of the version that never changes: every verdict with the
// addresses of its evidence. They need nothing outside of their folder, and lead
// out of it to the newest version alone.
func (s *Set) Frozen() []*Page {
	about := s.Texts.Must("frozen.description", s.Name, s.Version, s.Texts.Must("publisher"), s.License)
	lead := s.Texts.Must("frozen.lead", s.Name, s.Texts.Must("publisher"))
	first := s.newPage(s.VersionPath, "frozen.html", "", s.Texts.Must("frozen.title", s.Version), about)
	d := frozenData{Lead: lead}
	pages := []*Page{first}
	for _, e := range s.Ecosystems {
		d.Registries = append(d.Registries, frozenRegistry{e.Slug + ".html", e.Name, s.CountVerdicts(s.CellsOf(e))})
		p := s.newPage(s.VersionFolder+"/"+e.Slug+".html", "frozen.html", "", s.Texts.Must("frozen.of", e.Name, s.Version), about)
		of := frozenData{Lead: lead}
		for _, j := range s.Journeys {
			of.Sections = append(of.Sections, registrySection{Journey: j, Entries: s.newEntries(j, e, func(*model.Cell) string { return "" })})
		}
		p.Data = of
		pages = append(pages, p)
	}
	first.Data = d
	return pages
}

// IsFirst says whether this is the first page of a version.
func (p *Page) IsFirst() bool { return p.Path == p.VersionPath }
