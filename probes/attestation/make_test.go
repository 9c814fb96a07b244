// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/testing/ca"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protojson"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	issuer = "https://token.actions.example.org"
	signer = "release@example.org"
)

var (
	artifact = []byte("the bytes of a package")
	digest   = sha256.Sum256(artifact)
)

type object = map[string]any

// virtual is a Sigstore instance of the test's own.
type virtual struct {
	t testing.TB
	*ca.VirtualSigstore
}

func newVirtual(t testing.TB) *virtual {
	t.Helper()
	v, err := ca.NewVirtualSigstore()
	if err != nil {
		t.Fatal(err)
	}
	return &virtual{t, v}
}

// withoutCT is the virtual instance, whose certificates hold no proof of a
// certificate transparency log.
type withoutCT struct{ root.TrustedMaterial }

func (withoutCT) CTLogs() map[string]*root.TransparencyLog { return nil }

func (v *virtual) policy() Policy {
	return Policy{Issuer: issuer, SAN: `[a-z]+@example\.org`, Root: &Root{withoutCT{v.VirtualSigstore}}}
}

func statement(algorithm string, sum []byte) []byte {
	text, _ := json.Marshal(object{
		"_type":         "https://in-toto.io/Statement/v1",
		"subject":       []object{{"name": "pkg", "digest": object{algorithm: hex.EncodeToString(sum)}}},
		"predicateType": "https://slsa.dev/provenance/v1",
		"predicate":     object{},
	})
	return text
}

// attest makes a bundle as a person or build with the identity would.
func (v *virtual) attest(who, from string, at time.Time, body []byte) object {
	v.t.Helper()
	entity, err := v.AttestAtTime(who, from, body, at, true)
	if err != nil {
		v.t.Fatal(err)
	}
	content, _ := entity.SignatureContent()
	envelope := content.EnvelopeContent().RawEnvelope()
	verification, _ := entity.VerificationContent()
	stamps, _ := entity.Timestamps()
	entries, _ := entity.TlogEntries()
	entry, err := protojson.Marshal(entries[0].TransparencyLogEntry())
	if err != nil {
		v.t.Fatal(err)
	}
	var log object
	_ = json.Unmarshal(entry, &log)
	log["kindVersion"] = object{"kind": "dsse", "version": "0.0.1"}
	log["inclusionPromise"] = object{"signedEntryTimestamp": v.promise(entries[0])}
	return object{
		"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
		"verificationMaterial": object{
			"certificate":               object{"rawBytes": base64.StdEncoding.EncodeToString(verification.Certificate().Raw)},
			"tlogEntries":               []any{log},
			"timestampVerificationData": object{"rfc3161Timestamps": []object{{"signedTimestamp": base64.StdEncoding.EncodeToString(stamps[0])}}},
		},
		"dsseEnvelope": object{
			"payload": envelope.Payload, "payloadType": envelope.PayloadType,
			"signatures": []object{{"sig": envelope.Signatures[0].Sig}},
		},
	}
}

func (v *virtual) good() object {
	return v.attest(signer, issuer, time.Now().Add(5*time.Minute), statement("sha256", digest[:]))
}

// promise is the log's signature, which the made entry keeps to itself.
func (v *virtual) promise(entry *tlog.Entry) []byte {
	v.t.Helper()
	inner := entry.TransparencyLogEntry()
	set, err := v.RekorSignPayload(tlog.RekorPayload{
		Body: base64.StdEncoding.EncodeToString(inner.CanonicalizedBody), IntegratedTime: inner.IntegratedTime,
		LogIndex: inner.LogIndex, LogID: hex.EncodeToString(inner.LogId.KeyId),
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return set
}

func text(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
