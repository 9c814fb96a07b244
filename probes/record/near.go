// SPDX-License-Identifier: Apache-2.0

package record

import (
	"cmp"
	"slices"
	"strings"
)

// Term is a thing that people name: by its id, by one of its names, or by words
// that describe it.
type Term struct {
	ID     string
	Names  []string // each stands for the whole, as the id does
	Titles []string // describe it
}

// The closeness of a term to words, the closest first; 0 is not close at all.
const (
	sameName  = 1 + iota // the words are its id or a name
	beginning            // a word of a name or title begins so
	allWords             // every word stands somewhere in its names and titles
)

// maxNear is how many near terms an error names.
const maxNear = 5

// Find lists the terms that a person may mean by some words, the closest first, and
// otherwise in their order.
func Find(list []Term, words string) []Term {
	found, _ := find(list, words)
	return found
}

// find also says how close each is.
func find(list []Term, words string) (found []Term, ranks []int) {
	query := searchable(words)
	if query == "" {
		return nil, nil
	}
	for wanted := sameName; wanted <= allWords; wanted++ {
		for _, e := range list {
			if e.rank(query) == wanted {
				found, ranks = append(found, e), append(ranks, wanted)
			}
		}
	}
	return found, ranks
}

// Named gives the id of the one term that has the words as its id or a name. Case,
// blanks, dots, hyphens and underscores make no difference.
func Named(list []Term, words string) (id string, ok bool) {
	for _, t := range list {
		if t.ID == words {
			return t.ID, true
		}
	}
	found, ranks := find(list, words)
	if len(found) == 0 || ranks[0] != sameName || len(found) > 1 && ranks[1] == sameName {
		return "", false
	}
	return found[0].ID, true
}

// Meant gives the id of the term that Named finds, or else of the only one that fits.
func Meant(list []Term, words string) (id string, ok bool) {
	if id, ok = Named(list, words); ok {
		return id, true
	}
	if found := Find(list, words); len(found) == 1 && len(words) > 1 {
		return found[0].ID, true
	}
	return "", false
}

// Near lists the ids that a person may have meant by words that name none: those that
// fit, or those whose id or name is spelled nearly so. There are a few at most.
func Near(list []Term, words string) []string {
	var ids []string
	for _, e := range Find(list, words) {
		ids = append(ids, e.ID)
	}
	if len(ids) == 0 {
		ids = misspelled(list, searchable(words))
	}
	return ids[:min(len(ids), maxNear)]
}

// misspelled lists the ids from which, or from a name of which, the words differ in
// a slip or two, the nearest first.
func misspelled(list []Term, query string) []string {
	type miss struct {
		id   string
		away int
	}
	var all []miss
	most := 2
	if len(query) < 4 {
		most = 1
	}
	for _, t := range list {
		least := len(query)
		for _, name := range t.names() {
			if away := distance(query, name); away == 1 || strings.HasPrefix(name, query[:min(1, len(query))]) {
				least = min(least, away) // a slip hardly ever hits the first letter
			}
		}
		if least <= most && least < len(query) {
			all = append(all, miss{t.ID, least})
		}
	}
	slices.SortStableFunc(all, func(a, b miss) int { return cmp.Compare(a.away, b.away) })
	var ids []string
	for _, m := range all {
		if m.away <= all[0].away+1 {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// DidYouMean is the end of an error about words that name nothing: the near ids, or
// else where to find all.
func DidYouMean(list []Term, words, otherwise string) string {
	near := Near(list, words)
	switch len(near) {
	case 0:
		return otherwise
	case 1:
		return "did you mean " + near[0] + "?"
	}
	last := len(near) - 1
	return "did you mean " + strings.Join(near[:last], ", ") + " or " + near[last] + "?"
}

func (t Term) names() []string {
	names := []string{searchable(t.ID)}
	for _, name := range t.Names {
		names = append(names, searchable(name))
	}
	return names
}

func (t Term) rank(query string) int {
	names := t.names()
	if slices.ContainsFunc(names, func(s string) bool { return squeezed(s) == squeezed(query) }) {
		return sameName
	}
	all := names
	for _, title := range t.Titles {
		all = append(all, searchable(title))
	}
	if slices.ContainsFunc(all, func(s string) bool { return strings.Contains(" "+s, " "+query) }) {
		return beginning
	}
	text := strings.Join(all, " ")
	for word := range strings.FieldsSeq(query) {
		if !strings.Contains(text, word) {
			return 0
		}
	}
	return allWords
}

// searchable is a text in small letters, with single spaces where it has hyphens,
// dots, underscores or white space.
func searchable(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r == '-' || r == '_' || r == '.' || r == ' ' || r == '\t' || r == '\n'
	}), " ")
}

func squeezed(text string) string { return strings.ReplaceAll(text, " ", "") }
