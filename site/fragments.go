// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

// What several pages show of a cell, and what one page shows of many.

func (b *writer) shown(word, class string) {
	b.WriteString(`<span class="v `)
	b.text(class)
	b.WriteString(`">`)
	b.text(word)
	b.WriteString("</span>")
}

func (b *writer) counts(list []count) {
	b.WriteString(`<ul class="counts">`)
	for _, c := range list {
		if c.N > 0 {
			b.WriteString("<li>")
			b.shown(c.Word, c.Class)
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(c.N))
			b.WriteString("</li>")
		}
	}
	b.WriteString("</ul>")
}

// line writes a verdict in a line: enforcement and date, or why there is none.
func (b *writer) line(c *cell) {
	b.shown(c.Word, c.Class)
	if c.Offers() {
		if c.Enforcement != "" {
			b.WriteString(", ")
			b.text(b.w.or("enforcement."+c.Enforcement, c.Enforcement))
		}
		b.WriteString(", ")
		b.since(c)
	} else if c.Why != "" {
		b.WriteString(", ")
		b.text(c.Why)
	}
	if c.Disputed {
		b.WriteString(", ")
		b.element("strong", "", b.w.must("disputed"))
	}
	if c.Stale {
		b.WriteString(", <strong>")
		b.stale(c.LastSeen)
		b.WriteString("</strong>")
	}
	if c.OldSource != "" {
		b.WriteString(", ")
		b.oldSource(c.OldSource)
	}
}

func (b *writer) since(c *cell) {
	switch {
	case c.Date() == "":
		b.must("undated")
		return
	case c.By():
		b.must("by")
	default:
		b.must("since")
	}
	b.WriteByte(' ')
	b.time(c.Date())
}

// evidence writes an observation with all that it takes to find it again.
func (b *writer) evidence(e *evidence) {
	b.WriteString("<li")
	b.attr("id", e.ID)
	b.WriteString(" class=\"evidence\">\n<p>")
	b.element("b", "", b.w.or("kind."+e.Kind, e.Kind))
	if e.Outcome != "matched" {
		b.WriteString(" (")
		b.text(b.w.or("outcome."+e.Outcome, e.Outcome))
		b.WriteByte(')')
	}
	b.WriteString(": ")
	b.found(e)
	b.WriteString("</p>\n")
	if e.Excerpt != "" {
		b.element("blockquote", "", e.Excerpt)
	}
	if e.Detail != "" {
		b.element("p", "", e.Detail)
	}
	b.WriteString("\n<p class=\"fine\">")
	b.seen(e)
	b.WriteString("</p>\n</li>")
}

// found writes where it is.
func (b *writer) found(e *evidence) {
	if e.Href == "" {
		b.WriteString("<span>")
		b.text(e.Repository + " " + e.Place + " ")
		b.element("code", "", e.URL)
		b.WriteString("</span>")
		return
	}
	b.source(e.Href)
	if e.Repository != "" {
		b.text(e.Repository + ": ")
	}
	b.text(e.Place)
	b.WriteString("</a>")
}

// seen writes commit, days and digest.
func (b *writer) seen(e *evidence) {
	if e.Commit12 != "" {
		b.must("evidence.commit")
		b.WriteByte(' ')
		b.element("code", "", e.Commit12)
		if e.Committed != "" {
			b.WriteByte(' ')
			b.must("evidence.of")
			b.WriteByte(' ')
			b.time(e.Committed)
		}
		b.WriteString(" · ")
	}
	b.must("evidence.seen")
	b.WriteByte(' ')
	b.time(e.Seen)
	if e.Missed != "" {
		b.WriteString(" · ")
		b.must("evidence.missed")
		b.WriteByte(' ')
		b.time(e.Missed)
	}
	if e.SHA256 != "" {
		b.WriteString(" · SHA-256 ")
		b.element("code", "hash", e.SHA256)
	}
	b.WriteString(" · ")
	b.link("", "#"+e.ID)
	b.must("evidence.permalink")
	b.WriteString("</a>")
}

func (b *writer) evidences(list []evidence) {
	b.WriteString(`<ul class="evidences">`)
	for i := range list {
		b.evidence(&list[i])
	}
	b.WriteString("</ul>")
}

// response writes what a maintainer said.
func (b *writer) response(r *dataset.ResponseRow) {
	b.text(b.w.verdict(r.Verdict))
	if r.Enforcement != "" {
		b.text(", " + b.w.or("enforcement."+r.Enforcement, r.Enforcement))
	}
	b.text(" (" + b.w.or("answer."+r.Answer, r.Answer) + "): " + r.Role + ", ")
	b.time(r.Date)
	if to := address(r.Link); to != "" {
		b.WriteString(", ")
		b.outside(to, b.w.must("registry.answer"))
	}
}

// entry writes a cell in brief: verdict, note and a link for each evidence.
func (b *writer) entry(c *cell) {
	b.WriteString("<td><p>")
	b.line(c)
	b.WriteString("</p>")
	if c.Note != "" {
		b.element("p", "", c.Note)
	}
	if len(c.Evidence) > 0 {
		b.WriteString(`<ul class="sources">`)
		for i := range c.Evidence {
			e := &c.Evidence[i]
			kind := b.w.or("kind."+e.Kind, e.Kind)
			b.WriteString("<li")
			b.attr("id", c.Feature.Slug+"-"+e.mark)
			b.WriteByte('>')
			if e.Href != "" {
				b.source(e.Href)
				b.text(kind)
				b.hide(" " + e.Repository + " " + e.Place)
				b.WriteString("</a>")
			} else {
				b.text(kind + " ")
				b.element("code", "", e.URL)
			}
			b.WriteString("</li>")
		}
		b.WriteString("</ul>")
	}
	b.WriteString("</td>")
}

// entryHTML gives the cell in brief, the same on every page.
func (c *cell) entryHTML(w words) string {
	c.once.Do(func() {
		b := &writer{w: w}
		b.entry(c)
		c.brief = b.String()
	})
	return c.brief
}

// entryRows are the rows of a registry's table of one journey. With links, each
// title leads to its feature, by root.
func (m *model) entryRows(cells []*cell, root string, links bool) template.HTML {
	b := &writer{w: m.words}
	for _, c := range cells {
		b.WriteString("<tr")
		b.attr("id", c.Feature.Slug)
		b.WriteString(`><th scope="row">`)
		if links {
			b.link("", root+"features/"+c.Feature.Slug+"/index.html#"+c.Eco.Slug)
		}
		b.text(c.Feature.Title)
		if links {
			b.WriteString("</a>")
		}
		b.WriteString("</th>")
		b.WriteString(c.entryHTML(m.words))
		b.WriteString("</tr>")
	}
	return b.html()
}

// Entries are the rows of this page's table of a registry's cells.
func (p *page) Entries(cells []*cell) template.HTML {
	return p.entryRows(cells, root(p.Path), !strings.HasPrefix(p.Path, "v/"))
}
