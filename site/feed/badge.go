// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/site/model"
)

// badgeFiles lists the SVG badges: per cell, per feature and per registry. They are
// plain files with the page's own words, so they cannot say anything else.
func badgeFiles(m *model.Model) []File {
	var list []File
	add := func(name, left, right, class string) {
		list = append(list, File{"badges/" + name + ".svg", func(b *bytes.Buffer) error { return drawBadge(b, m, left, right, class) }})
	}
	for _, e := range m.Ecosystems {
		add("registries/"+e.Slug, e.Name, model.CountsInWords(m.CountVerdicts(m.CellsOf(e))), "none")
	}
	for _, f := range m.Features {
		add("features/"+f.Slug, f.Title, model.CountsInWords(m.CountVerdicts(f.Cells)), "none")
		for _, e := range m.Ecosystems {
			c := f.Cells[e.Index]
			add(e.Slug+"/"+f.Slug, e.Name+": "+f.Title, strings.Join(m.Line(c), ", "), c.Class)
		}
	}
	return list
}

// fills are dark enough for white text at 4.5 to 1.
var fills = map[string]string{
	"yes": "#17643a", "part": "#7a5200", "plan": "#2150a0", "expl": "#5d3fa0", "no": "#94322b", "na": "#545b64", "unk": "#545b64", "none": "#3d5a80",
}

func drawBadge(out *bytes.Buffer, m *model.Model, left, right, class string) error {
	left = model.Cut(left, 80)
	right = model.Cut(right, 120) + " (" + cmp.Or(m.Observed, m.Texts.Must("none")) + ")"
	// Verdana's mean advance at 11 px; textLength makes it fit in other fonts.
	a, b := utf8.RuneCountInString(left)*65/10, utf8.RuneCountInString(right)*65/10
	whole := a + b + 24
	text := func(s string) string {
		var out strings.Builder
		_ = xml.EscapeText(&out, []byte(s))
		return out.String()
	}
	_, err := fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s: %s"><title>%s: %s</title><rect width="%d" height="20" rx="3" fill="#30363d"/><rect x="%d" width="%d" height="20" rx="3" fill="%s"/><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="6" y="14" textLength="%d">%s</text><text x="%d" y="14" textLength="%d">%s</text></g></svg>
`, whole, text(left), text(right), text(left), text(right), whole, a+12, b+12, fills[class], a, text(left), a+18, b, text(right))
	return err
}
