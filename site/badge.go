// SPDX-License-Identifier: Apache-2.0

package site

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// badges lists the SVG badges: per cell, per feature and per registry. They are
// plain files with the page's own words, so they cannot say anything else.
func (m *model) badges() []file {
	var list []file
	add := func(name, left, right, class string) {
		list = append(list, file{"badges/" + name + ".svg", func() ([]byte, error) { return m.badge(left, right, class), nil }})
	}
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug, e.Name, inWords(m.counts(m.cellsOf(e))), "none")
		for _, f := range m.Features {
			c := f.Cells[e.Index]
			add(e.Slug+"/"+f.Slug, e.Name+": "+f.Title, m.line(c), c.Class)
		}
	}
	for _, f := range m.Features {
		add("features/"+f.Slug, f.Title, inWords(m.counts(f.Cells)), "none")
	}
	return list
}

// line is the verdict in one line.
func (m *model) line(c *cell) string {
	parts := []string{c.Word}
	if c.Offers() && c.Enforcement != "" {
		parts = append(parts, m.words.Or("enforcement."+c.Enforcement, c.Enforcement))
	}
	if c.Offers() && c.Since != "" {
		parts = append(parts, m.words.Must("since")+" "+c.Since)
	}
	if c.Why != "" {
		parts = append(parts, c.Why)
	}
	if c.Stale {
		parts = append(parts, m.words.Must("stale")+" "+cmp.Or(c.LastSeen, m.words.Must("none")))
	}
	return strings.Join(parts, ", ")
}

// fills are dark enough for white text at 4.5 to 1.
var fills = map[string]string{
	"yes": "#17643a", "part": "#7a5200", "plan": "#2150a0", "expl": "#5d3fa0", "no": "#94322b", "na": "#545b64", "unk": "#545b64", "none": "#3d5a80",
}

func (m *model) badge(left, right, class string) []byte {
	left = cut(left, 80)
	right = cut(right, 120) + " (" + cmp.Or(m.Observed, m.words.Must("none")) + ")"
	// Verdana's mean advance at 11 px; textLength makes it fit in other fonts.
	a, b := utf8.RuneCountInString(left)*65/10, utf8.RuneCountInString(right)*65/10
	whole := a + b + 24
	text := func(s string) string {
		var out strings.Builder
		_ = xml.EscapeText(&out, []byte(s))
		return out.String()
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s: %s"><title>%s: %s</title><rect width="%d" height="20" rx="3" fill="#30363d"/><rect x="%d" width="%d" height="20" rx="3" fill="%s"/><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="6" y="14" textLength="%d">%s</text><text x="%d" y="14" textLength="%d">%s</text></g></svg>
`, whole, text(left), text(right), text(left), text(right), whole, a+12, b+12, fills[class], a, text(left), a+18, b, text(right))
}
