// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
	"strconv"
)

func (b *writer) number(n int32) {
	b.WriteString("<td>")
	b.WriteString(strconv.Itoa(int(n)))
	b.WriteString("</td>")
}

// Covered are the rows of a registry's table of coverage.
func (p *page) Covered(rows []covered) template.HTML {
	b := &writer{w: p.words}
	for _, row := range rows {
		b.WriteString(`<tr><th scope="row">`)
		b.link("", p.To("journeys/"+row.Of.Slug+"/index.html"))
		b.text(row.Of.Title)
		b.WriteString("</a></th>")
		b.number(row.Features)
		b.number(row.Rules)
		b.list(row.Kinds, "kind.")
		b.number(row.SingleSource)
		b.number(row.TwoKinds)
		b.number(row.Disputed)
		if row.Unprobed > 0 {
			b.list(append([]string{strconv.Itoa(int(row.Unprobed))}, row.UnprobedReasons...), "unprobed.")
		} else {
			b.number(0)
		}
		b.WriteString("<td>")
		if row.OldestEvidence != "" {
			b.time(clean(row.OldestEvidence))
		}
		b.WriteString("</td></tr>")
	}
	return b.html()
}

// list writes a cell of words.
func (b *writer) list(words []string, key string) {
	b.WriteString("<td>")
	for i, word := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.text(b.w.Or(key+word, clean(word)))
	}
	b.WriteString("</td>")
}

// Answers is a table of the survey of 2022. It scrolls in a frame of its own,
// since more package managers answered than fit beside each other.
func (p *page) Answers(t answerTable) template.HTML {
	b := &writer{w: p.words}
	b.WriteString(`<section class="frame" tabindex="0"`)
	b.attr("aria-label", t.Title)
	b.WriteString("><table class=\"m wide\">\n<caption>")
	b.hide(p.words.Must("answers.caption", t.Title))
	b.WriteString("</caption>\n<thead><tr><td></td>")
	for _, who := range t.Who {
		b.WriteString(`<th scope="col">`)
		if who.Eco != nil {
			b.link("", p.To("registries/"+who.Eco.Slug+"/index.html"))
		}
		b.text(who.Name)
		if who.Eco != nil {
			b.WriteString("</a>")
		}
		b.WriteString("</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, q := range t.Questions {
		b.question(p, q)
	}
	b.WriteString("</tbody>\n</table></section>")
	return b.html()
}

func (b *writer) question(p *page, q question) {
	b.WriteString("<tr")
	b.attr("id", q.ID())
	b.WriteString(`><th scope="row">`)
	if q.Feature != nil {
		b.link("", p.To("features/"+q.Feature.Slug+"/index.html"))
	}
	b.text(q.Text)
	if q.Feature != nil {
		b.WriteString("</a>")
	}
	b.WriteString("</th>")
	for _, a := range q.Answers {
		b.WriteString("<td")
		b.attr("class", a.Class)
		b.WriteByte('>')
		b.element("span", "", a.Word)
		if a.Enforcement != "" {
			b.element("small", "", a.Enforcement)
		}
		b.WriteString("</td>")
	}
	b.WriteString("</tr>\n")
}
