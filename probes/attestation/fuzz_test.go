// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"testing"

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
		results, err := VerifyAll(data, digest[:], policy)
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
