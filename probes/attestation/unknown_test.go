// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"maps"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/sigstore/sigstore-go/pkg/root"
)

// partial is a root that lacks something of another.
type partial struct {
	root.TrustedMaterial
	logs, ctLogs map[string]*root.TransparencyLog
	authorities  []root.CertificateAuthority
}

func (p partial) RekorLogs() map[string]*root.TransparencyLog               { return p.logs }
func (p partial) CTLogs() map[string]*root.TransparencyLog                  { return p.ctLogs }
func (p partial) FulcioCertificateAuthorities() []root.CertificateAuthority { return p.authorities }

// What the root does not know is said as such, and never as a wrong signature.
func TestLacks(t *testing.T) {
	v, other := newVirtual(t), newVirtual(t)
	whole := func() partial {
		return partial{v.VirtualSigstore, v.RekorLogs(), nil, v.FulcioCertificateAuthorities()}
	}
	for _, test := range []struct {
		name   string
		change func(*partial)
		want   string
	}{
		{"the log", func(p *partial) { p.logs = other.RekorLogs() }, "the log "},
		{"the authority", func(p *partial) { p.authorities = other.FulcioCertificateAuthorities() }, "the certificate authority "},
	} {
		p := whole()
		test.change(&p)
		policy := v.policy()
		policy.Root = &Root{p}
		got, err := verifyBundle(text(t, v.good()), digest[:], policy)
		if err != nil || got.Outcome != probes.Invalid || !strings.HasPrefix(got.Reason, test.want) || !strings.HasSuffix(got.Reason, "is not in the trust root") {
			t.Errorf("%s: %+v %v", test.name, got, err)
		}
	}
	// a wrong signature under a root that knows everything
	policy := v.policy()
	policy.Root = &Root{whole()}
	policy.SAN = "somebody else"
	if got, _ := verifyBundle(text(t, v.good()), digest[:], policy); got.Outcome != probes.Invalid || strings.Contains(got.Reason, "trust root") {
		t.Errorf("%+v", got)
	}
}

// A real bundle, checked against roots without its logs.
func TestLacksReal(t *testing.T) {
	pinned, err := Pinned()
	if err != nil {
		t.Fatal(err)
	}
	real := upstream(t, "examples/bundle-provenance.json")
	sum, err := Digest("sha512-dhdv+jOAi1RgLHw13lxumk3rlgZtumUz9QrCNPTx9MazUnUV3BfAb74oYAMPQQ7uaeogB5vTosbz3POzKbEHUQ==")
	if err != nil {
		t.Fatal(err)
	}
	all := partial{pinned.material, pinned.material.RekorLogs(), pinned.material.CTLogs(), pinned.material.FulcioCertificateAuthorities()}
	for want, change := range map[string]func(*partial){
		"": func(*partial) {},
		"the log with key c0d23d6ad406973f… is not in the trust root": func(p *partial) {
			p.logs = maps.Clone(p.logs)
			maps.DeleteFunc(p.logs, func(_ string, l *root.TransparencyLog) bool { return l.BaseURL == "https://rekor.sigstore.dev" })
		},
		"the log of certificates dd3d306ac6c71132… is not in the trust root": func(p *partial) {
			p.ctLogs = maps.Clone(p.ctLogs)
			maps.DeleteFunc(p.ctLogs, func(_ string, l *root.TransparencyLog) bool { return strings.HasSuffix(l.BaseURL, "/2022") })
		},
	} {
		p := all
		change(&p)
		got, err := verifyBundle(real, sum, Policy{Issuer: npmIssuer, SAN: npmIdentity, Root: &Root{p}})
		if err != nil || got.Reason != want {
			t.Errorf("%q: %+v %v", want, got, err)
		}
	}
}
