// SPDX-License-Identifier: Apache-2.0

package adoptiontest

import (
	"crypto/sha512"
	hexadecimal "encoding/hex"
	"encoding/json"
	"slices"
)

// The kinds of bundles that a registry serves; those of another file have forged in front.
const (
	kindSLSA    = "slsa"     // of the type that a build's provenance has
	kindOld     = "slsa-0.2" // SLSA 0.2
	kindPublish = "publish"
	kindPlain   = "plain" // a signature without a statement
	forged      = "forged-"
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
	const identity, issuer = "https://github.com/made/made/.github/workflows/release.yml@refs/heads/main", "https://token.actions.githubusercontent.com"
	r.Bundles = map[string][]byte{kindPlain: i.Sign(identity, issuer, []byte("made"))}
	for kind, predicate := range map[string]string{kindSLSA: slsa(traits{}), kindOld: slsa(traits{old: true}), kindPublish: publish} {
		r.Bundles[kind] = i.Attest(identity, issuer, predicate, algorithm, digest)
		r.Bundles[forged+kind] = i.Attest(identity, issuer, predicate, algorithm, other)
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

// bundle is a package's bundle of a kind, which may be of another file.
func (r *Registry) bundle(t traits, kind string) json.RawMessage {
	if t.forged {
		kind = forged + kind
	}
	return r.Bundles[kind]
}

func (r *Registry) npmAttestations(t traits) any {
	if !t.provenance || r.Bundles == nil {
		return nil
	}
	kind := kindSLSA
	if t.old {
		kind = kindOld
	}
	list := []any{object{"predicateType": slsa(t), "bundle": r.bundle(t, kind)}}
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
		list = append(list, pep740(r.bundle(t, kindSLSA)))
	}
	if t.published || !t.old {
		list = append(list, pep740(r.bundle(t, kindPublish)))
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
	if err := json.Unmarshal(bundle, &b); err != nil {
		return nil
	}
	return object{
		"version":               1,
		"verification_material": object{"certificate": b.Material.Certificate.Raw, "transparency_entries": b.Material.Entries},
		"envelope":              object{"statement": b.Envelope.Payload, "signature": b.Envelope.Signatures[0].Signature},
	}
}
