// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/record"
)

// Terms are the features as people name them, in the catalog's order. record.Find
// puts those that some words mean in the same order as the site's search (matrix.js).
func (c *Catalog) Terms() []record.Term {
	list := make([]record.Term, len(c.Features))
	for i, f := range c.Features {
		_, name, _ := strings.Cut(f.ID, ".")
		list[i] = record.Term{ID: f.ID, Names: append([]string{name}, f.Synonyms...), Titles: []string{f.Title}}
	}
	return list
}

// CheckTerms are the items of checklists that have rules of their own, by
// CHECKLIST.ITEM, as people name them.
func (c *Catalog) CheckTerms() []record.Term {
	var list []record.Term
	for _, id := range c.Checks() {
		item, _ := c.Check(id)
		list = append(list, record.Term{ID: id, Names: []string{item.ID}, Titles: []string{item.Title}})
	}
	return list
}

// Check finds an item of a guidance by CHECKLIST.ITEM.
func (c *Catalog) Check(id string) (Item, bool) {
	for _, list := range c.Guidance {
		for _, item := range list.Items {
			if list.ID+"."+item.ID == id {
				return item, true
			}
		}
	}
	return Item{}, false
}

// Meant gives the id of the feature that the words name, or the only one that fits,
// and after the features an item of a checklist by the same measure. The error names
// the near ones.
func (c *Catalog) Meant(words string) (id string, err error) {
	features, checks := c.Terms(), c.CheckTerms()
	for _, list := range [][]record.Term{features, checks} {
		if id, ok := record.Named(list, words); ok {
			return id, nil
		}
	}
	if id, ok := record.Meant(features, words); ok {
		return id, nil
	}
	if id, ok := record.Meant(checks, words); ok && len(record.Find(features, words)) == 0 {
		return id, nil
	}
	return "", noFeature(words, append(features, checks...))
}

// MeantFeature gives the id of the feature that the words name, or of the only one that
// fits.
func (c *Catalog) MeantFeature(words string) (id string, err error) {
	list := c.Terms()
	if id, ok := record.Meant(list, words); ok {
		return id, nil
	}
	return "", noFeature(words, list)
}

func noFeature(words string, list []record.Term) error {
	return fmt.Errorf("no feature %q: %s", words, record.DidYouMean(list, words, "landscape catalog lists them"))
}
