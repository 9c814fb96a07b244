// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Boxes are a registry's items of one level of the Principles.
func (p *page) Boxes(items []dataset.MaturityItem) template.HTML {
	b := &writer{w: p.words}
	for i := range items {
		item := &items[i]
		class := stateClass(item.State)
		b.WriteString("<li")
		b.attr("class", class)
		b.WriteByte('>')
		b.shown(b.w.Or("state."+item.State, cut(item.State, 16)), class)
		b.WriteByte(' ')
		if p.asksFor(item.Track, item.Item) {
			b.link("", p.To("maturity/index.html")+"#"+slug(item.Track)+"."+slug(item.Item))
			b.text(item.Title)
			b.WriteString("</a>")
		} else {
			b.text(item.Title)
		}
		if item.Because != "" {
			b.WriteByte(' ')
			b.element("small", "", item.Because)
		}
		b.WriteString("</li>")
	}
	return b.html()
}

// asksFor says whether the Principles of this catalog have an item.
func (m *model) asksFor(track, id string) bool {
	for _, c := range m.catalog.Principles {
		if c.ID == track {
			return slices.ContainsFunc(c.Items, func(item catalog.Item) bool { return item.ID == id })
		}
	}
	return false
}

// Gaps are the features that others offer, with a link to each of them.
func (p *page) Gaps(list []gap) template.HTML {
	b := &writer{w: p.words}
	for _, g := range list {
		to := p.To("features/" + g.Cell.Feature.Slug + "/index.html")
		b.WriteString("<li>")
		b.link("", to)
		b.text(g.Cell.Feature.Title)
		b.WriteString("</a>: ")
		for i, other := range g.Others {
			if i > 0 {
				b.WriteString(", ")
			}
			b.link("", to+"#"+other.Eco.Slug)
			b.text(other.Eco.Name)
			b.WriteString("</a>")
		}
		b.WriteString("</li>")
	}
	return b.html()
}

// Unseen are the features of which a registry's verdict is unknown, and why.
func (p *page) Unseen(cells []*cell) template.HTML {
	b := &writer{w: p.words}
	for _, c := range cells {
		b.WriteString("<li>")
		b.link("", p.To("features/"+c.Feature.Slug+"/index.html")+"#"+c.Eco.Slug)
		b.text(c.Feature.Title)
		b.WriteString("</a>: ")
		b.text(c.Note)
		b.WriteString("</li>")
	}
	return b.html()
}
