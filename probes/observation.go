// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"net/url"
	"strings"
	"time"
)

// Outcome is how a look ended.
type Outcome string

// The outcomes. Only Matched and Unmatched mean that the source was read.
const (
	// Matched: the source says what the probe asked for.
	Matched Outcome = "matched"
	// Unmatched: the source was read whole, and does not say it.
	Unmatched Outcome = "unmatched"
	// Unreachable: there was nothing to read: no clone, no such path, a network or HTTP error, robots.
	Unreachable Outcome = "unreachable"
	// Invalid: something was read, but not what was expected: damaged, too large, not text, not JSON.
	Invalid Outcome = "invalid"
	// Unasked: time was over before the source was asked, or had answered. It speaks
	// neither for nor against the source, and leaves no observation.
	Unasked Outcome = "unasked"
)

// Outcomes lists the outcomes that an observation can have. The list is not to be
// changed.
var Outcomes = []Outcome{Matched, Unmatched, Unreachable, Invalid}

// Reached says whether the source was read, so that the outcome says something about it.
func (o Outcome) Reached() bool { return o == Matched || o == Unmatched }

// Observation is what a probe saw.
type Observation struct {
	Key         string // the probe's key
	Ecosystem   string
	Feature     string
	Kind        Kind
	URL         string // where a person can open it: at the exact commit and lines where there is one
	Repository  string
	Commit      string
	Path        string
	Locator     string    // lines (L10-L12), heading, JSON pointer, or what was searched
	RetrievedAt time.Time // UTC
	CommittedAt time.Time // UTC, of Commit; zero when there is none
	HTTPStatus  int       // 0 when no HTTP was spoken
	Digest      []byte    // SHA-256 (32 bytes) of the bytes read, or of the list of files searched
	Outcome     Outcome
	Detail      string // why, in one line, when the outcome is not Matched
	Excerpt     string // the matching words; left empty in releases

	Mirror bool   // a mirror or a private address answered in the public registry's place: no part of a release
	Method Method // how it was looked at; the runner sets it
	Files  int    // how many files were searched; 0 when it was not a search
	State  State  // of an issue or pull request, as its host's API has it; empty for other sources
}

// OneLine makes foreign words fit a Detail or an Excerpt: one line of at most so
// many characters, valid UTF-8.
func OneLine(text string, most int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// EscapePath escapes a path for an address, and keeps its slashes.
func EscapePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// PathOf is the path of an address, unescaped; "" where there is none.
func PathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}
