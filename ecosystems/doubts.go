// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Doubt is something in a sound record that a person should look at: a claim that
// the rule's evidence does not seem to carry.
type Doubt struct {
	Origin  string // file:line
	Feature string
	Text    string // what is doubtful, and what to do
}

// Doubts lists the claims of rules that go further than their evidence does: a note
// with a quantifier that no item shows, and a feature said to come through an
// identity provider without a source of the provider's. What depends on the state of
// a repository is looked at on clones, by lint --links.
func (e *Ecosystem) Doubts() []Doubt {
	var found []Doubt
	for _, j := range slices.Concat(e.Judgements, e.Checks) {
		for _, rule := range j.Rules {
			for _, text := range []string{unshownQuantifier(rule), unshownProvider(rule)} {
				if text != "" {
					found = append(found, Doubt{rule.origin(), j.Feature, text})
				}
			}
		}
	}
	return found
}

// origin is the file and line of the rule.
func (r Rule) origin() string {
	file, _, _ := strings.Cut(r.Evidence[0].Origin, ":")
	return fmt.Sprintf("%s:%d", file, r.Line)
}

var (
	// quantifiers of a note claim something of everything, or of nothing else.
	quantifiers = regexp.MustCompile(`(?i)\b(only|every|each|never|always|all|none|nobody|nothing)\b`)
	// shownQuantifier is what a pattern looks for when it shows such a claim.
	shownQuantifier = regexp.MustCompile(`(?i)\b(only|every|each|any|all|always|never|must|none|no|not|cannot|required?|requires|mandatory|exclusively|sole(ly)?)\b`)
)

// unshownQuantifier says which word of a note no item of the rule shows: an absence
// over a whole source, or a pattern that holds such a word itself.
func unshownQuantifier(rule Rule) string {
	word := quantifiers.FindString(rule.Note)
	if word == "" {
		return ""
	}
	for _, p := range rule.Evidence {
		if p.Method == probes.Absent {
			return ""
		}
		for _, pattern := range p.Patterns {
			if shownQuantifier.MatchString(pattern.String()) {
				return ""
			}
		}
	}
	return fmt.Sprintf("the note says %q, and no item of evidence is an absence or matches such a word: say less, or cite what says it", word)
}

// throughProvider finds the identity provider that a note names.
var throughProvider = regexp.MustCompile(`\b[Tt]hrough (?:the )?(GitHub|GitLab|Google|Microsoft)\b`)

// providerSources are the owners of repositories, and the ends of host names, of
// what a provider says itself.
var providerSources = map[string][]string{
	"GitHub":    {"github", "docs.github.com", "github.blog"},
	"GitLab":    {"gitlab-org", "docs.gitlab.com"},
	"Google":    {"google", "google.com"},
	"Microsoft": {"microsoft", "MicrosoftDocs", "microsoft.com"},
}

// unshownProvider says that a delegated feature cites nothing of the provider's.
func unshownProvider(rule Rule) string {
	m := throughProvider.FindStringSubmatch(rule.Note)
	if m == nil || rule.Verdict != vocabulary.Partial {
		return ""
	}
	for _, p := range rule.Evidence {
		owner, _, _ := strings.Cut(p.Repository, "/")
		if isSourceOf(m[1], owner, hostOf(p.URL)) {
			return ""
		}
	}
	return fmt.Sprintf("the feature comes through %s, and no item of evidence is %s's own page or source: cite it", m[1], m[1])
}

func isSourceOf(provider, owner, host string) bool {
	return slices.ContainsFunc(providerSources[provider], func(s string) bool {
		return s == owner || host == s || strings.HasSuffix(host, "."+s)
	})
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
