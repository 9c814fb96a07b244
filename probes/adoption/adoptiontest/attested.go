// SPDX-License-Identifier: Apache-2.0

package adoptiontest

import (
	"bytes"
	"crypto/sha512"
	hexadecimal "encoding/hex"
	"encoding/json"
	"slices"
)

// The kinds of bundles that a registry serves.
const (
	kindSLSA    = "slsa"     // of the type that a build's provenance has
	kindForged  = "forged"   // the same, of another file
	kindOld     = "slsa-0.2" // SLSA 0.2
	kindOldFake = "forged-0.2"
	kindPublish = "publish"
	kindPublFak = "forged-publish"
	kindPlain   = "plain" // a signature without a statement
)

// SigstoreInstance is what makes bundles: sigstoretest has one.
type SigstoreInstance interface {
	Attest(identity, issuer, predicateType, algorithm string, digest []byte) []byte
	Sign(identity, issuer string, artifact []byte) []byte
}

// Attest makes the bundles that the registry serves: every package of it has the same file.
func (r *Registry) Attest(i SigstoreInstance) {
	digest, algorithm := digestOf(r.Ecosystem), "sha256"
	publish := "https://docs.pypi.org/attestations/publish/v1"
	if r.Ecosystem == "npm" {
		algorithm, publish = "sha512", "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	}
	other := slices.Clone(digest)
	other[0]++
	attest := func(predicate string, digest []byte) []byte {
		return i.Attest("https://github.com/made/made/.github/workflows/release.yml@refs/heads/main", "https://token.actions.githubusercontent.com", predicate, algorithm, digest)
	}
	r.Bundles = map[string][]byte{
		kindSLSA: attest("https://slsa.dev/provenance/v1", digest), kindForged: attest("https://slsa.dev/provenance/v1", other),
		kindOld: attest("https://slsa.dev/provenance/v0.2", digest), kindOldFake: attest("https://slsa.dev/provenance/v0.2", other),
		kindPublish: attest(publish, digest), kindPublFak: attest(publish, other),
		kindPlain: i.Sign("https://github.com/made/made/.github/workflows/release.yml@refs/heads/main", "https://token.actions.githubusercontent.com", []byte("made")),
	}
}

// digestOf is the digest of every file of a registry.
func digestOf(ecosystem string) []byte {
	if ecosystem == "npm" {
		sum := sha512.Sum512([]byte(hash))
		return sum[:]
	}
	digest, _ := hexadecimal.DecodeString(hash)
	return digest
}

func slsa(t traits) string {
	if t.old {
		return "https://slsa.dev/provenance/v0.2"
	}
	return "https://slsa.dev/provenance/v1"
}

// kind is one of two kinds, by whether the package's bundle is of another file.
func kind(t traits, sound, forged string) string {
	if t.forged {
		return forged
	}
	return sound
}

func (r *Registry) npmAttestations(t traits) any {
	if !t.provenance || r.Bundles == nil {
		return nil
	}
	one := kind(t, kindSLSA, kindForged)
	if t.old {
		one = kind(t, kindOld, kindOldFake)
	}
	list := []any{object{"predicateType": slsa(t), "bundle": json.RawMessage(r.Bundles[one])}}
	if t.published {
		list = append(list, object{"bundle": json.RawMessage(r.Bundles[kindPublish])})
	}
	return object{"attestations": list}
}

// pep740s are a package's attestations in the words of PyPI's integrity API. Those that
// do not verify are all of another file.
func (r *Registry) pep740s(t traits) []any {
	list := []any{}
	if r.Bundles == nil {
		return list
	}
	if t.old {
		list = append(list, pep740(r.Bundles[kind(t, kindSLSA, kindForged)]))
	}
	if t.published || !t.old {
		list = append(list, pep740(r.Bundles[kind(t, kindPublish, kindPublFak)]))
	}
	return list
}

func pep740(bundle []byte) any {
	var b struct {
		Material struct {
			Certificate struct {
				Raw string `json:"rawBytes"`
			} `json:"certificate"`
			Entries json.RawMessage `json:"tlogEntries"`
		} `json:"verificationMaterial"`
		Envelope struct {
			Payload    string `json:"payload"`
			Signatures []struct {
				Signature string `json:"sig"`
			} `json:"signatures"`
		} `json:"dsseEnvelope"`
	}
	if err := json.NewDecoder(bytes.NewReader(bundle)).Decode(&b); err != nil {
		return nil
	}
	return object{
		"version":               1,
		"verification_material": object{"certificate": b.Material.Certificate.Raw, "transparency_entries": b.Material.Entries},
		"envelope":              object{"statement": b.Envelope.Payload, "signature": b.Envelope.Signatures[0].Signature},
	}
}
