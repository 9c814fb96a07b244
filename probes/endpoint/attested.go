// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
)

// attested answers the attestation probes of one Look, one after the other:
// there are few, and where one's bundles stand may follow from what another
// answer says.
type attested struct {
	*run
	probes []probes.Probe
	root   *attestation.Root
}

// planProbe plans a probe, and marks the answers that it will want.
func (t *attested) planProbe(p probes.Probe) {
	t.probes = append(t.probes, p)
	places := []*probes.Place{p.Ask.Verify.Keys, p.Ask.Verify.Digest, p.Ask.Verify.Artifact}
	for _, place := range places {
		if place == nil {
			continue
		}
		if r, err := t.api.fillTemplate(p.Ecosystem, "", *place); err == nil {
			t.kept[r] = nil
		}
	}
	if r, err := t.api.requestOf(p); err == nil {
		t.kept[r] = nil
	}
}

func (t *attested) verifyAll(ctx context.Context) {
	if len(t.probes) == 0 {
		return
	}
	t.root = t.api.Root
	if t.root == nil && t.api.Renew != nil {
		t.root = t.api.Renew(ctx)
	}
	slices.SortFunc(t.probes, func(a, b probes.Probe) int { return strings.Compare(a.Key, b.Key) })
	for i, p := range t.probes {
		o := t.observeAttestation(ctx, p)
		if ctx.Err() != nil {
			return // what it cut short says nothing of the registry
		}
		t.emitMarked(p, o)
		if t.api.Progress != nil {
			t.api.Progress(probes.Progress{Source: t.api.withoutMirrorAddresses(o.URL), Done: i + 1, Total: len(t.probes), Probes: 1})
		}
	}
}

// fetchOnce asks once.
func (t *attested) fetchOnce(ctx context.Context, r request) *response {
	if got := t.kept[r]; got != nil {
		return got
	}
	got := t.api.exchange(ctx, r)
	got.release() // few are kept
	t.kept[r] = got
	return got
}

// observeAttestation verifies what one probe asks about.
func (t *attested) observeAttestation(ctx context.Context, p probes.Probe) probes.Observation {
	o := t.api.newObservation(p, &response{url: t.api.shownAddress(p)})
	give := func(f finding) probes.Observation {
		o.Outcome, o.Detail = f.outcome, oneLine(f.detail)
		if f.locator != "" {
			o.Locator = f.locator
		}
		return o
	}
	digest, f := t.artifactDigest(ctx, p)
	if f.outcome != probes.Matched {
		return give(f)
	}
	policy, f := t.signerPolicy(ctx, p)
	if f.outcome != probes.Matched {
		return give(f)
	}
	r, err := t.api.requestOf(withDigest(p, digest))
	if err != nil {
		return give(finding{outcome: probes.Unreachable, detail: err.Error()})
	}
	got := t.fetchOnce(ctx, r)
	o = t.api.newObservation(p, got)
	if bad, ok := got.isReadable(p); !ok {
		return give(bad)
	}
	t.recognizeMirror(got, p)
	return give(t.verifyBundles(ctx, got, p, digest, policy))
}

// verifyBundles checks the bundles of an answer, or those at a pointer in it.
func (t *attested) verifyBundles(ctx context.Context, got *response, p probes.Probe, digest []byte, policy attestation.Policy) finding {
	bundles, prefix := got.body, ""
	if p.Ask.At != "" {
		text, f := got.valueAt(p.Ask.At, p.Ask.Form != nil)
		if f.outcome != probes.Matched {
			return f
		}
		bundles, prefix = []byte(text), f.locator+" "
	}
	results, err := attestation.VerifyAll(bundles, digest, policy, t.fetchBundle(ctx, p))
	if err != nil {
		return invalid("%v", err)
	}
	outcome, locator, detail := attestation.Summarize(results)
	return finding{outcome: outcome, locator: strings.TrimSpace(prefix + locator), detail: detail}
}

// fetchBundle fetches a bundle that stands at an address of its own, from the hosts
// that the endpoint's record names. The address may hold a key to it: no error
// repeats more than its host.
func (t *attested) fetchBundle(ctx context.Context, p probes.Probe) attestation.Fetch {
	return func(address string) ([]byte, error) {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" || u.Host == "" {
			return nil, errors.New("its address is not a plain https:// one")
		}
		if !servedBy(bundleHosts(p), u.Host) {
			return nil, fmt.Errorf("its host %.100q is not among the bundles' of endpoint %s: add it to ecosystem.yml", u.Host, p.Ask.EndpointID)
		}
		u.Fragment = ""
		got := t.fetchOnce(ctx, request{method: http.MethodGet, url: u.String(), most: attestation.MaxPacked})
		switch {
		case got.err != nil:
			return nil, fmt.Errorf("%s: %w", u.Host, got.err)
		case got.status != http.StatusOK:
			return nil, fmt.Errorf("%s: HTTP status %d", u.Host, got.status)
		}
		return got.body, nil
	}
}

// bundleHosts are those that the record names, or where GitHub keeps the bundles
// of its API.
func bundleHosts(p probes.Probe) []string {
	if len(p.Ask.Verify.Bundles) == 0 && strings.HasPrefix(p.URL, "https://api.github.com/") {
		return []string{"*.blob.core.windows.net"}
	}
	return p.Ask.Verify.Bundles
}

// servedBy says whether a host is in a list of names; *.NAME takes those below.
func servedBy(names []string, host string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		below, any := strings.CutPrefix(name, "*")
		return strings.EqualFold(name, host) || any && len(host) > len(below) && strings.EqualFold(host[len(host)-len(below):], below)
	})
}

// withDigest fills {digest} in.
func withDigest(p probes.Probe, digest []byte) probes.Probe {
	ask := *p.Ask
	ask.Values = map[string]string{}
	maps.Copy(ask.Values, p.Ask.Values)
	ask.Values["digest"] = hex.EncodeToString(digest)
	p.Ask = &ask
	return p
}

// artifactDigest finds the digest of the artifact: as another endpoint states it, or
// by reading the artifact.
func (t *attested) artifactDigest(ctx context.Context, p probes.Probe) ([]byte, finding) {
	if place := p.Ask.Verify.Artifact; place != nil {
		got, f := t.readPlace(ctx, p, *place)
		if f.outcome != probes.Matched {
			return nil, f
		}
		sum := sha256.Sum256(got.body)
		return sum[:], f
	}
	got, f := t.readPlace(ctx, p, *p.Ask.Verify.Digest)
	if f.outcome != probes.Matched {
		return nil, f
	}
	text, f := got.valueAt(p.Ask.Verify.Digest.At, p.Ask.Verify.Digest.Form != nil)
	if f.outcome != probes.Matched {
		return nil, invalid("no digest to verify against: %s", f.detail)
	}
	digest, err := attestation.Digest(text)
	if err != nil {
		return nil, invalid("no digest to verify against: %v", err)
	}
	return digest, f
}

// readPlace fetches what a verification needs beside the bundles. Whatever it lacks
// says nothing of the attestation.
func (t *attested) readPlace(ctx context.Context, p probes.Probe, place probes.Place) (*response, finding) {
	r, err := t.api.fillTemplate(p.Ecosystem, "", place)
	if err != nil {
		return nil, finding{outcome: probes.Unreachable, detail: err.Error()}
	}
	got := t.fetchOnce(ctx, r)
	side := probes.Probe{Ecosystem: p.Ecosystem, URL: place.URL, Ask: &probes.Ask{Method: place.Method, Accept: place.Accept, At: place.At, Form: place.Form}}
	t.recognizeMirror(got, side)
	if bad, ok := got.isReadable(side); !ok {
		bad.detail = place.EndpointID + ": " + bad.detail
		return nil, bad
	}
	return got, finding{outcome: probes.Matched}
}

// signerPolicy is who must have signed.
func (t *attested) signerPolicy(ctx context.Context, p probes.Probe) (attestation.Policy, finding) {
	v := p.Ask.Verify
	policy := attestation.Policy{Issuer: v.Issuer, SAN: v.Identity, Root: t.root}
	if v.Predicate != nil {
		policy.Predicate = func(name string) bool { return matchesPattern(v.Predicate, name) }
	}
	if v.Keys == nil {
		return policy, finding{outcome: probes.Matched}
	}
	got, f := t.readPlace(ctx, p, *v.Keys)
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
