// SPDX-License-Identifier: Apache-2.0

package site

import "html/template"

// History are the rows of a feature's table of changes.
func (p *page) History(list []*change) template.HTML {
	b := &writer{w: p.words}
	for _, c := range list {
		b.WriteString(`<tr><th scope="row">`)
		b.link("", "#"+c.Eco.Slug)
		b.text(c.Eco.Name)
		b.WriteString("</a></th><td>")
		b.when(c)
		b.WriteString("</td><td>")
		b.moved(c)
		b.WriteString("</td><td>")
		b.direction(c)
		b.WriteString("</td><td>")
		b.must("kindofchange." + c.Kind())
		if c.Link != "" {
			b.WriteByte(' ')
			b.outside(c.Link, b.w.Must("corrections.where"))
		}
		b.WriteString("</td></tr>")
	}
	return b.html()
}

// Changed are the rows of a registry's table of changes.
func (p *page) Changed(list []*change) template.HTML {
	b := &writer{w: p.words}
	for _, c := range list {
		b.WriteString(`<tr><th scope="row">`)
		b.feature(p, c)
		b.WriteString("</th><td>")
		b.moved(c)
		b.WriteString("</td><td>")
		b.direction(c)
		if c.Since != "" || c.Day != "" {
			b.WriteString(", ")
			b.when(c)
		}
		b.WriteString("</td></tr>")
	}
	return b.html()
}

// Moves are the rows of the page of changes.
func (p *page) Moves(list []*change) template.HTML {
	b := &writer{w: p.words}
	for _, c := range list {
		b.WriteString("<tr")
		b.attr("id", c.Eco.Slug+"."+c.Feature.Slug)
		b.WriteString(`><th scope="row">`)
		b.text(c.Eco.Name)
		b.WriteString("</th><td>")
		b.feature(p, c)
		b.WriteString("</td><td>")
		b.moved(c)
		b.WriteString("</td><td>")
		b.when(c)
		b.WriteString("</td></tr>")
	}
	return b.html()
}

// Corrected are the rows of the table of corrections.
func (p *page) Corrected(list []*change) template.HTML {
	b := &writer{w: p.words}
	for _, c := range list {
		b.WriteString(`<tr><th scope="row">`)
		b.text(c.Eco.Name)
		b.WriteString("</th><td>")
		b.feature(p, c)
		b.WriteString("</td><td>")
		b.when(c)
		b.WriteString("</td><td>")
		b.moved(c)
		b.WriteString("</td><td>")
		b.text(c.Note + " ")
		b.outside(c.Link, b.w.Must("corrections.where"))
		b.WriteString("</td></tr>")
	}
	return b.html()
}

// place is where the cell of a change stands.
func (p *page) place(c *change) string {
	return root(p.Path) + "features/" + c.Feature.Slug + "/index.html#" + c.Eco.Slug
}

func (b *writer) moved(c *change) {
	b.text(c.From + " → ")
	b.shown(c.To, c.Class)
}

func (b *writer) direction(c *change) { b.text(b.w.Or("direction."+c.Direction, c.Direction)) }

// when writes the date of a change, or between which surveys it lies.
func (b *writer) when(c *change) {
	switch {
	case c.Day != "":
		b.time(c.Day)
	case c.Since != "":
		b.time(c.Since)
	default:
		b.must("between", c.FromWave, c.ToWave)
	}
}

// feature writes the feature of a change, linked to the registry's part of its page.
func (b *writer) feature(p *page, c *change) {
	b.link("", p.place(c))
	b.text(c.Feature.Title)
	b.WriteString("</a>")
}
