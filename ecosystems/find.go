// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// Terms are ecosystems as people name them.
func Terms(all []*Ecosystem) []record.Term {
	list := make([]record.Term, len(all))
	for i, e := range all {
		list[i] = record.Term{ID: e.ID, Names: []string{e.Name}, Titles: []string{e.Registry}}
		for _, client := range e.Clients {
			list[i].Names = append(list[i].Names, client.Name)
		}
	}
	return list
}

// named gives the ids of ecosystems that words name, each by id or by name.
func named(files fs.FS, at string, features *catalog.Catalog, ids, words []string) ([]string, error) {
	var (
		list  []record.Term // read when an id is not enough
		found []string
	)
	for _, word := range words {
		if slices.Contains(ids, word) {
			found = append(found, word)
			continue
		}
		if list == nil {
			list = termsOf(files, at, features, ids)
		}
		id, ok := record.Named(list, word)
		if !ok {
			return nil, NotFound(list, word)
		}
		found = append(found, id)
	}
	return slices.Compact(slices.Sorted(slices.Values(found))), nil
}

// termsOf knows the ids alone where the records are wrong.
func termsOf(files fs.FS, at string, features *catalog.Catalog, ids []string) []record.Term {
	if all, err := Load(files, at, features); err == nil {
		return Terms(all)
	}
	list := make([]record.Term, len(ids))
	for i, id := range ids {
		list[i].ID = id
	}
	return list
}

// NotFound is the error about words that name none of the ecosystems in a list.
func NotFound(list []record.Term, words string) error {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	return fmt.Errorf("no ecosystem %q: %s", words, record.DidYouMean(list, words, "they are "+strings.Join(ids, ", ")))
}
