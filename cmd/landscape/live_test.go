// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// A made ecosystem whose pages, API and well-known file a loopback server
// speaks. Nothing of it reaches a release.
const liveEcosystem = `id: made
name: Made
purl_type: made
registry: a made registry
homepage: https://made.example
base_url: https://registry.made.example
package_origin: built
traits: {accounts: true, passwords: true, domain_namespaces: false, namespaces: true, uploads: true, self_service_deletion: true}
clients: []
repositories: {}
pages:
  guide: {url: https://docs.made.example/guide}
  policy: {url: https://docs.made.example/policy}
endpoints:
  package:
    url: "{registry}/{package}"
    samples: {one: {package: one}}
  security: {url: "{registry}/.well-known/security.txt"}
links: {}
`

const liveProbes = `integrity.signing:
  - verdict: supported
    enforcement: optional
    evidence:
      - page: guide
        section: signing
        says: ['with made sign']
      - endpoint: package
        of: one
        at: /versions/1.0.0/signature
        matches: 'sig'
policy.deprecation:
  - verdict: supported
    enforcement: optional
    evidence:
      - endpoint: package
        of: one
        at: /versions/1.0.0/deprecated
        equals: use two
  - verdict: unsupported
    evidence:
      - page: policy
        says: ['cannot be deprecated']
policy.deletion-policy:
  - verdict: partial
    enforcement: required
    note: Half of it.
    evidence:
      - page: policy
        says: ['may be deleted within 72 hours']
ecosystem.security-txt:
  - verdict: supported
    enforcement: default
    evidence:
      - endpoint: security
        status: 200
`

// madeRegistry answers for every host of the made ecosystem.
func madeRegistry(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	switch host + r.URL.Path {
	case "docs.made.example/guide":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><body><main><h1>Guide</h1><h2>Signing</h2><p>Sign your packages with <code>made sign</code> before you publish them; anyone can then check who made them and that nothing was changed on the way.</p></main></body></html>")
	case "docs.made.example/policy":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><body><main><h1>Policy</h1><p>A version may be deleted within 72 hours of its publication. After that it stays, since others may depend on it, and only administrators can take it away.</p></main></body></html>")
	case "registry.made.example/one":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"versions":{"1.0.0":{"signature":"sig-1","deprecated":"use two"}}}`)
	case "registry.made.example/.well-known/security.txt":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, "Contact: mailto:security@made.example\nExpires: 2099-01-01T00:00:00Z\n")
	default:
		http.NotFound(w, r)
	}
}

func liveRules(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"ecosystem.yml": liveEcosystem, "probes.yml": liveProbes} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

// landscape runs the program and returns what it said and its status.
func landscape(args ...string) (string, int) {
	var out bytes.Buffer
	code := run(context.Background(), args, &out, &out)
	return out.String(), code
}

func madeVerdicts(t *testing.T, out string) map[string]string {
	t.Helper()
	d, err := dataset.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make(map[string]string)
	for _, v := range d.Verdicts {
		verdicts[v.Feature] = v.Verdict
	}
	return verdicts
}

func TestLive(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(madeRegistry))
	defer server.Close()
	rules, out := liveRules(t), t.TempDir()
	warc := filepath.Join(out, "run.warc.gz")
	said, code := landscape("survey", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace", "--record", warc, "--out", out)
	if code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	verdicts := madeVerdicts(t, out)
	for feature, want := range map[string]string{
		"integrity.signing": "supported", "policy.deprecation": "supported",
		"policy.deletion-policy": "partial", "ecosystem.security-txt": "supported",
	} {
		if verdicts[feature] != want {
			t.Errorf("%s is %s, want %s", feature, verdicts[feature], want)
		}
	}

	// The recording alone gives the same observations.
	server.Close()
	again := t.TempDir()
	if said, code := landscape("survey", "--ecosystems", rules, "--replay", warc, "--out", again); code != 0 {
		t.Fatalf("replay: status %d: %s", code, said)
	}
	for _, table := range []string{"observations", "verdicts"} {
		a, _ := os.ReadFile(filepath.Join(out, "dataset", table+".parquet"))
		b, _ := os.ReadFile(filepath.Join(again, "dataset", table+".parquet"))
		if len(a) == 0 || !bytes.Equal(a, b) {
			t.Errorf("%s of the replay differ", table)
		}
	}

	// With the server gone and no recording nothing is overwritten.
	if said, code := landscape("survey", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace", "--out", out); code != exitNoSource {
		t.Errorf("status %d: %s", code, said)
	}
	if madeVerdicts(t, out)["integrity.signing"] != "supported" {
		t.Error("what was there is gone")
	}
}

func TestLiveRefusesPrivateAddresses(t *testing.T) {
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	if said, code := landscape("survey", "--ecosystems", liveRules(t), "--origins", "*="+server.URL, "--out", t.TempDir()); code != exitNoSource || asked {
		t.Errorf("status %d, asked %v: %s", code, asked, said)
	}
}

// The token goes to no stand-in, log or file.
func TestTokenStays(t *testing.T) {
	const secret = "ghp_madeTokenForTheTest0000000000000000"
	t.Setenv("GITHUB_TOKEN", secret)
	var (
		mu     sync.Mutex
		leaked bool
	)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		leaked = leaked || strings.Contains(fmt.Sprint(r.Header, r.URL), secret)
		madeRegistry(w, r)
	}))
	defer server.Close()
	out := t.TempDir()
	said, _ := landscape("--json-log", "survey", "--ecosystems", liveRules(t), "--origins", "*="+server.URL, "--allow-private", "--no-pace",
		"--record", filepath.Join(out, "run.warc"), "--cache", filepath.Join(out, "cache"), "--out", out)
	if leaked || strings.Contains(said, secret) {
		t.Error("the token left for another host or the log")
	}
	_ = filepath.WalkDir(out, func(path string, _ os.DirEntry, _ error) error {
		if data, err := os.ReadFile(path); err == nil && bytes.Contains(data, []byte(secret)) {
			t.Errorf("the token stands in %s", path)
		}
		return nil
	})
}

// Whatever share of requests meets a fault, a verdict stays or becomes unknown.
func TestFaults(t *testing.T) {
	rules := liveRules(t)
	want := map[string]string{"integrity.signing": "supported", "policy.deprecation": "supported", "policy.deletion-policy": "partial", "ecosystem.security-txt": "supported"}
	quick := []faulttest.Fault{}
	for _, f := range faulttest.All() {
		if !strings.Contains(string(f), "stall") && !strings.Contains(string(f), "slow") && !strings.Contains(string(f), "endless") {
			quick = append(quick, f)
		}
	}
	for seed := range uint64(6) {
		server := faulttest.New(t, http.HandlerFunc(madeRegistry))
		server.Choose(faulttest.Seeded(seed, float64(seed+1)/8, quick...))
		out := t.TempDir()
		said, code := landscape("survey", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace", "--out", out)
		if code == exitNoSource {
			continue
		}
		if code != 0 {
			t.Fatalf("seed %d: status %d: %s", seed, code, said)
		}
		for feature, verdict := range madeVerdicts(t, out) {
			if expected := want[feature]; expected != "" && verdict != expected && verdict != dataset.Unknown {
				t.Errorf("seed %d: %s is %s, and %s without faults", seed, feature, verdict, expected)
			}
		}
	}
}
