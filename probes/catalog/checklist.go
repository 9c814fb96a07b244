// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Checklist is a document of the working group as a list of what it asks: a
// track of the Principles for Package Repository Security, or a guidance.
type Checklist struct {
	ID      string // a track, or one of Guidances
	Title   string
	URL     string // the document, or the track's lines of it, at one commit
	Scope   Scope
	Because string // why it is not for the registries out of scope
	Refines string // feature without which no item can be met; items without a feature have rules of their own
	Items   []Item // in the document's order
}

// Item is one thing that a document asks, in our words.
type Item struct {
	ID          string // a track's: TRACK-LEVEL-ITEM; a guidance's: a name
	Level       int    // 1 to 3 in a track, 0 in a guidance
	Grade       string // A, AA or AAA where the guidance has such levels
	Title       string
	Asks        string
	URL         string   // the lines of the document at one commit
	Features    []string // those that answer it; none when no feature does
	Any         bool     // one of several features is enough; otherwise all are needed
	Enforcement string   // the least that counts in full: required, default, or "" for any
	Beyond      string   // what the document and the features ask differently
	Aim         bool     // the document names the aim, and not this way to it
}

// Scope says for which registries a checklist is. The zero value is all.
type Scope struct {
	Traits     []string // they have all of these
	Origins    []string // their package_origin is one of these
	Ecosystems []string // they are one of these
}

// Covers says whether the registry is within the scope.
func (s Scope) Covers(ecosystem, origin string, traits map[string]bool) bool {
	for _, trait := range s.Traits {
		if !traits[trait] {
			return false
		}
	}
	return (len(s.Origins) == 0 || slices.Contains(s.Origins, origin)) &&
		(len(s.Ecosystems) == 0 || slices.Contains(s.Ecosystems, ecosystem))
}

// Tracks are those of the Principles for Package Repository Security, in its order.
var Tracks = []string{"authentication", "authorization", "general", "cli"}

// grades of a guidance with levels, the lowest first.
var grades = []string{"A", "AA", "AAA"}

// Enforcements of an item that asks more than an offer, the strongest first.
var enforcements = []string{"required", "default"}

// Checks lists CHECKLIST.ITEM of every item that has rules of its own, since its
// checklist refines a feature and no feature answers it.
func (c *Catalog) Checks() []string {
	var ids []string
	for _, list := range c.Guidance {
		for _, item := range list.Items {
			if list.Refines != "" && len(item.Features) == 0 {
				ids = append(ids, list.ID+"."+item.ID)
			}
		}
	}
	return ids
}

// documentURL points to lines such as 12-14 of a file at a commit; of several
// ranges to the first.
func documentURL(repository, commit, file, lines string) string {
	u := fmt.Sprintf("https://github.com/%s/blob/%s/%s?plain=1", repository, commit, file)
	first, _, _ := strings.Cut(lines, ",")
	if first == "" {
		return u
	}
	from, to, isRange := strings.Cut(first, "-")
	u += "#L" + from
	if isRange {
		u += "-L" + to
	}
	return u
}
