// SPDX-License-Identifier: Apache-2.0

package securitytxt

import (
	"errors"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Match judges what stands where RFC 9116 puts the file: Matched when it can
// be used at that time, Unmatched with the reason when it is a security.txt
// that cannot, and Invalid when it is none. Locator names the fields found.
func Match(data []byte, at time.Time) (outcome probes.Outcome, locator, detail string) {
	s, err := Parse(data)
	switch {
	case errors.Is(err, errNoFields) || err != nil && !namesField(data):
		return probes.Invalid, "", "not a security.txt: " + err.Error()
	case err != nil:
		return probes.Unmatched, "", "not valid by RFC 9116: " + err.Error()
	}
	if err := s.Check(at); err != nil {
		return probes.Unmatched, s.Locator(), err.Error()
	}
	return probes.Matched, s.Locator(), ""
}

// Format is Match as a probe's format.
func Format(answer []byte, _ *probes.Ask, at time.Time) probes.Finding {
	outcome, locator, detail := Match(answer, at)
	return probes.Finding{Outcome: outcome, Locator: locator, Detail: detail}
}

// namesField says whether the file has one of the fields that make it a
// security.txt, so that what is wrong with the rest is its own fault.
func namesField(data []byte) bool {
	for _, l := range splitLines(string(data[:min(len(data), maxFile)])) {
		low := strings.ToLower(l.text)
		if strings.HasPrefix(low, "contact:") || strings.HasPrefix(low, "expires:") {
			return true
		}
	}
	return false
}

// Locator names the fields that were found, such as "Contact, Expires, signed".
func (s *File) Locator() string {
	var names []string
	add := func(name string, there bool) {
		if there {
			names = append(names, name)
		}
	}
	add("Contact", len(s.Contact) > 0)
	add("Expires", !s.Expires.IsZero())
	add("Policy", len(s.Policy) > 0)
	add("Encryption", len(s.Encryption) > 0)
	add("Canonical", len(s.Canonical) > 0)
	add("signed", s.Signed)
	return strings.Join(names, ", ")
}
