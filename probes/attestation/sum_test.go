// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

// upstream reads a file of the sigstore-go release in go.mod.
func upstream(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/sigstore/sigstore-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const (
	publishType    = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	provenanceType = "https://slsa.dev/provenance/v0.2"
	keyID          = "SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA"
	npmIdentity    = `https://github\.com/sigstore/sigstore-js/\.github/workflows/release\.yml@.+`
	npmIssuer      = "https://token.actions.githubusercontent.com"
)

// npmAnswer is the registry's answer for sigstore 1.3.0, put together of its
// two real bundles.
func npmAnswer(t *testing.T) []byte {
	t.Helper()
	text, err := json.Marshal(object{"attestations": []object{
		{"predicateType": publishType, "bundle": json.RawMessage(upstream(t, "examples/bundle-publish.json"))},
		{"predicateType": provenanceType, "bundle": json.RawMessage(upstream(t, "examples/bundle-provenance.json"))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func npmKeys(t *testing.T, expires any) *Keys {
	t.Helper()
	pem := string(upstream(t, "examples/publish_key.pub"))
	text, _ := json.Marshal(object{"keys": []object{{
		"keyid": keyID, "keytype": "ecdsa-sha2-nistp256", "scheme": "ecdsa-sha2-nistp256", "expires": expires,
		"key": strings.Join(strings.Fields(strings.NewReplacer("-----BEGIN PUBLIC KEY-----", "", "-----END PUBLIC KEY-----", "").Replace(pem)), ""),
	}}})
	keys, err := ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func is(name string) func(string) bool { return func(s string) bool { return s == name } }

// A publish attestation that the registry signed with a key, beside provenance
// that a build signed with a certificate: each verifies when it is asked for.
func TestRealNPM(t *testing.T) {
	digest, err := Digest("sha512-dhdv+jOAi1RgLHw13lxumk3rlgZtumUz9QrCNPTx9MazUnUV3BfAb74oYAMPQQ7uaeogB5vTosbz3POzKbEHUQ==")
	if err != nil {
		t.Fatal(err)
	}
	build := Policy{Issuer: npmIssuer, SAN: npmIdentity, Predicate: is(provenanceType)}
	for _, test := range []struct {
		name    string
		policy  Policy
		want    probes.Outcome
		locator string
	}{
		{"provenance", build, probes.Matched, "predicate types: " + publishType + " (not asked for); " + provenanceType + " (verified, by https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main)"},
		{"publish", Policy{Keys: npmKeys(t, nil), Predicate: is(publishType)}, probes.Matched, publishType + " (verified, by the registry's key)"},
		{"key expired since", Policy{Keys: npmKeys(t, "2025-01-29T00:00:00.000Z"), Predicate: is(publishType)}, probes.Matched, "verified"},
		{"key expired before", Policy{Keys: npmKeys(t, "2023-01-29T00:00:00.000Z"), Predicate: is(publishType)}, probes.Invalid, "not verified"},
		{"another signer", Policy{Issuer: npmIssuer, SAN: `https://github\.com/other/.+`, Predicate: is(provenanceType)}, probes.Invalid, "not verified"},
		{"another type", Policy{Issuer: npmIssuer, SAN: npmIdentity, Predicate: is("https://slsa.dev/verification_summary/v1")}, probes.Unmatched, "not asked for"},
		{"all types", Policy{Issuer: npmIssuer, SAN: npmIdentity}, probes.Matched, publishType + " (not verified)"},
	} {
		results, err := VerifyAll(npmAnswer(t), digest, test.policy, nil)
		if err != nil {
			t.Fatal(err)
		}
		outcome, locator, detail := Summarize(results)
		if outcome != test.want || !strings.Contains(locator, test.locator) || (detail == "") != (outcome == probes.Matched) {
			t.Errorf("%s: %s %q %q", test.name, outcome, locator, detail)
		}
	}
	other := slices.Clone(digest)
	other[0] ^= 1
	results, _ := VerifyAll(npmAnswer(t), other, build, nil)
	if outcome, _, _ := Summarize(results); outcome != probes.Invalid {
		t.Errorf("for another artifact it is %s", outcome)
	}
}

func TestSum(t *testing.T) {
	good := Result{Outcome: probes.Matched, PredicateType: "https://a.example/v1", SAN: "me"}
	bad := Result{Outcome: probes.Invalid, PredicateType: "x (verified, by me); y (verified", Reason: "no"}
	for _, test := range []struct {
		results []Result
		want    probes.Outcome
		types   []string
	}{
		{[]Result{absent}, probes.Unmatched, nil},
		{nil, probes.Unmatched, nil},
		{[]Result{bad}, probes.Invalid, nil},
		{[]Result{bad, good}, probes.Matched, []string{"https://a.example/v1"}},
		{[]Result{good, bad, {Outcome: probes.Matched, SAN: "me"}}, probes.Matched, []string{"https://a.example/v1", none}},
	} {
		outcome, locator, _ := Summarize(test.results)
		if got := Predicates(locator); outcome != test.want || !slices.Equal(got, test.types) {
			t.Errorf("%v: %s %q %v", test.results, outcome, locator, got)
		}
	}
	if Predicates("/signatures/0") != nil {
		t.Error("another locator names types")
	}
}

func TestParseKeysRefuses(t *testing.T) {
	for _, text := range []string{"", "<html>", "{}", `{"keys":[]}`, `{"keys":[{"keyid":"a","key":"!"}]}`, `{"keys":[{"keyid":"a","key":"AAAA"}]}`, `{"keys":[{"keyid":"a","expires":"never"}]}`} {
		if _, err := ParseKeys([]byte(text)); err == nil {
			t.Errorf("%q was taken for keys", text)
		}
	}
}
