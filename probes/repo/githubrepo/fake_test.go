// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"bytes"
	stdcmp "cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hub speaks the documented shapes of GitHub's API about a made clone.
type hub struct {
	*clone
	server *httptest.Server
	mu     sync.Mutex
	asked  []string                                          // paths, in order
	before func(w http.ResponseWriter, r *http.Request) bool // answers in the API's place
	tar    func([]byte) []byte                               // changes an archive
	cutAt  int                                               // trees with more entries are truncated; 0: none
	slept  time.Duration
}

func newHub(t *testing.T, c *clone) *hub {
	t.Helper()
	h := &hub{clone: c}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/acme/docs/commits", h.commits)
	mux.HandleFunc("GET /repos/acme/docs/git/trees/{sha}", h.trees)
	mux.HandleFunc("GET /repos/acme/docs/git/blobs/{sha}", h.blobs)
	mux.HandleFunc("GET /repos/acme/docs/git/commits/{sha}", h.gitCommit)
	mux.HandleFunc("GET /repos/acme/docs/tarball/{sha}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/codeload/"+r.PathValue("sha"), http.StatusFound)
	})
	mux.HandleFunc("GET /codeload/{sha}", h.archive)
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.asked = append(h.asked, r.URL.Path)
		h.mu.Unlock()
		if h.before == nil || !h.before(w, r) {
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() {
		h.server.CloseClientConnections()
		h.server.Close()
	})
	return h
}

func (h *hub) github(until time.Time) *GitHub {
	transport := &http.Transport{}
	h.T.Cleanup(transport.CloseIdleConnections)
	return &GitHub{
		Client: &http.Client{Transport: transport}, API: h.server.URL, Until: until, Excerpts: true,
		Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		sleep: func(ctx context.Context, d time.Duration) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.slept += d
			return ctx.Err()
		},
	}
}

// ask looks through the API, with keys and repository as the clone's look has them.
func (h *hub) ask(g *GitHub, asked ...probes.Probe) []probes.Observation {
	h.T.Helper()
	for i := range asked {
		asked[i].Key = string(rune('a' + i))
		if asked[i].Repository == "" && asked[i].URL == "" {
			asked[i].Repository = name
		}
		asked[i].ClientRendered = true
	}
	seen, err := probes.Run(context.Background(), []probes.Looker{g}, asked)
	if err != nil {
		h.T.Fatal(err)
	}
	if len(seen) != len(asked) {
		h.T.Fatalf("%d observations of %d probes", len(seen), len(asked))
	}
	return seen
}

// requests is the paths asked for so far.
func (h *hub) requests() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

func send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

type object = map[string]any

func (h *hub) commits(w http.ResponseWriter, r *http.Request) {
	args := []string{"log", "--format=%H"}
	for _, limit := range []string{"since", "until"} {
		if at, err := time.Parse(time.RFC3339, r.FormValue(limit)); err == nil {
			args = append(args, fmt.Sprintf("--%s=%d", limit, at.Unix()))
		}
	}
	size, _ := strconv.Atoi(r.FormValue("per_page"))
	page, _ := strconv.Atoi(r.FormValue("page"))
	hashes := strings.Fields(h.Git(append(args, stdcmp.Or(r.FormValue("sha"), "main"))...))
	from := max(page-1, 0) * size
	list := []object{}
	for i := from; i < min(from+size, len(hashes)); i++ {
		c := h.describe(hashes[i])
		list = append(list, object{"sha": hashes[i], "commit": c, "parents": c["parents"]})
	}
	if from+size < len(hashes) {
		w.Header().Set("Link", fmt.Sprintf(`<%s?page=%d>; rel="next"`, h.server.URL, max(page, 1)+1))
	}
	send(w, list)
}

func (h *hub) describe(hash string) object {
	fields := strings.Split(h.Git("log", "-1", "--format=%T%n%P%n%an%n%ae%n%ct%n%B", hash), "\n")
	seconds, _ := strconv.ParseInt(fields[4], 10, 64)
	who := object{"name": fields[2], "email": fields[3], "date": time.Unix(seconds, 0).UTC().Format(time.RFC3339)}
	parents := []object{}
	for p := range strings.FieldsSeq(fields[1]) {
		parents = append(parents, object{"sha": p})
	}
	return object{"sha": hash, "tree": object{"sha": fields[0]}, "parents": parents, "author": who, "committer": who,
		"message": strings.Join(fields[5:], "\n")}
}

func (h *hub) gitCommit(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("git", "cat-file", "-e", r.PathValue("sha"))
	cmd.Dir = h.Dir
	if cmd.Run() != nil {
		w.WriteHeader(http.StatusNotFound)
		send(w, object{"message": "Not Found"})
		return
	}
	send(w, h.describe(r.PathValue("sha")))
}

func (h *hub) trees(w http.ResponseWriter, r *http.Request) {
	args := []string{"ls-tree", "-l", r.PathValue("sha")}
	if recursive := r.FormValue("recursive") != ""; recursive {
		args = []string{"ls-tree", "-l", "-r", "-t", r.PathValue("sha")}
	}
	entries := []object{}
	for line := range strings.Lines(h.Git(args...) + "\n") {
		meta, path, _ := strings.Cut(strings.TrimSpace(line), "\t")
		f := strings.Fields(meta)
		if len(f) != 4 {
			continue
		}
		size, _ := strconv.Atoi(f[3])
		entries = append(entries, object{"path": path, "mode": f[0], "type": f[1], "sha": f[2], "size": size})
	}
	truncated := h.cutAt > 0 && len(entries) > h.cutAt
	if truncated {
		entries = entries[:h.cutAt]
	}
	send(w, object{"sha": r.PathValue("sha"), "tree": entries, "truncated": truncated})
}

func (h *hub) blobs(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("git", "cat-file", "blob", r.PathValue("sha"))
	cmd.Dir = h.Dir
	out, err := cmd.Output()
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write(out)
}

func (h *hub) archive(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("git", "archive", "--prefix=acme-docs/", r.PathValue("sha"))
	cmd.Dir = h.Dir
	out, err := cmd.Output()
	if err != nil {
		h.T.Error(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(out)
	_ = z.Close()
	data := packed.Bytes()
	if h.tar != nil {
		data = h.tar(data)
	}
	w.Header().Set("Content-Type", "application/x-gzip")
	_, _ = w.Write(data)
}
