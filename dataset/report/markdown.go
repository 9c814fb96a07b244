// SPDX-License-Identifier: Apache-2.0

package report

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Labels knows how people name what the tables name by ids, and where the
// evidence is.
type Labels struct {
	catalog    *catalog.Catalog
	titles     map[string]string // of features
	ecosystems []table.EcosystemRow
	seen       map[string]table.Observation
}

// NewLabels takes names from the catalog and from datasets. A dataset may name what
// the catalog no longer has, and its titles go before those of the catalog.
func NewLabels(c *catalog.Catalog, all ...*table.Dataset) *Labels {
	t := &Labels{catalog: c, titles: make(map[string]string), seen: make(map[string]table.Observation)}
	for _, f := range c.Features {
		t.titles[f.ID] = f.Title
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

// matchedObservations lists the observations among keys that matched and can be opened, in
// their order.
func (t *Labels) matchedObservations(keys []string) []table.Observation {
	var found []table.Observation
	for _, key := range keys {
		if o, ok := t.seen[key]; ok && o.Outcome == probes.Matched && table.IsWeb(o.URL) {
			found = append(found, o)
		}
	}
	return found
}

// strongestFirst lists the observations among keys that matched, the strongest first.
func (t *Labels) strongestFirst(keys []string) []table.Observation {
	return table.Strongest(keys, t.seen)
}

// inCatalogOrder lists the ids that are in a set, in the catalog's order; those that
// the catalog does not know come last.
func (t *Labels) inCatalogOrder(set map[string]bool) []string {
	var ids []string
	for id := range set {
		ids = append(ids, id)
	}
	order := make(map[string]int)
	for i, f := range t.catalog.Features {
		order[f.ID] = i - len(t.catalog.Features)
	}
	slices.SortFunc(ids, func(a, b string) int {
		if order[a] != order[b] {
			return order[a] - order[b]
		}
		return strings.Compare(a, b)
	})
	return ids
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
