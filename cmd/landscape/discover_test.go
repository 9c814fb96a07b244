// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/discover"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// madeManual answers for every host: a site with more pages than its ecosystem
// knows, one of which robots.txt closes.
type madeManual struct {
	mu    sync.Mutex
	asked []string
	hang  chan struct{} // what the page "slow" waits for; nil: no such page
}

func (m *madeManual) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	m.mu.Lock()
	m.asked = append(m.asked, host+r.URL.Path)
	m.mu.Unlock()
	page := func(title, text string, links ...string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<html><head><title>%s</title></head><body><main><h1>%s</h1><p>%s</p><p>These made words stand for the rest of a page of documentation, so that it is more than a shell.</p>", title, title, text)
		for _, link := range links {
			fmt.Fprintf(w, "<a href=%q>more</a>", link)
		}
		fmt.Fprint(w, "</main></body></html>")
	}
	switch host + r.URL.Path {
	case "docs.made.example/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /secret\n")
	case "docs.made.example/guide":
		page("Guide", "Sign packages with made sign.", "/keys", "/secret", "https://elsewhere.example/")
	case "docs.made.example/policy":
		page("Policy", "A version may be deleted.", "/keys")
	case "docs.made.example/keys":
		page("Keys", "Passkeys and security keys work through WebAuthn.", "slow")
	case "extra.made.example/":
		page("Extra", "Releases have a bill of materials (SBOM) in CycloneDX.")
	case "docs.made.example/slow":
		if m.hang != nil {
			<-m.hang
		}
		http.NotFound(w, r)
	default:
		http.NotFound(w, r)
	}
}

// manualRules is a made ecosystem with this manual, and one rule.
func manualRules(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"ecosystem.yml": manualEcosystem, "probes.yml": manualProbes} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

const manualEcosystem = `id: made
name: Made
purl_type: made
registry: a made registry
homepage: https://made.example
base_url: https://registry.made.example
package_origin: built
traits: {registry: true, accounts: true, passwords: true, domain_namespaces: false, namespaces: true, uploads: true, self_service_deletion: true}
clients: []
repositories: {}
pages:
  guide: {url: https://docs.made.example/guide}
  policy: {url: https://docs.made.example/policy}
endpoints: {}
links: {}
`

const manualProbes = `integrity.signing:
  - verdict: supported
    enforcement: optional
    evidence:
      - page: guide
        says: ['with made sign']
`

func (m *madeManual) was(asked string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Contains(m.asked, asked)
}

// proposed runs discover for JSON, and gives the first address of each feature.
func proposed(t *testing.T, args ...string) (map[string]string, string) {
	t.Helper()
	var out, errs strings.Builder
	code := run(context.Background(), append([]string{"discover", "--ecosystem", "made", "--format", "json"}, args...), &out, &errs)
	if code != 0 {
		t.Fatalf("status %d: %s", code, errs.String())
	}
	var d discover.Proposals
	if err := json.Unmarshal([]byte(out.String()), &d); err != nil {
		t.Fatal(err, out.String())
	}
	first := make(map[string]string)
	for _, f := range d.Features {
		first[f.Feature] = ""
		if len(f.Passages) > 0 {
			first[f.Feature] = f.Passages[0].URL
		}
	}
	return first, errs.String()
}

func TestDiscoverLive(t *testing.T) {
	manual := &madeManual{}
	server := httptest.NewServer(manual)
	defer server.Close()
	rules, warc := manualRules(t), filepath.Join(t.TempDir(), "run.warc.gz")
	network := []string{"--ecosystems", rules, "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--record", warc, "--host", "extra.made.example"}
	got, said := proposed(t, network...)
	for feature, want := range map[string]string{
		"authentication.passkeys": "https://docs.made.example/keys",
		"sbom.generation":         "https://extra.made.example/",
	} {
		if got[feature] != want {
			t.Errorf("%s: %q, want %s", feature, got[feature], want)
		}
	}
	for _, line := range []string{"read https://docs.made.example/keys", "cannot read https://docs.made.example/secret  why=robots"} {
		if !strings.Contains(said, line) {
			t.Errorf("no line %q in\n%s", line, said)
		}
	}
	if manual.was("docs.made.example/secret") || manual.was("elsewhere.example/") {
		t.Errorf("asked what it must not: %q", manual.asked)
	}

	eager(t)
	// The recording alone gives the same.
	server.Close()
	again, _ := proposed(t, "--ecosystems", rules, "--replay", warc, "--host", "extra.made.example")
	if fmt.Sprint(again) != fmt.Sprint(got) {
		t.Errorf("the replay differs: %v, %v", again, got)
	}
	if said, code := landscape("discover", "--ecosystem", "made", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace"); code != exitNoSource || !strings.Contains(said, "landscape: no documentation of made could be read: ") {
		t.Errorf("status %d: %s", code, said)
	}
}

// eager retries at once.
func eager(t *testing.T) {
	t.Helper()
	before := limits
	t.Cleanup(func() { limits = before })
	limits = func(o *transport.Options) { o.Backoff = time.Millisecond }
}

// An interrupt ends a crawl at once: what was read is told, and nothing else.
func TestDiscoverInterrupted(t *testing.T) {
	manual := &madeManual{hang: make(chan struct{})}
	server := httptest.NewServer(manual)
	defer server.Close()
	defer close(manual.hang)
	ctx, cancel := context.WithCancel(context.Background()) // as main does on an interrupt
	defer cancel()
	go func() { // the pages before this one were read by then, since only they lead to it
		for !manual.was("docs.made.example/slow") {
			time.Sleep(5 * time.Millisecond)
		}
		cancel()
	}()
	var out, errs strings.Builder
	code := run(ctx, []string{"discover", "--ecosystem", "made", "--ecosystems", manualRules(t), "--origins", "*=" + server.URL, "--allow-private", "--no-pace"}, &out, &errs)
	if code != exitNoSource || !strings.Contains(out.String(), "## authentication.passkeys") {
		t.Errorf("status %d: %s", code, out.String())
	}
	last := strings.Split(strings.TrimSpace(errs.String()), "\n")
	if want := "landscape: stopped after 3 pages: the proposals are from these only"; last[len(last)-1] != want || strings.Contains(errs.String(), "canceled") || strings.Contains(errs.String(), "goroutine") {
		t.Errorf("it said\n%s", errs.String())
	}
}

// With --proxy a run goes through the environment's proxy; that it does not
// otherwise is a test of the transport, since here it would need a network.
func TestProxy(t *testing.T) {
	t.Parallel() // the pauses before its retries are a process's own
	var (
		mu        sync.Mutex
		connected []string
	)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		connected = append(connected, r.Method+" "+r.Host)
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()
	cmd := exec.Command(program(t), "discover", "--ecosystem", "made", "--ecosystems", manualRules(t), "--proxy", "--max-pages", "1")
	cmd.Env = append(os.Environ(), "HTTPS_PROXY="+proxy.URL, "https_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != exitNoSource || !slices.Contains(connected, "CONNECT docs.made.example:443") {
		t.Errorf("status %d, connected to %q: %s", cmd.ProcessState.ExitCode(), connected, out)
	}
	if said, code := landscape("doctor", "--proxy", "--origins", "*=http://mirror.example"); code != exitUsage || !strings.Contains(said, "a proxy would ask the hosts themselves") {
		t.Errorf("status %d: %s", code, said)
	}
}
