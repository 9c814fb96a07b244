// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/snappy"
	"github.com/ossf/package-manager-landscape/probes"
)

// A bundle that stands at an address of its own is fetched, unpacked and
// verified; what cannot be fetched or is no bundle never says that there is no
// attestation. The answers are made, in the shapes that GitHub's API has had.
func TestBundleURL(t *testing.T) {
	v := newVirtual(t)
	good := v.good()
	const address = "https://bundles.made.example/1.json.sn?sig=made"
	entry := func(bundle any, more ...object) object {
		e := object{"repository_id": 1, "bundle_url": address, "initiator": "user", "bundle": bundle}
		if bundle == "absent" {
			delete(e, "bundle")
		}
		return object{"attestations": append([]object{e}, more...)}
	}
	packed := snappy.Encode(nil, text(t, good))
	serve := func(data []byte) Fetch {
		return func(at string) ([]byte, error) {
			if at != address {
				t.Errorf("fetched %s", at)
			}
			return data, nil
		}
	}
	refused := func(string) ([]byte, error) { return nil, errors.New("HTTP status 503") }
	never := func(at string) ([]byte, error) {
		t.Errorf("fetched %s", at)
		return nil, errors.New("not wanted")
	}
	other := good
	for _, test := range []struct {
		name   string
		answer object
		fetch  Fetch
		want   probes.Outcome
		said   string
	}{
		{"inline", entry(good), never, probes.Matched, ""},
		{"null", entry(nil), serve(packed), probes.Matched, ""},
		{"absent", entry("absent"), serve(packed), probes.Matched, ""},
		{"an empty object", entry(object{}), serve(packed), probes.Matched, ""},
		{"plain JSON", entry(nil), serve(text(t, good)), probes.Matched, ""},
		{"cannot be fetched", entry(nil), refused, probes.Unreachable, "could not be fetched: HTTP status 503"},
		{"no way to fetch", entry("absent"), nil, probes.Unreachable, "could not be fetched"},
		{"a web page", entry("absent"), serve([]byte("<html>wait a moment")), probes.Invalid, "not a Sigstore bundle"},
		{"nothing", entry("absent"), serve(nil), probes.Invalid, "not a Sigstore bundle: it is empty"},
		{"packed and no bundle", entry(nil), serve(snappy.Encode(nil, []byte("{}"))), probes.Invalid, "not a Sigstore bundle"},
		{"cut", entry(nil), serve(packed[:len(packed)/2]), probes.Invalid, "snappy"},
		{"claims four gigabytes", entry(nil), serve([]byte("\xff\xff\xff\xff\x0f0")), probes.Invalid, "unpacked it has 4294967295 bytes"},
		{"too large as served", entry(nil), serve(make([]byte, MaxPacked+1)), probes.Invalid, "more than"},
		{"no address either", object{"attestations": []object{{"bundle": nil}}}, never, probes.Invalid, "has no bundle"},
		{"one of two verifies", entry(nil, object{"bundle": other}), refused, probes.Matched, ""},
		{"one unread, one bad", entry(nil, object{"bundle": object{"mediaType": "x"}}), refused, probes.Unreachable, "could not be fetched"},
		{"none", object{"attestations": []object{}}, never, probes.Unmatched, "there is no attestation"},
	} {
		results, err := VerifyAll(text(t, test.answer), digest[:], v.policy(), test.fetch)
		if err != nil {
			t.Fatal(err)
		}
		outcome, _, detail := Summarize(results)
		if outcome != test.want || !strings.Contains(detail, test.said) || (detail == "") != (outcome == probes.Matched) {
			t.Errorf("%s: %s %q, want %s %q", test.name, outcome, detail, test.want, test.said)
		}
	}
}

// However many addresses an answer names, a few are fetched, and the rest is
// not taken for absent.
func TestBundleURLsBounded(t *testing.T) {
	v := newVirtual(t)
	asked := 0
	policy := v.policy()
	policy.Predicate = is("https://other.example")
	packed := snappy.Encode(nil, text(t, v.good()))
	results, err := VerifyAll(text(t, object{"attestations": slices.Repeat([]object{{"bundle_url": "https://made.example/"}}, 50)}), digest[:], policy,
		func(string) ([]byte, error) { asked++; return packed, nil })
	if err != nil {
		t.Fatal(err)
	}
	if outcome, _, detail := Summarize(results); asked != maxFetched || outcome != probes.Unreachable || !strings.Contains(detail, "more than the 10") {
		t.Errorf("%d asked: %s %s", asked, outcome, detail)
	}
}
