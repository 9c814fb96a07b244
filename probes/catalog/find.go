// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// Find lists the features that a person may mean by some words, the closest first:
// an id, the name within an id, or a synonym; then a title or synonym in which a word
// begins so; then a feature that has all of the words somewhere. The site's search
// follows the same order (matrix.js).
func (c *Catalog) Find(words string) []Feature {
	query := searchable(words)
	if query == "" {
		return nil
	}
	type hit struct {
		Feature
		rank int
	}
	var hits []hit
	for _, f := range c.Features {
		if rank := f.rank(query); rank > 0 {
			hits = append(hits, hit{f, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	var found []Feature
	for _, h := range hits {
		found = append(found, h.Feature)
	}
	return found
}

// rank is how close a feature is to a query: 1 is closest, 0 is not at all.
func (f Feature) rank(query string) int {
	_, name, _ := strings.Cut(f.ID, ".")
	names := []string{searchable(f.ID), searchable(name)}
	for _, s := range f.Synonyms {
		names = append(names, searchable(s))
	}
	if slices.Contains(names, query) {
		return 1
	}
	all := append(names, searchable(f.Title))
	if slices.ContainsFunc(all, func(s string) bool { return strings.Contains(" "+s, " "+query) }) {
		return 2
	}
	text := strings.Join(all, " ")
	for _, word := range strings.Fields(query) {
		if !strings.Contains(text, word) {
			return 0
		}
	}
	return 3
}

// searchable is a text in small letters, with single spaces where it has hyphens,
// dots, underscores or white space.
func searchable(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r == '-' || r == '_' || r == '.' || r == ' ' || r == '\t' || r == '\n'
	}), " ")
}
