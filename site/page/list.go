// SPDX-License-Identifier: Apache-2.0

package page

import (
	"html/template"

	"github.com/ossf/package-manager-landscape/site/model"
)

// listLink is a list of cells that was made before anybody filtered: what the
// filters give a reader without scripts.
type listLink struct {
	Path, Title string
	Cells       int
}

// listGroup is a feature with those of its cells that are in a list.
type listGroup struct {
	*model.Feature
	Lines []listLine
}

// listLine is a cell of a list.
type listLine struct {
	Href, Name string
	Line       template.HTML
}

// listPages are a list for each verdict, and for what differs, changed, is stale
// or disputed.
func (s *Set) listPages() []*Page {
	var (
		list  []*Page
		links []listLink
	)
	add := func(name, title string, pick func(*model.Cell) bool) {
		file := "lists/" + model.Slug(name) + "/index.html"
		groups, n := s.pickCells(model.Root(file), pick)
		p := s.newTitled(file, "list.html", "compare", "list", title)
		p.Data = groups
		links = append(links, listLink{p.Path, title, n})
		list = append(list, p)
	}
	for _, count := range s.CountVerdicts(s.AllCells()) {
		add(string(count.Verdict), count.Word, func(c *model.Cell) bool { return c.Verdict == count.Verdict })
	}
	add("differences", s.Texts.Must("list.differences"), func(c *model.Cell) bool {
		return len(c.Feature.Cells) > 1 && c.Feature.Differs(s.Ecosystems)
	})
	add("changed", s.Texts.Must("list.changed"), func(c *model.Cell) bool { return c.Changed })
	add("stale", s.Texts.Must("list.stale"), func(c *model.Cell) bool { return c.Stale })
	add("disputed", s.Texts.Must("list.disputed"), func(c *model.Cell) bool { return c.Disputed })
	index := s.newTitled("lists/index.html", "lists.html", "compare", "lists")
	index.Data = links
	return append(list, index)
}

// pickCells groups some cells by feature, for a page that root leads up from, and
// counts them.
func (s *Set) pickCells(root string, pick func(*model.Cell) bool) (groups []listGroup, n int) {
	for _, f := range s.Features {
		g := listGroup{Feature: f}
		for _, c := range f.Cells {
			if pick(c) {
				g.Lines = append(g.Lines, listLine{root + c.Path, c.Eco.Name, s.verdictLine(c)})
			}
		}
		if len(g.Lines) > 0 {
			groups = append(groups, g)
			n += len(g.Lines)
		}
	}
	return groups, n
}
