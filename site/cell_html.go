// SPDX-License-Identifier: Apache-2.0

package site

import "html/template"

// Section is a cell on its feature's page: verdict, evidence, how to look for
// oneself, and how to contest it.
func (p *page) Section(c *cell) template.HTML {
	b := &writer{w: p.words}
	up := root(p.Path)
	b.WriteString(`<section class="cell"`)
	b.attr("id", c.Eco.Slug)
	b.WriteString(">\n<h2>")
	b.link("", up+"registries/"+c.Eco.Slug+"/index.html#"+c.Feature.Slug)
	b.text(c.Eco.Name)
	b.WriteString("</a></h2>\n")
	b.judgement(c)
	if len(c.Evidence) > 0 {
		b.evidences(c.Evidence)
	}
	b.WriteByte('\n')
	if len(c.Beside) > 0 {
		b.summary(b.w.Must("evidence.beside", len(c.Beside)))
		b.evidences(c.Beside)
		b.WriteString("</details>\n")
	}
	b.reproduce(c)
	b.WriteString(`<p class="fine">`)
	b.element("b", "", b.w.Must("would.title"))
	b.WriteByte(' ')
	b.must(c.WhatWouldChange())
	b.WriteString(" · ")
	b.link("", c.Dispute(p))
	b.must("dispute")
	b.hide(": " + c.Eco.Name)
	b.WriteString("</a> · ")
	b.link("", up+"badges/"+c.Eco.Slug+"/"+c.Feature.Slug+".svg")
	b.must("badge")
	b.hide(": " + c.Eco.Name)
	b.WriteString("</a></p>\n</section>\n")
	return b.html()
}

// Asked are the items of documents that ask for a feature.
func (p *page) Asked(list []reference) template.HTML {
	b := &writer{w: p.words}
	for _, r := range list {
		b.WriteString("<li>")
		b.link("", p.To(r.Path))
		b.text(r.Title + ": " + r.Item)
		b.WriteString("</a> (")
		b.link("", address(r.URL))
		b.must("feature.lines")
		b.WriteString("</a>)</li>")
	}
	return b.html()
}

// Pager leads to the features before and after.
func (p *page) Pager(previous, next *feature) template.HTML {
	b := &writer{w: p.words}
	for _, each := range []struct {
		rel, before, after string
		*feature
	}{{"prev", "← ", "", previous}, {"next", "", " →", next}} {
		if each.feature == nil {
			continue
		}
		b.WriteString("<a")
		b.attr("rel", each.rel)
		b.attr("href", p.To("features/"+each.Slug+"/index.html"))
		b.WriteByte('>')
		b.text(each.before + each.Title + each.after)
		b.WriteString("</a>")
	}
	return b.html()
}

// Glance are the rows of a feature's first table.
func (p *page) Glance(cells []*cell) template.HTML {
	b := &writer{w: p.words}
	for _, c := range cells {
		b.WriteString(`<tr><th scope="row">`)
		b.link("", "#"+c.Eco.Slug)
		b.text(c.Eco.Name)
		b.WriteString("</a></th><td>")
		b.shown(c.Word, c.Class)
		if c.Why != "" {
			b.WriteByte(' ')
			b.element("small", "", c.Why)
		}
		b.WriteString("</td><td>")
		if c.Offers() {
			b.text(b.w.Or("enforcement."+c.Enforcement, c.Enforcement))
		}
		b.WriteString("</td><td>")
		if date := c.Date(); c.Offers() && date != "" {
			b.time(date)
		} else if c.Offers() {
			b.must("undated")
		}
		b.WriteString("</td>")
		if p.Then != "" {
			before := then{Word: verdictWord(b.w, "unasked"), Class: "none"}
			if c.Then != nil {
				before = *c.Then
			}
			b.WriteString("<td>")
			b.shown(before.Word, before.Class)
			b.WriteString("</td>")
		}
		b.WriteString("</tr>")
	}
	return b.html()
}

// judgement writes the verdict with what is said of it.
func (b *writer) judgement(c *cell) {
	b.WriteString(`<p class="verdictline">`)
	b.line(c)
	if c.Confidence != "" {
		b.text(" · " + b.w.Or("confidence."+c.Confidence, c.Confidence))
	}
	if c.Method != "probed" && c.Method != "" {
		b.text(" · " + b.w.Or("method."+c.Method, c.Method))
	}
	b.WriteString("</p>\n")
	if c.Note != "" {
		b.element("p", "", c.Note)
		b.WriteByte('\n')
	}
	if len(c.Responses) == 0 {
		return
	}
	b.WriteString("<ul>")
	for i := range c.Responses {
		b.WriteString("<li>")
		b.must("registry.responses")
		b.WriteString(": ")
		b.response(&c.Responses[i])
		b.WriteString("</li>")
	}
	b.WriteString("</ul>\n")
}

func (b *writer) summary(text string) {
	b.WriteString("<details>")
	b.element("summary", "", text)
}

// reproduce writes the commands that look again, one a line.
func (b *writer) reproduce(c *cell) {
	b.summary(b.w.Must("reproduce.title"))
	b.element("p", "", b.w.Must("reproduce.text"))
	b.WriteString(`<pre tabindex="0">`)
	b.text(c.Reproduce())
	for _, e := range c.Evidence {
		if e.Verify != "" {
			b.WriteByte('\n')
			b.text(e.Verify)
		}
	}
	b.WriteString("</pre></details>\n")
}

// Grouped are the cells of a list, by feature.
func (p *page) Grouped(groups []listGroup) template.HTML {
	b := &writer{w: p.words}
	up := root(p.Path)
	for _, g := range groups {
		to := up + "features/" + g.Feature.Slug + "/index.html"
		b.WriteString("<li")
		b.attr("id", g.Feature.Slug)
		b.WriteByte('>')
		b.link("", to)
		b.text(g.Feature.Title)
		b.WriteString("</a><ul>")
		for _, c := range g.Cells {
			b.WriteString("<li>")
			b.link("", to+"#"+c.Eco.Slug)
			b.text(c.Eco.Name)
			b.WriteString("</a>: ")
			b.line(c)
			b.WriteString("</li>")
		}
		b.WriteString("</ul></li>")
	}
	return b.html()
}
