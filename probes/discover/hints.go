// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/website"
)

// Hints are what rules already know of how documentation speaks of a feature
// and where a registry speaks of security.
type Hints struct {
	// Known counts, by URL, how many other features' rules name a page.
	Known map[string]int

	words map[string]int // registries whose rules use a word, or a pair of words
	users int            // registries whose rules were read
}

// NewHints gathers the words of probes about one feature: those of patterns, of
// sections and of the names of pages. The rules of one registry thus help to
// find the evidence of another. A registry without a rule counts for nothing.
func NewHints(asked []probes.Probe) Hints {
	used := make(map[string]map[string]bool) // by ecosystem
	for _, p := range asked {
		switch p.Method {
		case probes.Page, probes.Source, probes.Exists:
		default:
			continue // what is absent, a commit and JSON say nothing of words
		}
		if used[p.Ecosystem] == nil {
			used[p.Ecosystem] = make(map[string]bool)
		}
		for _, text := range hintTexts(p) {
			eachWord(text, func(w string) { used[p.Ecosystem][w] = true })
		}
	}
	hints := Hints{words: make(map[string]int), users: len(used)}
	for _, words := range used {
		for w := range words {
			hints.words[w]++
		}
	}
	return hints
}

func hintTexts(p probes.Probe) []string {
	texts := []string{p.PageID, p.Section}
	for _, pattern := range p.Patterns {
		texts = append(texts, syntaxOfPattern.ReplaceAllString(pattern.String(), " "))
	}
	return texts
}

// syntaxOfPattern is what a regular expression holds beside words.
var syntaxOfPattern = regexp.MustCompile(`\(\?[a-zA-Z:-]*|\[[^\]]*\][?*+]?|\\[a-zA-Z]|[{][0-9,]*[}]|[.][*+?]|[^A-Za-z0-9]`)

// hintWeight is what a word weighs that many registries use; see queryOf for
// the weights of a feature's own words.
const hintWeight = 8

// weighQuery adds the words to a query: the more registries use one, the more it counts.
func (h Hints) weighQuery(query map[string]float64) {
	for w, n := range h.words {
		query[w] += hintWeight * float64(n) / float64(h.users+2)
	}
}

// eachWord shows the words of a text, and each pair of neighbours.
func eachWord(text string, see func(string)) {
	last := ""
	for _, w := range wordsOf(text) {
		see(w)
		if last != "" {
			see(last + " " + w)
		}
		last = w
	}
}

// mostWords is how many words a passage gives as the reason why it is shown.
const mostWords = 6

// reasonWords are the words of a text that the query asks for, as they are in it,
// those that tell most first.
func (x *Index) reasonWords(text string, query map[string]float64) []string {
	worth := make(map[string]float64)
	told := make(map[string]bool) // one form of a word is enough
	var words []string
	for _, field := range strings.FieldsFunc(strings.ToLower(text), notWord) {
		for _, w := range wordsOf(field) {
			if !told[w] && query[w] > 0 {
				told[w], worth[field] = true, query[w]*x.wordRarity(w)
				words = append(words, field)
			}
		}
	}
	slices.SortStableFunc(words, func(a, b string) int {
		return cmp.Compare(worth[b], worth[a])
	})
	return words[:min(len(words), mostWords)]
}

// Newest leaves out the older versions of pages that are kept in several.
func Newest(pages []website.Page) []website.Page {
	return newestVersions(pages, func(p website.Page) string { return p.URL })
}

// LinkScore says how promising a link is: how many words of the features its
// address and its text have. An old version of a manual, or one to come, is read
// only when there is room.
func LinkScore(features []catalog.Feature) func(address, text string) int {
	words := make(map[string]bool)
	for _, f := range features {
		for w, weight := range queryOf(f) {
			if weight > 1 { // of its title and name, and words for the same
				words[w] = true
			}
		}
	}
	return func(address, text string) int {
		if _, version := splitVersion(address); version < 1<<29 {
			return 0
		}
		found := make(map[string]bool)
		eachWord(addressWords(address)+"\n"+text, func(w string) {
			if words[w] {
				found[w] = true
			}
		})
		return len(found)
	}
}
