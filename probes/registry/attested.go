// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
)

// attested answers the attestation probes of one Look, one after the other:
// there are few, and where one's bundles stand may follow from what another
// answer says.
type attested struct {
	api    *API
	see    func(probes.Observation)
	probes []probes.Probe
	kept   map[request]*answer // nil: wanted, and not asked yet
}

// add plans a probe, and marks the answers that it will want.
func (t *attested) add(p probes.Probe) {
	t.probes = append(t.probes, p)
	places := []*probes.Place{p.Ask.Verify.Keys, p.Ask.Verify.Digest, p.Ask.Verify.Artifact}
	for _, place := range places {
		if place == nil {
			continue
		}
		if r, err := t.api.fill(p.Ecosystem, "", *place); err == nil {
			t.kept[r] = nil
		}
	}
	if r, err := t.api.build(p); err == nil {
		t.kept[r] = nil
	}
}

// keep remembers an answer that is wanted.
func (t *attested) keep(r request, got *answer) {
	if _, wanted := t.kept[r]; wanted {
		t.kept[r] = got
	}
}

func (t *attested) all(ctx context.Context) {
	slices.SortFunc(t.probes, func(a, b probes.Probe) int { return strings.Compare(a.Key, b.Key) })
	for i, p := range t.probes {
		o := t.observe(ctx, p)
		if ctx.Err() != nil {
			return // what it cut short says nothing of the registry
		}
		t.see(o)
		if t.api.Progress != nil {
			t.api.Progress(Progress{URL: o.URL, Done: i + 1, Total: len(t.probes), Probes: 1})
		}
	}
}

// fetch asks once.
func (t *attested) fetch(ctx context.Context, r request) *answer {
	if got := t.kept[r]; got != nil {
		return got
	}
	got := t.api.send(ctx, r)
	got.close() // few are kept
	t.kept[r] = got
	return got
}

// observe verifies what one probe asks about.
func (t *attested) observe(ctx context.Context, p probes.Probe) probes.Observation {
	o := t.api.blank(p, p.URL)
	give := func(f finding) probes.Observation {
		o.Outcome, o.Detail = f.outcome, oneLine(f.detail)
		if f.locator != "" {
			o.Locator = f.locator
		}
		return o
	}
	digest, f := t.digest(ctx, p)
	if f.outcome != probes.Matched {
		return give(f)
	}
	policy, f := t.policy(ctx, p)
	if f.outcome != probes.Matched {
		return give(f)
	}
	r, err := t.api.build(withDigest(p, digest))
	if err != nil {
		return give(finding{outcome: probes.Unreachable, detail: err.Error()})
	}
	got := t.fetch(ctx, r)
	o.URL, o.HTTPStatus, o.Digest = got.url, got.status, got.digest
	if !got.at.IsZero() {
		o.RetrievedAt = got.at.UTC()
	}
	if bad, ok := got.readable(p); !ok {
		return give(bad)
	}
	return give(verify(got, p, digest, policy))
}

// verify checks the bundles of an answer, or those at a pointer in it.
func verify(got *answer, p probes.Probe, digest []byte, policy attestation.Policy) finding {
	bundles, prefix := got.body, ""
	if p.Ask.At != "" {
		text, f := got.value(p.Ask.At)
		if f.outcome != probes.Matched {
			return f
		}
		bundles, prefix = []byte(text), f.locator+" "
	}
	results, err := attestation.VerifyAll(bundles, digest, policy)
	if err != nil {
		return invalid("%v", err)
	}
	outcome, locator, detail := attestation.Sum(results)
	return finding{outcome: outcome, locator: strings.TrimSpace(prefix + locator), detail: detail}
}

// withDigest fills {digest} in.
func withDigest(p probes.Probe, digest []byte) probes.Probe {
	ask := *p.Ask
	ask.Values = maps.Clone(ask.Values)
	if ask.Values == nil {
		ask.Values = make(map[string]string)
	}
	ask.Values["digest"] = hex.EncodeToString(digest)
	p.Ask = &ask
	return p
}

// digest finds the digest of the artifact: as another endpoint states it, or
// by reading the artifact.
func (t *attested) digest(ctx context.Context, p probes.Probe) ([]byte, finding) {
	if place := p.Ask.Verify.Artifact; place != nil {
		got, f := t.read(ctx, p, *place)
		if f.outcome != probes.Matched {
			return nil, f
		}
		sum := sha256.Sum256(got.body)
		return sum[:], f
	}
	got, f := t.read(ctx, p, *p.Ask.Verify.Digest)
	if f.outcome != probes.Matched {
		return nil, f
	}
	text, f := got.value(p.Ask.Verify.Digest.At)
	if f.outcome != probes.Matched {
		return nil, invalid("no digest to verify against: %s", f.detail)
	}
	digest, err := attestation.Digest(text)
	if err != nil {
		return nil, invalid("no digest to verify against: %v", err)
	}
	return digest, f
}

// read fetches what a verification needs beside the bundles. Whatever it lacks
// says nothing of the attestation.
func (t *attested) read(ctx context.Context, p probes.Probe, place probes.Place) (*answer, finding) {
	r, err := t.api.fill(p.Ecosystem, "", place)
	if err != nil {
		return nil, finding{outcome: probes.Unreachable, detail: err.Error()}
	}
	got := t.fetch(ctx, r)
	side := probes.Probe{URL: place.URL, Ask: &probes.Ask{Method: place.Method, Accept: place.Accept, At: place.At}}
	if bad, ok := got.readable(side); !ok {
		bad.detail = place.EndpointID + ": " + bad.detail
		return nil, bad
	}
	return got, finding{outcome: probes.Matched}
}

// policy is who must have signed.
func (t *attested) policy(ctx context.Context, p probes.Probe) (attestation.Policy, finding) {
	v := p.Ask.Verify
	policy := attestation.Policy{Issuer: v.Issuer, SAN: v.Identity, Root: t.api.Root}
	if v.Predicate != nil {
		policy.Predicate = func(name string) bool { return matches(v.Predicate, name) }
	}
	if v.Keys == nil {
		return policy, finding{outcome: probes.Matched}
	}
	got, f := t.read(ctx, p, *v.Keys)
	if f.outcome != probes.Matched {
		return policy, f
	}
	keys, err := attestation.ParseKeys(got.body)
	if err != nil {
		return policy, invalid("%s: %v", v.Keys.EndpointID, err)
	}
	policy.Keys = keys
	return policy, finding{outcome: probes.Matched}
}
