// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Ecosystem is a registry with its official clients.
type Ecosystem struct {
	ID            string // the purl type where there is one
	Name          string
	PurlType      string
	Registry      string
	Homepage      string
	BaseURL       string // of the registry's API; empty where the client's configuration has it (npm)
	BaseDigest    string // SHA-256, hexadecimal, of the public base URL where BaseURL is empty
	PackageOrigin string // built, builds or source
	Traits        map[string]bool
	Clients       []Client
	AnsweredApart []string            // others who answered the survey of 2022, for a client: kept apart from the registry's answers
	Maintainers   []string            // logins at GitHub of those who speak for the project, beside its members
	Repositories  []Named             // OWNER/NAME and what it is
	Former        map[string][]string // earlier names of repositories that moved, the first one first
	Pages         []Page
	Endpoints     []Endpoint
	Links         []Named
	Judgements    []Judgement // one per feature, in the order of probes.yml
	Checks        []Judgement // one per checklist item that no feature answers, in the order of checklists.yml
	Responses     []Response  // what maintainers said, by wave
	Reviews       []Review    // evidence whose loss a reviewer accepts

	MetricEndpoints []MetricEndpoint `json:"-"` // asked about each package of a cohort
	Metrics         []Metric         `json:"-"` // of adoption, in the order of metrics.yml
	Unmeasured      []Named          `json:"-"` // features whose adoption nothing public tells, and why
	Lists           []List           `json:"-"` // of packages, from which cohorts are made
}

// Client is an official client and the repository of its source.
type Client struct {
	Name       string
	Repository string
}

// Named is a name with what it stands for.
type Named struct{ Name, Value string }

// Page is a documentation page: its live address, and the file it is built from.
type Page struct {
	ID         string
	URL        string
	Repository string   // empty when its source is not public
	Paths      []string // the first that exists at the commit is read
	Kind       probes.Kind
	Selector   string // of the content on the live page
	Rendered   bool   // the live page is made by scripts, so its repository is read on live runs too
}

// Endpoint is an address of a registry's HTTP API.
type Endpoint struct {
	ID      string
	URL     string // with {registry} and {placeholders}
	Method  string
	Accept  string
	Body    string
	Samples map[string]map[string]string  // values for the placeholders, by name
	Form    []record.Field[record.String] // what every answer holds: JSON pointer to an expression of the value
	Public  []record.Field[record.String] // the same, of what only the public registry answers
	Text    []*probes.Pattern             // what every answer says
	Bundles []string                      // hosts of the bundles that its answers name
}

// PublicBase says whether a base URL is the public registry's, as far as the
// records know it.
func (e *Ecosystem) PublicBase(base string) bool {
	sum := sha256.Sum256([]byte(strings.TrimRight(base, "/")))
	return base != "" && base == e.BaseURL || hex.EncodeToString(sum[:]) == e.BaseDigest
}

// Judgement says how one feature is judged in one ecosystem: by rules, or not
// at all and why.
type Judgement struct {
	Feature       string
	Line          int // in probes.yml
	Rules         []Rule
	Unprobed      string // reason of a fixed set
	NotApplicable string // the trait that makes the feature meaningless here
	Note          string
}

// Rule says which observations earn which verdict.
type Rule struct {
	Line          int
	Verdict       vocabulary.Verdict
	Enforcement   vocabulary.Enforcement
	Since         string // YYYY or YYYY-MM from which it can hold
	SinceLatest   bool   `json:",omitempty"` // since is the latest possible date: it was so by then, and perhaps long before
	Until         string // YYYY or YYYY-MM up to which it can hold; such a rule is for past dates only
	Note          string
	Every         bool // every item must match, not only the strongest
	Evidence      []probes.Probe
	SinceEvidence []probes.Probe
}

// Judgement finds the judgement of a feature, or of a checklist item by CHECKLIST.ITEM.
func (e *Ecosystem) Judgement(feature string) (Judgement, bool) {
	return firstWith(slices.Concat(e.Judgements, e.Checks), func(j Judgement) bool { return j.Feature == feature })
}

// Page finds a page by id.
func (e *Ecosystem) Page(id string) (Page, bool) {
	return firstWith(e.Pages, func(p Page) bool { return p.ID == id })
}

func firstWith[T any](list []T, is func(T) bool) (found T, ok bool) {
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return found, false
	}
	return list[i], true
}

// Probes lists every question of the ecosystem, each once.
func (e *Ecosystem) Probes() []probes.Probe {
	var all []probes.Probe
	known := make(map[string]bool)
	for _, j := range slices.Concat(e.Judgements, e.Checks) {
		for _, rule := range j.Rules {
			for _, list := range [][]probes.Probe{rule.Evidence, rule.SinceEvidence} {
				for _, p := range list {
					if !known[p.Key] {
						known[p.Key] = true
						all = append(all, p)
					}
				}
			}
		}
	}
	return all
}

// Unprobed are the reasons why a feature is not probed, with their meaning.
var Unprobed = map[string]string{
	"maintainer-only":  "only the registry's maintainers can tell",
	"withheld":         "the registry says that it does not disclose it",
	"no-public-source": "no public page, source or API shows it",
}
