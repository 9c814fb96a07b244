// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// without takes a field of a bundle's material away.
func without(b object, field string) object {
	delete(b["verificationMaterial"].(object), field)
	return b
}

func envelope(b object) object { return b["dsseEnvelope"].(object) }

// verifyBundle checks one bundle against the digest of an artifact.
func verifyBundle(data, digest []byte, policy Policy) (Result, error) {
	want, err := policy.toRequirement(digest)
	if err != nil {
		return Result{}, err
	}
	return want.checkBundle(data), nil
}

func TestVerify(t *testing.T) {
	v := newVirtual(t)
	soon := time.Now().Add(5 * time.Minute)
	body := statement("sha256", digest[:])
	wrong := make([]byte, 32)
	long := sha512.Sum512(artifact)

	tampered := v.good()
	envelope(tampered)["payload"] = base64.StdEncoding.EncodeToString([]byte(strings.Replace(string(body), "provenance", "forgery", 1)))
	swapped := v.good() // another statement's signature
	envelope(swapped)["signatures"] = envelope(v.attest(signer, issuer, soon, statement("sha256", wrong)))["signatures"]
	foreign := newVirtual(t).good()
	unlogged := without(v.good(), "tlogEntries")

	for _, test := range []struct {
		name    string
		bundle  []byte
		digest  []byte
		outcome probes.Outcome
		reason  string
	}{
		{"good", text(t, v.good()), digest[:], probes.Matched, ""},
		{"good, SHA-512", text(t, v.attest(signer, issuer, soon, statement("sha512", long[:]))), long[:], probes.Matched, ""},
		{"good, by the log's time alone", text(t, without(v.good(), "timestampVerificationData")), digest[:], probes.Matched, ""},
		{"wrong digest", text(t, v.good()), wrong, probes.Invalid, "digest"},
		{"other algorithm", text(t, v.good()), long[:], probes.Invalid, "digest"},
		{"wrong person", text(t, v.attest("mallory@example.org.evil.example", issuer, soon, body)), digest[:], probes.Invalid, "SAN"},
		{"wrong issuer", text(t, v.attest(signer, issuer+".evil.example", soon, body)), digest[:], probes.Invalid, "issuer"},
		{"expired", text(t, without(v.attest(signer, issuer, time.Now().Add(40*time.Minute), body), "timestampVerificationData")), digest[:], probes.Invalid, "outside certificate validity"},
		{"tampered payload", text(t, tampered), digest[:], probes.Invalid, ""},
		{"swapped signature", text(t, swapped), digest[:], probes.Invalid, ""},
		{"another instance", text(t, foreign), digest[:], probes.Invalid, ""},
		{"not in the log", text(t, unlogged), digest[:], probes.Invalid, "log"},
		{"no statement", text(t, v.attest(signer, issuer, soon, []byte(`{}`))), digest[:], probes.Invalid, ""},
		{"empty", nil, digest[:], probes.Unmatched, "no attestation"},
		{"JSON of another kind", []byte(`{"a":1}`), digest[:], probes.Invalid, "not a Sigstore bundle"},
		{"not JSON", []byte(`<html>`), digest[:], probes.Invalid, "not a Sigstore bundle"},
		{"deep JSON", []byte(strings.Repeat(`{"dsseEnvelope":`, 1e5)), digest[:], probes.Invalid, "not a Sigstore bundle"},
		{"null", []byte(`null`), digest[:], probes.Invalid, "not a Sigstore bundle"},
		{"huge", make([]byte, MaxBundle+1), digest[:], probes.Invalid, "more than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := verifyBundle(test.bundle, test.digest, v.policy())
			if err != nil {
				t.Fatal(err)
			}
			if got.Outcome != test.outcome || !strings.Contains(got.Reason, test.reason) || strings.Contains(got.Reason, "\n") {
				t.Errorf("%s (%s), want %s (%s)", got.Outcome, got.Reason, test.outcome, test.reason)
			}
			if (got.Outcome == probes.Matched) != (got.Reason == "") {
				t.Errorf("%s with reason %q", got.Outcome, got.Reason)
			}
			if got.Outcome == probes.Matched && (got.PredicateType != "https://slsa.dev/provenance/v1" || got.SAN != signer || got.Issuer != issuer || got.SignedAt.IsZero()) {
				t.Errorf("result %+v", got)
			}
		})
	}
}

// A bundle of a private instance is nothing to the public one.
func TestPinnedRoot(t *testing.T) {
	policy := newVirtual(t).policy()
	v := newVirtual(t)
	policy.Root = nil
	got, err := verifyBundle(text(t, v.good()), digest[:], policy)
	if err != nil || got.Outcome != probes.Invalid {
		t.Errorf("%+v %v", got, err)
	}
}

func TestBadPolicy(t *testing.T) {
	good := newVirtual(t).policy()
	for what, change := range map[string]func(*Policy){
		"no issuer":      func(p *Policy) { p.Issuer = "" },
		"no name":        func(p *Policy) { p.SAN = "" },
		"bad expression": func(p *Policy) { p.SAN = "(" },
		"escape":         func(p *Policy) { p.SAN = ")|(" },
	} {
		p := good
		change(&p)
		if _, err := verifyBundle(nil, digest[:], p); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := verifyBundle(nil, digest[:5], good); err == nil {
		t.Error("a short digest was taken")
	}
	if _, err := Digest("abc"); err == nil {
		t.Error("a short digest was read")
	}
}

// An expression's alternatives stay within the whole name.
func TestWholeName(t *testing.T) {
	v := newVirtual(t)
	p := v.policy()
	p.SAN = `other@example\.org|release@example`
	if got, _ := verifyBundle(text(t, v.good()), digest[:], p); got.Outcome != probes.Invalid {
		t.Errorf("%+v", got)
	}
}

func TestVerifyAll(t *testing.T) {
	v := newVirtual(t)
	good := v.good()
	material := good["verificationMaterial"].(object)
	pypi := object{
		"version":               1,
		"verification_material": object{"certificate": material["certificate"].(object)["rawBytes"], "transparency_entries": material["tlogEntries"]},
		"envelope":              object{"statement": envelope(good)["payload"], "signature": envelope(good)["signatures"].([]object)[0]["sig"]},
	}
	const matched, invalid, unmatched = string(probes.Matched), string(probes.Invalid), string(probes.Unmatched)
	for _, test := range []struct {
		name   string
		answer any
		want   string
	}{
		{"a bundle", good, matched},
		{"a list", []object{good, good}, matched + " " + matched},
		{"attestations", object{"attestations": []object{{"predicateType": "x", "bundle": good}, {"bundle": object{}}}}, matched + " " + invalid},
		{"attestation without bundle", object{"attestations": []object{{}}}, invalid},
		{"attestation with a bundle of null", object{"attestations": []any{object{"bundle": nil}, good}}, invalid + " " + invalid},
		{"a list with nothing in it", []any{nil, object{}}, invalid + " " + invalid},
		{"PEP 740 without attestations", object{"attestation_bundles": []object{{"publisher": object{}}}}, invalid},
		{"PEP 740", object{"version": 1, "attestation_bundles": []object{{"publisher": object{}, "attestations": []object{pypi}}}}, matched},
		{"none", object{"attestations": []object{}}, unmatched},
		{"an empty list", []object{}, unmatched},
		{"another shape", object{"error": "not found"}, invalid},
		{"a number", 5, invalid},
		{"too many", make([]object, maxBundles+1), invalid},
	} {
		results, err := VerifyAll(text(t, test.answer), digest[:], v.policy(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range results {
			got = append(got, string(r.Outcome))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %+v, want %s", test.name, results, test.want)
		}
	}
}
