// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
	"strconv"
)

// html gives the table as HTML.
func (t table) html(w words) template.HTML {
	if len(t.Rows) == 0 {
		return ""
	}
	b := &writer{w: w}
	if t.Wide {
		b.WriteString(`<section class="frame" tabindex="0"`)
		b.attr("aria-label", t.Title)
		b.WriteString(">\n")
	}
	t.head(b)
	for i := range t.Rows {
		t.Rows[i].html(b, t.Root)
	}
	b.WriteString("</tbody>\n</table>\n")
	if t.Wide {
		b.WriteString("</section>\n")
	}
	return template.HTML(b.String())
}

func (t table) head(b *writer) {
	class := "m"
	if t.Wide {
		class = "m wide"
	}
	b.WriteString("<table")
	b.attr("class", class)
	b.WriteString(">\n<caption>")
	b.element("span", "hide", b.w.must("table.caption", t.Title))
	b.WriteString("</caption>\n<colgroup><col class=\"names\">")
	if len(t.Columns) > 0 {
		b.WriteString("<col")
		b.attr("span", strconv.Itoa(len(t.Columns)))
		b.WriteByte('>')
	}
	b.WriteString("</colgroup>\n<thead><tr><td></td>")
	for _, e := range t.Columns {
		b.WriteString(`<th scope="col"><a`)
		b.attr("href", t.Root+"registries/"+e.Slug+"/index.html")
		b.WriteByte('>')
		b.element("span", "full", e.Name)
		b.WriteString(`<span class="brief" aria-hidden="true">`)
		b.text(e.Brief())
		b.WriteString("</span></a></th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
}

func (r *row) html(b *writer, root string) {
	b.WriteString("<tr")
	b.attr("id", r.ID)
	b.WriteString(`><th scope="row"><a`)
	b.attr("href", r.Href)
	b.WriteByte('>')
	b.text(r.Title)
	b.WriteString("</a>")
	if r.Level > 0 {
		b.WriteByte(' ')
		b.element("small", "", b.w.must("level", r.Level))
	}
	b.WriteString("</th>")
	for i := range r.Cells {
		r.Cells[i].html(b)
	}
	for _, c := range r.Of {
		b.WriteString(c.td(b.w, root))
	}
	b.WriteString("</tr>\n")
}

// most pages with tables are two folders down, and show the same cells.
const down = "../../"

// td gives the cell of a table on a page that root leads up from.
func (c *cell) td(w words, root string) string {
	made := func() string {
		b := &writer{w: w}
		shown := c.now(root)
		shown.html(b)
		return b.String()
	}
	if root != down {
		return made()
	}
	c.tdOnce.Do(func() { c.inTable = made() })
	return c.inTable
}

func (c *tableCell) html(b *writer) {
	class := c.Class
	if c.Disputed {
		class += " disputed"
	}
	if c.Stale {
		class += " stale"
	}
	if c.Changed {
		class += " changed"
	}
	b.WriteString("<td")
	b.attr("class", class)
	b.attr("id", c.ID)
	b.WriteByte('>')
	if c.From != "" {
		b.element("span", "from "+c.FromClass, c.From)
		b.WriteByte(' ')
	}
	if c.Href == "" {
		b.element("span", "", c.Word)
	} else {
		b.WriteString("<a")
		b.attr("href", c.Href)
		b.WriteByte('>')
		b.text(c.Word)
		b.WriteString("</a>")
	}
	c.small(b)
	b.WriteString("</td>")
}

// small writes what stands below the word: enforcement and date, or why there
// is no answer.
func (c *tableCell) small(b *writer) {
	switch {
	case c.Offers:
		b.WriteString("<small>")
		if c.Enforcement != "" {
			b.text(c.Enforcement)
			b.WriteString(", ")
		}
		if c.By {
			b.text(b.w.must("by"))
			b.WriteByte(' ')
		}
		if c.Date != "" {
			b.time(c.Date)
		} else {
			b.text(b.w.must("undated"))
		}
		b.WriteString("</small>")
	case c.Small != "":
		b.element("small", "", c.Small)
	}
	if c.Disputed {
		b.element("small", "flag", b.w.must("disputed"))
	}
	if c.Stale {
		b.WriteString(`<small class="flag">`)
		b.stale(c.LastSeen)
		b.WriteString("</small>")
	}
	if c.OldSource != "" {
		b.WriteString(`<small class="flag">`)
		b.oldSource(c.OldSource)
		b.WriteString("</small>")
	}
}
