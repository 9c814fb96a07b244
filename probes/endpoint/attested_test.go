// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// pgpSignature was made for this test, by a key that signed nothing else.
const pgpSignature = `-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQTH4QfRb5wChUdqAbPzzY0MuayHUAUCawYXXwAKCRDzzY0MuayH
UI7TAQCShzi9lU+WUWaO2rbKtMQOG8jS2nrYLJg+WCyIdzpFFAD/XHnHL4UyUdmG
JTJk/SjqGVIX2fc/LjRQ8Yf1oVhSbQk=
=9ahj
-----END PGP SIGNATURE-----
`

// example reads one of the real bundles that sigstore-go has in its examples.
func example(t *testing.T, name string) json.RawMessage {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/sigstore/sigstore-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const (
	integrity = "sha512-dhdv+jOAi1RgLHw13lxumk3rlgZtumUz9QrCNPTx9MazUnUV3BfAb74oYAMPQQ7uaeogB5vTosbz3POzKbEHUQ=="
	hexDigest = "76176ffa33808b54602c7c35de5c6e9a4deb96066dba6533f50ac234f4f1f4c6b3527515dc17c06fbe2860030f410eee69ea20079bd3a2c6f3dcf3b329b10751"
	npmKeys   = `{"keys":[{"keyid":"SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA","expires":"2025-01-29T00:00:00.000Z","key":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg=="}]}`
)

// attestedAnswers serve a real package's bundles in a made registry.
func attestedAnswers(t *testing.T) http.Handler {
	t.Helper()
	both, err := json.Marshal(map[string]any{"attestations": []any{
		map[string]any{"bundle": example(t, "bundle-publish.json")},
		map[string]any{"bundle": example(t, "bundle-provenance.json")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{
		"/manifest":        `{"dist":{"integrity":"` + integrity + `"}}`,
		"/other":           `{"dist":{"integrity":"sha512-` + strings.Repeat("A", 86) + `=="}}`,
		"/no-integrity":    `{"dist":{}}`,
		"/attestations":    string(both),
		"/by/" + hexDigest: string(both),
		"/none":            `{"attestations":[]}`,
		"/keys":            npmKeys,
		"/no-keys":         `{"keys":[]}`,
		"/error":           `{"error":"not now"}`,
		"/artifact":        "the bytes of another package",
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(body, "{") {
			w.Header().Set("Content-Type", "application/json")
		}
		_, _ = fmt.Fprint(w, body)
	})
}

func attestedServer(t *testing.T) (base string, asked func(path string) int) {
	t.Helper()
	answers := attestedAnswers(t)
	var mu sync.Mutex
	times := make(map[string]int)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		times[r.URL.Path]++
		mu.Unlock()
		answers.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, func(path string) int {
		mu.Lock()
		defer mu.Unlock()
		return times[path]
	}
}

func place(path, at string) *probes.Place {
	return &probes.Place{EndpointID: "beside", URL: "{registry}" + path, At: at}
}

func same(*probes.Verify) {}

// build asks for what a build of the package's own repository attested.
func build(change func(*probes.Verify)) probes.Verify {
	v := probes.Verify{
		Predicate: probes.MustCompile(`^https://slsa\.dev/provenance/`), Issuer: "https://token.actions.githubusercontent.com",
		Identity: `https://github\.com/sigstore/sigstore-js/\.github/workflows/release\.yml@.+`, Digest: place("/manifest", "/dist/integrity"),
	}
	change(&v)
	return v
}

func TestAttested(t *testing.T) {
	base, asked := attestedServer(t)
	byKey := func(keys string) func(*probes.Verify) {
		return func(v *probes.Verify) {
			v.Predicate, v.Issuer, v.Identity, v.Keys = probes.MustCompile(`specs/publish/v0\.1$`), "", "", place(keys, "")
		}
	}
	tests := []struct {
		path, at string
		verify   probes.Verify
		want     probes.Outcome
		said     string
	}{
		{"/attestations", "", build(same), probes.Matched, "https://slsa.dev/provenance/v0.2 (verified, by https://github.com/sigstore/sigstore-js/"},
		{"/attestations", "", build(byKey("/keys")), probes.Matched, "publish/v0.1 (verified, by the registry's key)"},
		{"/attestations", "/attestations/1/bundle", build(same), probes.Matched, "/attestations/1/bundle predicate types: https://slsa.dev/provenance/v0.2 (verified"},
		{"/attestations", "/attestations/7/bundle", build(same), probes.Unmatched, "no value"},
		{"/by/{digest}", "", build(same), probes.Matched, "verified"},
		{"/none", "", build(same), probes.Unmatched, "there is no attestation"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Predicate = probes.MustCompile("^https://other") }), probes.Unmatched, "none of the predicate type"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Identity = `https://github\.com/other/.+` }), probes.Invalid, "does not verify"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Digest = place("/other", "/dist/integrity") }), probes.Invalid, "does not verify"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Digest, v.Artifact = nil, place("/artifact", "") }), probes.Invalid, "does not verify"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Digest = place("/no-integrity", "/dist/integrity") }), probes.Invalid, "no digest"},
		{"/attestations", "", build(func(v *probes.Verify) { v.Digest = place("/missing", "/dist/integrity") }), probes.Unreachable, "beside: HTTP status 404"},
		{"/attestations", "", build(byKey("/no-keys")), probes.Invalid, "not a list of keys"},
		{"/attestations", "", build(byKey("/missing")), probes.Unreachable, "beside: HTTP status 404"},
		{"/missing", "", build(same), probes.Unreachable, "404"},
		{"/error", "", build(same), probes.Invalid, "neither a bundle"},
		{"/manifest", "", build(same), probes.Invalid, "neither a bundle"},
	}
	var list []probes.Probe
	for i, test := range tests {
		p := probe(test.path, probes.Ask{Accept: "application/json", At: test.at, Verify: &test.verify})
		p.Key = fmt.Sprintf("%02d", i)
		list = append(list, p)
	}
	// an endpoint item about the same answer, which is asked for once
	list = append(list, probe("/attestations", probes.Ask{Accept: "application/json", At: "/attestations/0/bundle", Exists: true}))
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	seen := look(t, &API{Client: &http.Client{Transport: transport}, Registries: map[string]string{"npm": base}, Now: now}, list...)
	for i, test := range tests {
		o := seen[list[i].Key]
		if o.Outcome != test.want || !strings.Contains(o.Locator+" "+o.Detail, test.said) || (o.Outcome == probes.Matched) != (o.Detail == "") {
			t.Errorf("%d %s: %s %q %q, want %s %q", i, test.path, o.Outcome, o.Locator, o.Detail, test.want, test.said)
		}
		if o.Outcome == probes.Matched && (len(o.Digest) != 32 || o.HTTPStatus != 200 || o.Kind != probes.Behaviour) {
			t.Errorf("%d: %+v", i, o)
		}
	}
	for _, path := range []string{"/attestations", "/keys"} {
		if n := asked(path); n != 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
}

// A fault on the way to the bundles, or to the digest, costs the observation:
// it never says that there is no attestation.
func TestAttestedFaults(t *testing.T) {
	server := faulttest.New(t, attestedAnswers(t))
	for _, path := range []string{"/attestations", "/manifest"} {
		for _, fault := range append(faulttest.All(), faulttest.None) {
			server.Choose(func(r *http.Request) faulttest.Fault {
				if r.URL.Path == path {
					return fault
				}
				return faulttest.None
			})
			options := transport.Options{
				AllowPrivate: true, MaxBody: 4 << 20, MaxRetries: -1,
				Paces: map[string]transport.Pace{"": {PerSecond: 10_000, Concurrency: 16}},
			}
			if fault != faulttest.None { // a good answer may take long on a busy machine
				options.Timeout, options.Stall = time.Second, 100*time.Millisecond
			}
			way, err := transport.New(options)
			if err != nil {
				t.Fatal(err)
			}
			v := build(same)
			p := probe("/attestations", probes.Ask{Accept: "application/json", Verify: &v})
			o := look(t, &API{Client: way.Client(), Registries: map[string]string{"npm": server.URL}, Now: now}, p)[p.Key]
			if o.Outcome == probes.Unmatched || o.Outcome == "" || fault == faulttest.None && o.Outcome != probes.Matched {
				t.Errorf("%s at %s: %s %s", fault, path, o.Outcome, o.Detail)
			}
			if err := way.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
