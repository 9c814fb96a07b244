// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Labels knows how people name what the tables name by ids, and where the
// evidence is.
type Labels struct {
	catalog    *catalog.Catalog
	titles     map[string]string // of features
	order      map[string]int    // of the catalog's features, negative: the first lowest
	ecosystems []table.EcosystemRow
	seen       map[string]table.Observation
}

// NewLabels takes names from the catalog and from datasets. A dataset may name what
// the catalog no longer has, and its titles go before those of the catalog.
func NewLabels(c *catalog.Catalog, all ...*table.Dataset) *Labels {
	t := &Labels{catalog: c, titles: make(map[string]string), order: make(map[string]int), seen: make(map[string]table.Observation)}
	for i, f := range c.Features {
		t.titles[f.ID], t.order[f.ID] = f.Title, i-len(c.Features)
	}
	for _, d := range all {
		for _, f := range d.Features {
			t.titles[f.Feature] = f.Title
		}
		for _, o := range d.Observations {
			t.seen[o.Observation] = o
		}
		t.ecosystems = append(t.ecosystems, d.Ecosystems...)
	}
	return t
}

func (t *Labels) featureTitle(feature string) string {
	if title := t.titles[feature]; title != "" {
		return plainText(title)
	}
	return feature
}

func (t *Labels) ecosystemName(ecosystem string) string {
	for _, e := range t.ecosystems {
		if e.Ecosystem == ecosystem && e.Name != "" {
			return plainText(e.Name)
		}
	}
	return ecosystem
}

// strongestFirst lists the observations among keys that matched, the strongest first.
func (t *Labels) strongestFirst(keys []string) []table.Observation {
	return table.Strongest(keys, t.seen)
}

// compareFeatures orders ids of features as the catalog does; those that it does not
// know come last.
func (t *Labels) compareFeatures(a, b string) int {
	return cmp.Or(t.order[a]-t.order[b], strings.Compare(a, b))
}

// journeys lists titles and ids of the journeys, one more at the end for
// features whose journey the catalog does not know.
func (t *Labels) journeys() []catalog.Journey {
	return append(slices.Clone(t.catalog.Journeys), catalog.Journey{ID: "", Title: "Other"})
}

func (t *Labels) journeyOf(feature string) string {
	id, _, _ := strings.Cut(feature, ".")
	if slices.ContainsFunc(t.catalog.Journeys, func(j catalog.Journey) bool { return j.ID == id }) {
		return id
	}
	return ""
}

// markup are the characters that mean something in Markdown or HTML.
var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "\n", " ", "\r", " ")

func plainText(s string) string { return markup.Replace(s) }

// unsafeInLink are the characters that would end a link.
var unsafeInLink = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\n", "", "\r", "")

func markdownLink(text, url string) string {
	if !table.IsWeb(url) {
		return text
	}
	return "[" + text + "](" + unsafeInLink.Replace(url) + ")"
}

// writeSection writes a heading and a list below it; nothing without lines.
func writeSection(b *strings.Builder, heading string, lines []string) {
	if len(lines) > 0 {
		b.WriteString("\n" + heading + "\n\n")
		writeList(b, lines)
	}
}

func writeList(b *strings.Builder, lines []string) {
	for _, line := range lines {
		b.WriteString("- " + line + "\n")
	}
}

// linesOf makes a line of each row.
func linesOf[T any](rows []T, line func(T) string) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = line(row)
	}
	return lines
}

// atMost leaves the first parts of a list; more, a format, says how many others there are.
func atMost(most int, parts []string, more string) []string {
	if len(parts) <= most {
		return parts
	}
	return append(parts[:most:most], fmt.Sprintf(more, len(parts)-most))
}
