// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

const askedEndpoints = `  bundles:
    url: "{registry}/{package}/attestations"
    samples: {one: {package: one}}
  manifest:
    url: "{registry}/{package}"
    samples: {one: {package: one}}
  keys:
    url: "{registry}/keys"
  by-digest:
    url: https://example.org/sha256:{digest}
`

const attestationItem = `      - attestation: bundles
        of: one
        predicate: '^https://slsa\.dev/'
        issuer: https://token.example.org
        identity: 'https://example\.org/.+'
        digest: {endpoint: manifest, of: one, at: /dist/integrity}
`

// askedOf loads the sound records with more endpoints and one more item.
func askedOf(t *testing.T, item string) ([]*Ecosystem, error) {
	t.Helper()
	ecosystem := strings.Replace(soundEcosystem, "endpoints:\n", "endpoints:\n"+askedEndpoints, 1)
	rules := strings.Replace(soundProbes, "      - page: guide\n", item+"      - page: guide\n", 1)
	if ecosystem == soundEcosystem || rules == soundProbes {
		t.Fatal("the sound records changed")
	}
	return loadMade(t, ecosystem, rules)
}

func TestAsks(t *testing.T) {
	all, err := askedOf(t, attestationItem)
	if err != nil {
		t.Fatal(err)
	}
	p := all[0].Judgements[0].Rules[0].Evidence[0]
	v := p.Ask.Verify
	if p.Method != probes.Attestation || p.Kind != probes.Behaviour || p.URL != "{registry}/{package}/attestations" || p.Ask.Values["package"] != "one" {
		t.Errorf("%+v", p)
	}
	if v.Issuer != "https://token.example.org" || v.Digest.At != "/dist/integrity" || v.Digest.URL != "{registry}/{package}" || v.Digest.Values["package"] != "one" || v.Artifact != nil || v.Keys != nil {
		t.Errorf("%+v", v)
	}
	for item, method := range map[string]probes.Method{
		"      - pgp: bundles\n        of: one\n":                                    probes.PGP,
		"      - security-txt: keys\n":                                               probes.SecurityTxt,
		"      - osv: keys\n        ecosystem: PyPI\n        ids: '^MAL-'\n":         probes.OSV,
		strings.Replace(attestationItem, "bundles\n        of: one", "by-digest", 1): probes.Attestation,
	} {
		all, err := askedOf(t, item)
		if err != nil {
			t.Errorf("%s: %v", item, err)
			continue
		}
		if got := all[0].Judgements[0].Rules[0].Evidence[0]; got.Method != method || got.Kind != probes.Behaviour || got.Key == p.Key {
			t.Errorf("%s: %+v", item, got)
		}
	}
}

func TestAskProblems(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"unknown endpoint", "attestation: bundles", "attestation: bundle", `unknown endpoint "bundle"`},
		{"unknown sample", "        of: one\n", "        of: two\n", `endpoint bundles has no sample "two"`},
		{"no sample", "        of: one\n", "", "endpoint bundles needs a value for {package}"},
		{"no sample of the digest", "manifest, of: one,", "manifest,", "endpoint manifest needs a value for {package}"},
		{"anyone's signature", "        issuer: https://token.example.org\n", "", "a signature of just anyone proves nothing"},
		{"keys and issuer", "        issuer:", "        keys: {endpoint: keys}\n        issuer:", "keys takes the place of issuer and identity"},
		{"bad identity", `https://example\.org/.+`, `https://(`, "bad expression for the identity"},
		{"no digest", "        digest: {endpoint: manifest, of: one, at: /dist/integrity}\n", "", "needs digest or artifact, and not both"},
		{"digest and artifact", "        digest:", "        artifact: {endpoint: keys}\n        digest:", "needs digest or artifact, and not both"},
		{"digest of nowhere", ", at: /dist/integrity", "", "digest needs at"},
		{"half a place", "endpoint: manifest, ", "", "name the endpoint beside it"},
		{"artifact at", "digest: {endpoint: manifest, of: one, at: /dist/integrity}", "artifact: {endpoint: manifest, of: one, at: /x}", "artifact is a whole answer"},
		{"bad pointer", "at: /dist", "at: dist", `at "dist/integrity" is not a JSON pointer`},
		{"status", "        of: one\n", "        of: one\n        status: 200\n", "status does not go with attestation"},
		{"unknown key", "        predicate:", "        predicates:", `unknown key "predicates": did you mean predicate?`},
		{"osv without ecosystem", attestationItem, "      - osv: keys\n", "the osv item needs ecosystem"},
		{"osv with a pointer", attestationItem, "      - osv: keys\n        ecosystem: PyPI\n        at: /id\n", "at does not go with osv"},
		{"issuer on pgp", attestationItem, "      - pgp: keys\n        issuer: x\n", "issuer does not go with pgp"},
		{"two forms", attestationItem, "      - pgp: keys\n        security-txt: keys\n", "this one has 2"},
	} {
		item := strings.Replace(attestationItem, test.old, test.new, 1)
		if item == attestationItem {
			t.Errorf("%s: the item has no %q", test.name, test.old)
			continue
		}
		if _, err := askedOf(t, item); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "ecosystems/made/probes.yml:") {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}
