// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"regexp"
	"strings"
)

// Verify is what an attestation must be to match: made by the expected signer,
// for an artifact whose digest is found apart from it.
type Verify struct {
	Predicate *Pattern `json:"predicate,omitempty"` // only attestations of such a type; nil: all
	Issuer    string   `json:"issuer,omitempty"`    // of the certificate, exactly
	Identity  string   `json:"identity,omitempty"`  // RE2 that the whole subject alternative name must match
	Keys      *Place   `json:"keys,omitempty"`      // the registry's public keys, in place of issuer and identity
	Digest    *Place   `json:"digest,omitempty"`    // the artifact's digest, in hexadecimal or as sha512-BASE64
	Artifact  *Place   `json:"artifact,omitempty"`  // the artifact itself, in place of its digest
	Bundles   []string `json:"-"`                   // hosts that may serve a bundle that the answer names; *.NAME for those below a name
}

// Place is a value of another endpoint's answer, or the whole answer.
type Place struct {
	EndpointID string            `json:"endpoint"`
	URL        string            `json:"-"` // template, as of a Probe; the endpoint's id stands for it
	Method     string            `json:"method,omitempty"`
	Accept     string            `json:"accept,omitempty"`
	Sample     string            `json:"sample,omitempty"`
	Values     map[string]string `json:"values,omitempty"`
	At         string            `json:"at,omitempty"` // JSON pointer; empty: the whole answer
	Form       *Form             `json:"-"`            // as of an Ask
}

// Form is what every answer of an endpoint holds that is of its documented
// form, whatever the registry offers. An answer without it is another document:
// it says nothing of what was asked.
type Form struct {
	Values []FormValue // of a JSON document
	Text   []*Pattern  // of any answer
	Public []FormValue // what only the public registry answers: without it, a mirror answered
}

// FormValue is a value that stands at a JSON pointer, in which * is every
// element of a list; for all of them there must be one.
type FormValue struct {
	At   string
	Is   *regexp.Regexp // the whole value's; nil: any but null
	Text string         // the value itself, in any case, in place of Is
}

// Accepts says whether a value is what must stand there.
func (f FormValue) Accepts(text string) bool {
	if f.Text != "" {
		return strings.EqualFold(f.Text, text)
	}
	return f.Is == nil || f.Is.MatchString(text)
}

// OSVAsk is what an answer of the OSV database must hold: the ecosystem in its
// list, or a record or result with such an id.
type OSVAsk struct {
	Ecosystem string   `json:"ecosystem"`     // its name in the OSV schema
	IDs       *Pattern `json:"ids,omitempty"` // such as ^MAL-; nil: any
}
