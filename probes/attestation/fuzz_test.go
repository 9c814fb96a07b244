// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"encoding/hex"
	"testing"

	"github.com/klauspost/compress/snappy"
	"github.com/ossf/package-manager-landscape/probes"
)

func FuzzVerify(f *testing.F) {
	v := newVirtual(f)
	good := text(f, v.good())
	f.Add(good)
	f.Add(text(f, []object{v.good()}))
	f.Add([]byte(`{"attestation_bundles":[{"attestations":[{"envelope":{}}]}]}`))
	f.Add([]byte(`{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":""}}}`))
	policy := v.policy()
	policy.Issuer = "https://nobody.example.org" // so that nothing may match
	f.Fuzz(func(t *testing.T, data []byte) {
		results, err := VerifyAll(data, digest[:], policy, func(string) ([]byte, error) { return data, nil })
		if err != nil || len(results) == 0 {
			t.Fatal(results, err)
		}
		for _, r := range results {
			if r.Outcome == probes.Matched || r.Reason == "" {
				t.Fatalf("%+v", r)
			}
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("{}"))
	f.Add(snappy.Encode(nil, []byte(`{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}`)))
	f.Add([]byte("\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, err := Unpack(data); err == nil && len(text) > MaxBundle {
			t.Fatalf("%d bytes", len(text))
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"keys":[{"keyid":"a","expires":null,"key":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg=="}]}`))
	f.Add([]byte(`{"keys":[{"keyid":"a","expires":"2025-01-29T00:00:00.000Z","key":"AAAA"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if keys, err := ParseKeys(data); (keys == nil) == (err == nil) {
			t.Fatalf("%v %v", keys, err)
		}
	})
}

func FuzzDigest(f *testing.F) {
	for _, seed := range []string{"sha256:" + hex.EncodeToString(digest[:]), "sha512-dhdv+jOAi1RgLHw13lxumk3rlgZtumUz9QrCNPTx9MazUnUV3BfAb74oYAMPQQ7uaeogB5vTosbz3POzKbEHUQ==", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "-", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if sum, err := Digest(text); err == nil && algorithms[len(sum)] == "" {
			t.Fatalf("%q: %d bytes", text, len(sum))
		}
	})
}
