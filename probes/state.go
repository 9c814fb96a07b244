// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// State is how an issue or a pull request stands, as the API of its host has
// it. What its author writes has no part in it.
type State string

// The states.
const (
	Open      State = "open"        // an issue that nobody of the project has taken up
	Wanted    State = "wanted"      // an open issue that a maintainer opened, assigned, scheduled or accepted
	Proposed  State = "proposed"    // an open pull request, draft or not, that nobody of the project has taken up
	Underway  State = "underway"    // an open pull request of a maintainer, or one that they have taken up
	Merged    State = "merged"      // a merged pull request
	Completed State = "completed"   // an issue closed as completed
	Declined  State = "not-planned" // closed in any other way
)

// Earns says whether a request in this state can be evidence for a verdict.
// Exploring takes an open request that a maintainer wants, planned open work or
// an accepted proposal, unsupported a request that is still open. For what is
// offered a request is never more than a word beside other evidence.
func (s State) Earns(verdict vocabulary.Verdict) bool {
	switch verdict {
	case vocabulary.Exploring:
		return s == Wanted || s == Underway
	case vocabulary.Planned:
		return s == Proposed || s == Underway || s == Merged
	case vocabulary.Unsupported:
		return s == Open || s == Wanted || s == Proposed || s == Underway
	}
	return s != ""
}

// Thread names an issue or a pull request at GitHub.
type Thread struct {
	Repository string // OWNER/NAME
	Number     int
}

var threadURL = regexp.MustCompile(`^https://github\.com/([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)/(?:issues|pull)/([0-9]{1,9})/?(?:[?#].*)?$`)

// Thread finds the issue or pull request that a page probe is about.
func (p Probe) Thread() (Thread, bool) {
	if p.Method != Page {
		return Thread{}, false
	}
	return ThreadAt(p.URL)
}

// ThreadAt finds the issue or pull request at an address.
func ThreadAt(address string) (Thread, bool) {
	found := threadURL.FindStringSubmatch(address)
	if found == nil || path.Clean(found[1]) != found[1] || strings.Contains(found[1], "..") {
		return Thread{}, false
	}
	number, _ := strconv.Atoi(found[2]) // digits
	return Thread{found[1], number}, number > 0
}
