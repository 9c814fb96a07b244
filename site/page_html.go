// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
)

// What every page has, written here since there are many pages.

// Meta is what a page's head says of it: title, description and where the same
// content is in other forms.
func (p *page) Meta() template.HTML {
	b := &writer{w: p.words}
	title := p.Title + " · " + p.words.Must("site.short")
	if p.Path == "index.html" {
		title = p.words.Must("site.name")
	}
	b.element("title", "", title)
	b.WriteByte('\n')
	b.meta("name", "description", p.Description)
	if p.NoIndex {
		b.meta("name", "robots", "noindex")
	}
	b.WriteByte('\n')
	b.meta("property", "og:type", "website")
	b.WriteByte('\n')
	b.meta("property", "og:title", p.Title)
	b.WriteByte('\n')
	b.meta("property", "og:description", p.Description)
	b.WriteByte('\n')
	b.meta("property", "og:site_name", p.words.Must("site.name"))
	if own := p.Canonical(); own != "" {
		b.alternate("canonical", "", "", own)
		b.meta("property", "og:url", own)
		b.meta("property", "og:image", p.Absolute("card.png"))
		b.meta("property", "og:image:alt", p.words.Must("card.alt"))
		b.meta("name", "twitter:card", "summary_large_image")
	}
	b.WriteByte('\n')
	b.alternate("icon", "image/svg+xml", "", p.To("assets/icon.svg"))
	b.WriteByte('\n')
	b.alternate("stylesheet", "", "", p.To("assets/site.css"))
	b.WriteByte('\n')
	if p.Script != "" {
		b.WriteString("<noscript>")
		b.alternate("stylesheet", "", "", p.To("assets/noscript.css"))
		b.WriteString("</noscript>\n")
	}
	b.alternate("alternate", "application/atom+xml", p.words.Must("feed.link"), p.To(p.AtomFeed()))
	b.WriteByte('\n')
	b.alternate("alternate", "application/json", "", p.To(p.APIPath()))
	return b.html()
}

func (b *writer) meta(kind, name, content string) {
	b.WriteString("<meta ")
	b.WriteString(kind)
	b.WriteString(`="`)
	b.WriteString(name)
	b.WriteString(`" content="`)
	b.text(content)
	b.WriteString(`">`)
}

// alternate links another file to the page.
func (b *writer) alternate(rel, kind, title, href string) {
	b.WriteString("<link")
	b.attr("rel", rel)
	b.attr("href", href)
	b.attr("type", kind)
	b.attr("title", title)
	b.WriteByte('>')
}

// sections are the entries of the navigation with their pages.
var sections = []struct{ name, path string }{
	{"compare", "compare/index.html"}, {"features", "features/index.html"}, {"registries", "registries/index.html"},
	{"changes", "changes/index.html"}, {"pictures", "pictures/index.html"}, {"maturity", "maturity/index.html"},
	{"data", "data/index.html"}, {"methodology", "methodology/index.html"},
}

// Menu is the navigation, with the entry that this page belongs to marked.
func (p *page) Menu() template.HTML {
	b := &writer{w: p.words}
	b.link("home", p.To("index.html"))
	b.must("site.short")
	b.WriteString("</a>\n<nav")
	b.attr("aria-label", p.words.Must("nav.label"))
	b.WriteString("><ul>")
	for _, s := range sections {
		b.WriteString("<li><a")
		b.attr("href", p.To(s.path))
		if s.name == p.Nav {
			b.attr("aria-current", "true")
		}
		b.WriteByte('>')
		b.must("nav." + s.name)
		b.WriteString("</a></li>")
	}
	b.WriteString("</ul></nav>")
	return b.html()
}

// Footer says of which day, version and commit a page is, and where to go on.
func (p *page) Footer() template.HTML {
	b := &writer{w: p.words}
	b.WriteString("<footer class=\"site\" id=\"end\"><div>\n<p>")
	b.must("foot.observed")
	b.WriteByte(' ')
	if p.Observed != "" {
		b.WriteString("<time")
		b.attr("datetime", p.Observed)
		b.WriteByte('>')
		b.text(p.Observed)
		b.WriteString("</time>")
	} else {
		b.must("none")
	}
	b.text(" · " + p.words.Must("foot.version") + " " + p.Version + " · " + p.words.Must("foot.commit") + " ")
	b.element("code", "", p.CommitText())
	b.text(" · " + p.words.Must("foot.digest") + " ")
	b.element("code", "", p.Digest16())
	b.WriteString("</p>\n<p>")
	b.must("foot.rank")
	b.WriteString("</p>\n<p>")
	for i, each := range []struct{ key, to string }{
		{"json", p.To(p.APIPath())}, {"atom", p.To(p.AtomFeed())}, {"cite", p.To("data/index.html") + "#cite"},
		{"frozen", p.To(p.FrozenPath())}, {"correct", p.To("corrections/index.html")}, {"badges", p.To("badges/index.html")},
	} {
		if i > 0 {
			b.WriteString(" · ")
		}
		b.link("", each.to)
		b.must("foot." + each.key)
		b.WriteString("</a>")
	}
	b.WriteString("</p>\n</div></footer>")
	return b.html()
}
