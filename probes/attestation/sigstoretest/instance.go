// SPDX-License-Identifier: Apache-2.0

package sigstoretest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/testing/ca"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"google.golang.org/protobuf/encoding/protojson"
)

// Instance has certificate authority, transparency log and timestamp authority.
type Instance struct {
	t testing.TB
	v *ca.VirtualSigstore
}

type object = map[string]any

// New makes an instance.
func New(t testing.TB) *Instance {
	t.Helper()
	v, err := ca.NewVirtualSigstore()
	if err != nil {
		t.Fatal(err)
	}
	return &Instance{t, v}
}

// TrustedRoot is a trusted_root.json of this instance and of others, such as
// the pinned one. It holds no certificate transparency log, since the
// instance's certificates are in none.
func (i *Instance) TrustedRoot(others ...[]byte) []byte {
	i.t.Helper()
	authorities, stamps, logs := i.v.FulcioCertificateAuthorities(), i.v.TimestampingAuthorities(), i.v.RekorLogs()
	for id, log := range logs {
		raw, err := hex.DecodeString(id) // a file holds the bytes, not the digits that the instance has there
		i.check(err)
		log.ID = raw
	}
	for _, each := range others {
		other, err := root.NewTrustedRootFromJSON(each)
		i.check(err)
		authorities = append(authorities, other.FulcioCertificateAuthorities()...)
		stamps = append(stamps, other.TimestampingAuthorities()...)
		maps.Copy(logs, other.RekorLogs())
	}
	trusted, err := root.NewTrustedRoot(root.TrustedRootMediaType01, authorities, nil, stamps, logs)
	i.check(err)
	text, err := trusted.MarshalJSON()
	i.check(err)
	return text
}

// Attest makes a bundle in which identity, known to the issuer, states
// something of that predicate type about an artifact.
func (i *Instance) Attest(identity, issuer, predicateType, algorithm string, digest []byte) []byte {
	i.t.Helper()
	statement, err := json.Marshal(object{
		"_type":         "https://in-toto.io/Statement/v1",
		"subject":       []object{{"name": "made", "digest": object{algorithm: hex.EncodeToString(digest)}}},
		"predicateType": predicateType, "predicate": object{},
	})
	i.check(err)
	entity, err := i.v.AttestAtTime(identity, issuer, statement, time.Now().Add(5*time.Minute), true)
	i.check(err)
	content, err := entity.SignatureContent()
	i.check(err)
	envelope := content.EnvelopeContent().RawEnvelope()
	return i.bundle(entity, version3, "dsse", "dsseEnvelope", object{
		"payload": envelope.Payload, "payloadType": envelope.PayloadType,
		"signatures": []object{{"sig": envelope.Signatures[0].Sig}},
	})
}

// Sign makes a bundle in which identity signs the artifact itself.
func (i *Instance) Sign(identity, issuer string, artifact []byte) []byte {
	i.t.Helper()
	entity, err := i.v.Sign(identity, issuer, artifact)
	i.check(err)
	content, err := entity.SignatureContent()
	i.check(err)
	message := content.MessageSignatureContent()
	// the made log gives such an entry no proof of inclusion, which later versions ask for
	return i.bundle(entity, version1, "hashedrekord", "messageSignature", object{
		"messageDigest": object{"algorithm": message.DigestAlgorithm(), "digest": message.Digest()},
		"signature":     content.Signature(),
	})
}

// The media types of bundles: the first has a chain of certificates.
const (
	version1 = "application/vnd.dev.sigstore.bundle+json;version=0.1"
	version3 = "application/vnd.dev.sigstore.bundle.v0.3+json"
)

func (i *Instance) bundle(entity *ca.TestEntity, version, kind, name string, signed object) []byte {
	i.t.Helper()
	verification, err := entity.VerificationContent()
	i.check(err)
	stamps, err := entity.Timestamps()
	i.check(err)
	material := object{
		"tlogEntries":               []any{i.entry(entity, kind)},
		"timestampVerificationData": object{"rfc3161Timestamps": []object{{"signedTimestamp": stamps[0]}}},
	}
	certificate := object{"rawBytes": verification.Certificate().Raw}
	if version == version1 {
		material["x509CertificateChain"] = object{"certificates": []any{certificate}}
	} else {
		material["certificate"] = certificate
	}
	text, err := json.Marshal(object{"mediaType": version, "verificationMaterial": material, name: signed})
	i.check(err)
	return text
}

// entry is the log's entry with the log's own signature, which the made entity
// keeps to itself.
func (i *Instance) entry(entity verify.SignedEntity, kind string) object {
	i.t.Helper()
	entries, err := entity.TlogEntries()
	i.check(err)
	inner := entries[0].TransparencyLogEntry()
	text, err := protojson.Marshal(inner)
	i.check(err)
	var entry object
	i.check(json.Unmarshal(text, &entry))
	promise, err := i.v.RekorSignPayload(tlog.RekorPayload{
		Body: base64.StdEncoding.EncodeToString(inner.CanonicalizedBody), IntegratedTime: inner.IntegratedTime,
		LogIndex: inner.LogIndex, LogID: hex.EncodeToString(inner.LogId.KeyId),
	})
	i.check(err)
	entry["kindVersion"] = object{"kind": kind, "version": "0.0.1"}
	entry["inclusionPromise"] = object{"signedEntryTimestamp": promise}
	return entry
}

func (i *Instance) check(err error) {
	i.t.Helper()
	if err != nil {
		i.t.Fatal(err)
	}
}
