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
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// Two made ecosystems, whose pages a loopback server speaks.
const refreshEcosystem = `id: ID
name: Made ID
purl_type: ID
registry: a made registry
homepage: https://ID.example
package_origin: built
traits: {registry: true, accounts: true, passwords: true, domain_namespaces: false, namespaces: true, uploads: true, self_service_deletion: true}
clients: []
repositories: {}
pages:
  guide: {url: https://docs.ID.example/guide}
  policy: {url: https://docs.ID.example/policy}
  more: {url: https://docs.ID.example/more}
endpoints: {}
links: {}
`

const refreshProbes = `integrity.signing:
  - verdict: supported
    enforcement: optional
    evidence:
      - page: guide
        section: signing
        says: ['with made sign']
policy.deletion-policy:
  - verdict: supported
    enforcement: required
    evidence:
      - page: policy
        says: ['may be deleted within 72 hours']
  - verdict: partial
    enforcement: optional
    note: Whenever its owner likes.
    evidence:
      - page: policy
        says: ['may be deleted at any time']
policy.deprecation:
  - verdict: unsupported
    evidence:
      - page: more
        says: ['cannot be deprecated']
`

func page(title, section, text string) string {
	return fmt.Sprintf("<html><body><main><h1>%s</h1><h2>%s</h2><p>%s</p></main></body></html>", title, section, text)
}

// refreshSite are the pages by host and path.
type refreshSite struct {
	mu    sync.Mutex
	pages map[string]string
}

func (s *refreshSite) set(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[name] = text
}

func (s *refreshSite) reset(name string) {
	_, kind, _ := strings.Cut(name, "/")
	s.set(name, map[string]string{
		"guide":  page("Guide", "Signing", "Sign your packages with made sign before you publish them; anyone can then check who made them and that nothing was changed on the way."),
		"policy": page("Policy", "Deletion", "A version may be deleted within 72 hours of its publication. After that it stays, since others may depend on it, and only administrators can take it away."),
		"more":   page("More", "Deprecation", "A package cannot be deprecated here; whoever wants to warn others writes so in its description, which everyone can read before they install it."),
	}[kind])
}

func (s *refreshSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	s.mu.Lock()
	text := s.pages[host+r.URL.Path]
	s.mu.Unlock()
	if text == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, text)
}

// refreshWorld is everything that refresh meets.
type refreshWorld struct {
	t           *testing.T
	rules       string
	bare, clone string
	hub         *pullrequesttest.GitHub
	site        *refreshSite
	server      *httptest.Server
	author      string
}

func newRefreshWorld(t *testing.T) *refreshWorld {
	t.Helper()
	w := &refreshWorld{t: t, rules: t.TempDir(), site: &refreshSite{pages: make(map[string]string)}, author: "Made <made@example.org>"}
	for _, id := range []string{"one", "two"} {
		w.rule(id, "ecosystem.yml", strings.ReplaceAll(refreshEcosystem, "ID", id))
		w.rule(id, "probes.yml", refreshProbes)
		for _, name := range []string{"guide", "policy", "more"} {
			w.site.reset("docs." + id + ".example/" + name)
		}
	}
	w.server = httptest.NewServer(w.site)
	t.Cleanup(w.server.Close)
	w.bare, w.clone = pullrequesttest.Repository(t, map[string][]byte{"README.md": []byte("# Made\n")})
	w.hub = pullrequesttest.New(t, w.bare)
	return w
}

func (w *refreshWorld) rule(id, name, text string) {
	w.t.Helper()
	dir := filepath.Join(w.rules, id)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// live are the flags with which the loopback server is looked at.
func (w *refreshWorld) live() []string {
	return []string{"--ecosystems", w.rules, "--origins", "*=" + w.server.URL, "--allow-private", "--no-pace", "--out", w.t.TempDir()}
}

func (w *refreshWorld) args() []string {
	return append([]string{"refresh", "--repository", w.clone, "--slug", pullrequesttest.Slug, "--api", w.hub.URL, "--author", w.author}, w.live()...)
}

// probe looks, and gives the file of observations.
func (w *refreshWorld) probe() string {
	w.t.Helper()
	var out bytes.Buffer
	dir := w.t.TempDir()
	if code := run(context.Background(), append(append([]string{"probe"}, w.live()...), "--out", dir), &out, &out); code != 0 {
		w.t.Fatalf("status %d: %s", code, out.String())
	}
	return filepath.Join(dir, "observations.parquet")
}

// merged is a world whose release holds both ecosystems as they are.
func merged(t *testing.T) *refreshWorld {
	t.Helper()
	w := newRefreshWorld(t)
	w.must()
	w.merge("one", "two")
	return w
}

// merge merges pull requests as a person would.
func (w *refreshWorld) merge(ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		pullrequesttest.Git(w.t, w.clone, "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main", "refresh/"+id)
		pullrequesttest.Git(w.t, w.clone, "push", "--quiet", "origin", "HEAD:main")
		for _, pull := range w.hub.Pulls() {
			if pull.Head == "refresh/"+id {
				w.hub.Close(pull.Number)
			}
		}
	}
}

func (w *refreshWorld) open() []pullrequesttest.Pull {
	var open []pullrequesttest.Pull
	for _, pull := range w.hub.Pulls() {
		if pull.State == "open" {
			open = append(open, pull)
		}
	}
	return open
}

// unchanged checks that a step pushes nothing and asks nothing that writes,
// apart from counting failures.
func (w *refreshWorld) unchanged(what string, step func()) {
	w.t.Helper()
	refs := func() string {
		var kept []string
		for line := range strings.Lines(pullrequesttest.Refs(w.t, w.bare)) {
			if !strings.Contains(line, "refresh/state") {
				kept = append(kept, strings.TrimSpace(line))
			}
		}
		return strings.Join(kept, "\n")
	}
	w.hub.Writes()
	before := refs()
	step()
	if after, writes := refs(), w.hub.Writes(); after != before || len(writes) > 0 {
		w.t.Errorf("%s: written %q; references\n%s\nand before\n%s", what, writes, after, before)
	}
}

// verdict judges what a branch holds of its ecosystem.
func (w *refreshWorld) verdict(branch, feature string) table.VerdictRow {
	w.t.Helper()
	id := strings.TrimPrefix(branch, "refresh/")
	features, chosen, err := (&scopeFlags{dir: w.rules, ecosystems: []string{id}}).load()
	if err != nil {
		w.t.Fatal(err)
	}
	path := dataset.ReleaseDir("2026") + "/" + id + ".parquet"
	data := pullrequesttest.Show(w.t, w.bare, branch, path)
	rows, err := table.DecodeObservations(path, data)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range judge.Judge("2026", time.Time{}, features, []*ecosystems.Ecosystem{chosen[0]}, rows) {
		if v.Feature == feature {
			return v
		}
	}
	w.t.Fatalf("%s: no verdict on %s", branch, feature)
	return table.VerdictRow{}
}
