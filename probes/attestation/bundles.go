// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// maxBundles bounds how many bundles of one answer are looked at.
const maxBundles = 200

// Entry is one attestation that an answer lists: the bundle itself, the address
// that serves it, or neither, when the entry lacks what was asked for.
type Entry struct {
	Bundle []byte // JSON
	URL    string
}

// Entries finds the attestations in a registry's answer: a bundle by itself
// (Maven Central), a list of bundles (RubyGems), the attestations of npm and
// GitHub, each with a bundle or its address in it, or PyPI's provenance (PEP
// 740), whose attestations are bundles in other words. An answer of another
// shape is an error; one of a known shape without an attestation gives none.
func Entries(answer []byte) ([]Entry, error) {
	if len(answer) > 4*MaxBundle {
		return nil, fmt.Errorf("it has %d bytes, more than the %d that are read", len(answer), 4*MaxBundle)
	}
	answer = bytes.TrimSpace(answer)
	var found []Entry
	var err error
	switch {
	case len(answer) == 0:
		return nil, errors.New("it is empty")
	case answer[0] == '[':
		found, err = fromList(answer)
	default:
		found, err = fromObject(answer)
	}
	if err == nil && len(found) > maxBundles {
		return nil, fmt.Errorf("it has %d attestations, more than the %d that are looked at", len(found), maxBundles)
	}
	return found, err
}

func fromList(answer []byte) (found []Entry, err error) {
	var list []json.RawMessage
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	for _, item := range list {
		found = append(found, Entry{Bundle: nonEmpty(item)})
	}
	return found, nil
}

// listed is an attestation as npm and GitHub list it.
type listed struct {
	Bundle json.RawMessage `json:"bundle"`
	URL    string          `json:"bundle_url"`
}

func fromObject(answer []byte) (found []Entry, err error) {
	var shape struct {
		MediaType    *string   `json:"mediaType"`
		Attestations *[]listed `json:"attestations"`
		Provenance   *[]struct {
			Attestations []pep740 `json:"attestations"`
		} `json:"attestation_bundles"`
	}
	if err := json.Unmarshal(answer, &shape); err != nil {
		return nil, fmt.Errorf("not JSON of a known shape: %w", err)
	}
	switch {
	case shape.MediaType != nil:
		return []Entry{{Bundle: answer}}, nil
	case shape.Attestations != nil:
		for _, a := range *shape.Attestations {
			found = append(found, Entry{nonEmpty(a.Bundle), a.URL})
		}
		return found, nil
	case shape.Provenance != nil:
		for _, b := range *shape.Provenance {
			for _, a := range b.Attestations {
				found = append(found, Entry{Bundle: a.toBundle()})
			}
			if len(b.Attestations) == 0 {
				found = append(found, Entry{})
			}
		}
		return found, nil
	}
	return nil, errors.New("neither a bundle nor a list of attestations")
}

// nonEmpty is the text of a value that holds something, or nil: null and the
// empty object, list and text say no more than an absent member.
func nonEmpty(value json.RawMessage) []byte {
	switch string(bytes.Join(bytes.Fields(value), nil)) {
	case "", "null", "{}", "[]", `""`:
		return nil
	}
	return value
}

// pep740 is an attestation as PyPI's integrity API writes it.
type pep740 struct {
	Material struct {
		Certificate string            `json:"certificate"`
		Entries     []json.RawMessage `json:"transparency_entries"`
	} `json:"verification_material"`
	Envelope struct {
		Statement string `json:"statement"`
		Signature string `json:"signature"`
	} `json:"envelope"`
}

func (a pep740) toBundle() []byte {
	type object = map[string]any
	text, err := json.Marshal(object{
		"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
		"verificationMaterial": object{
			"certificate": object{"rawBytes": a.Material.Certificate},
			"tlogEntries": a.Material.Entries,
		},
		"dsseEnvelope": object{
			"payload":     a.Envelope.Statement,
			"payloadType": "application/vnd.in-toto+json",
			"signatures":  []object{{"sig": a.Envelope.Signature}},
		},
	})
	if err != nil {
		return nil // cannot be: all of it came out of JSON
	}
	return text
}
