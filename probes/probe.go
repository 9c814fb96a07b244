// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Method is how a probe looks.
type Method string

// The methods. Page reads one documentation page; Source, Exists and Absent
// read files of a public repository; Commit reads one commit. The others ask an
// endpoint: Endpoint for a status, header or value, Attestation for Sigstore
// bundles that verify, PGP for a detached signature that parses, SecurityTxt
// for a file of RFC 9116 in force, OSV for an answer of the OSV database.
const (
	Page        Method = "page"
	Source      Method = "source"
	Exists      Method = "exists"
	Absent      Method = "absent"
	Commit      Method = "commit"
	Endpoint    Method = "endpoint"
	Attestation Method = "attestation"
	PGP         Method = "pgp"
	SecurityTxt Method = "security-txt"
	OSV         Method = "osv"
)

// Finding is what an answer says to a question: how the look ended, where in
// the answer it stands, and why it is not Matched.
type Finding struct {
	Outcome Outcome
	Locator string
	Detail  string // one line
}

// Format reads the bytes of an answer whose status is right, as of a time: what
// a package of its own knows of one format. It never panics.
type Format func(answer []byte, asked *Ask, at time.Time) Finding

// Kind is the kind of evidence that a source gives.
type Kind string

// The kinds, strongest first.
const (
	Behaviour     Kind = "behaviour"
	SourceCode    Kind = "source"
	Documentation Kind = "documentation"
	Announcement  Kind = "announcement"
	Proposal      Kind = "proposal"
	Issue         Kind = "issue"
	Response      Kind = "response"
)

// Kinds lists every kind, strongest first.
var Kinds = []Kind{Behaviour, SourceCode, Documentation, Announcement, Proposal, Issue, Response}

// Strength orders kinds: what a registry does weighs more than its source,
// the source more than its documentation, that more than an announcement, a
// proposal or an issue, and those more than a response. Unknown kinds weigh 0.
func (k Kind) Strength() int {
	switch k {
	case Behaviour:
		return 5
	case SourceCode:
		return 4
	case Documentation:
		return 3
	case Announcement, Proposal, Issue:
		return 2
	case Response:
		return 1
	}
	return 0
}

// Probe is one declared question to one source. Which fields are set depends
// on Method; ecosystems builds probes from the rules and sets Key.
type Probe struct {
	Key       string // ecosystem/feature/digest of the question
	Ecosystem string
	Feature   string
	Method    Method
	Kind      Kind
	Origin    string // file:line of the rule's item; no part of the key

	PageID   string // Page: the page's id in ecosystem.yml
	URL      string // Page, Endpoint: the live address, or its template
	Selector string // Page: CSS selector of the content on the live page
	Section  string // Page: only under this heading

	Maintainers    []string // Page, of an issue or pull request: logins that speak for the project
	ClientRendered bool     // Page: the live page is made by scripts; its repository is read instead

	Repository string     // OWNER/NAME; empty when the page has no public source
	Paths      []string   // globs; a Page's list is read in order, the first that exists counts
	Except     []string   // Absent: globs left out
	Patterns   []*Pattern // all must match (Absent: none may)
	Unless     []*Pattern // none may match beside them

	Hash  string // Commit: 40 or 64 hexadecimal digits
	Month string // Commit: YYYY or YYYY-MM in which the commit must lie

	Ask *Ask // of every method that asks an endpoint
}

// Ask is what an endpoint probe asks of the response.
type Ask struct {
	EndpointID string            `json:"endpoint"`
	Method     string            `json:"method,omitempty"`
	Accept     string            `json:"accept,omitempty"`
	Body       string            `json:"body,omitempty"`
	Sample     string            `json:"sample,omitempty"`
	Values     map[string]string `json:"values,omitempty"`
	At         string            `json:"at,omitempty"`
	Equals     string            `json:"equals,omitempty"`
	Matches    *Pattern          `json:"matches,omitempty"`
	Exists     bool              `json:"exists,omitempty"`
	Status     int               `json:"status,omitempty"`
	Header     string            `json:"header,omitempty"`
	HeaderIs   *Pattern          `json:"header_is,omitempty"`
	Verify     *Verify           `json:"verify,omitempty"` // Attestation
	OSV        *OSVAsk           `json:"osv,omitempty"`    // OSV
	Params     map[string]string `json:"params,omitempty"` // of any other format: what its items say, by key

	Format   Format `json:"-"` // reads the answer; nil: it is judged by status, header, value or words
	Form     *Form  `json:"-"` // what every answer of the endpoint holds; nil: nobody said
	Homepage string `json:"-"` // of the ecosystem: where a person looks when the address asked is not to be told
}

// NewKey derives the key that ties an observation to its question. It changes
// when the question changes, so that a stored observation never answers a
// question it was not asked. A page counts by its id: a page that moved is
// still the same question.
func NewKey(p Probe) string {
	question := struct {
		Method, Page, Section, Repository string
		Paths, Except                     []string
		Patterns, Unless                  []*Pattern
		Hash, Month                       string
		Ask                               *Ask
	}{string(p.Method), p.PageID, p.Section, p.Repository, p.Paths, p.Except, p.Patterns, p.Unless, p.Hash, p.Month, p.Ask}
	if p.Method == Page {
		question.Repository, question.Paths = "", nil
	}
	text, err := json.Marshal(question)
	if err != nil {
		panic(fmt.Sprintf("probes: a question of plain strings does not encode: %v", err))
	}
	sum := sha256.Sum256(text)
	return p.Ecosystem + "/" + p.Feature + "/" + hex.EncodeToString(sum[:5])
}
