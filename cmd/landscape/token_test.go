// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const madeToken = "ghp_madeTokenForTheTest0000000000000000"

// witness writes down who was sent the token, and counts requests by host and path.
type witness struct {
	mu      sync.Mutex
	carried map[string]int // requests with the token, by name of the server
	bare    map[string]int // and without
	paths   map[string]int
}

func newWitness() *witness {
	return &witness{carried: make(map[string]int), bare: make(map[string]int), paths: make(map[string]int)}
}

func (w *witness) server(t *testing.T, name, host string, next http.Handler) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		var sent bytes.Buffer
		_ = r.Write(&sent)
		w.mu.Lock()
		if strings.Contains(sent.String(), madeToken) {
			w.carried[name]++
		} else {
			w.bare[name]++
		}
		if host != "" {
			r.Host = host
		}
		w.paths[r.Host+r.URL.Path]++
		w.mu.Unlock()
		next.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	return server
}

// noToken fails when the token stands in what was said or in any file.
func noToken(t *testing.T, said, dir string) {
	t.Helper()
	if strings.Contains(said, madeToken) {
		t.Error("the token stands in what the program said")
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if z, failed := gzip.NewReader(bytes.NewReader(data)); failed == nil {
			data, _ = io.ReadAll(z)
		}
		if bytes.Contains(data, []byte(madeToken)) {
			t.Errorf("the token stands in %s", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files read: %v", files, err)
	}
}

// echo repeats what it was sent, as some error pages do.
func echo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/issues/") || strings.Contains(r.URL.Path, "/blobs/") {
			w.Header().Set("X-You-Sent", r.Header.Get("Authorization"))
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(map[string]string{"message": "Bad credentials: " + r.Header.Get("Authorization")})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The token goes to the host it is for, or to the one stand-in that somebody
// named for it, and into no log or file, whatever the API makes of it.
func TestTokenStays(t *testing.T) {
	t.Setenv("GITHUB_TOKEN", madeToken)
	hurry(t)
	world := newWorld()
	for _, test := range []struct {
		name    string
		api     http.Handler
		named   bool
		options []string
	}{
		{"every host one server", world, false, []string{"probe"}},
		{"named", world, true, []string{"--json-log", "probe"}},
		{"echoing", echo(world), true, []string{"survey"}},
		{"echoing, JSON log", echo(world), true, []string{"--json-log", "probe"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := newWitness()
			other := seen.server(t, "other", "", world)
			origins, out := "*="+other.URL, t.TempDir()
			if test.named {
				api := seen.server(t, "api", "api.github.com", test.api)
				origins = filepath.Join(t.TempDir(), "origins.json")
				if err := os.WriteFile(origins, fmt.Appendf(nil, `{"api.github.com": %q, "*": %q}`, api.URL, other.URL), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			args := append(slices.Clone(test.options), "--ecosystems", worldRules(t), "--origins", origins, "--allow-private", "--no-pace",
				"--record", filepath.Join(out, "run.warc.gz"), "--cache", filepath.Join(out, "cache"), "--out", out)
			said, code := landscape(args...)
			if code != 0 {
				t.Fatalf("status %d: %s", code, said)
			}
			noToken(t, said, out)
			if seen.carried["other"] != 0 || seen.bare["other"] == 0 {
				t.Errorf("%d of %d requests to other hosts carried the token", seen.carried["other"], seen.bare["other"])
			}
			if test.named && (seen.carried["api"] == 0 || seen.bare["api"] != 0) {
				t.Errorf("%d requests to the API carried the token, %d did not", seen.carried["api"], seen.bare["api"])
			}
			if n := seen.paths["codeload.github.com/made/docs/legacy.tar.gz/"+world.repositories["made/docs"].commit]; test.named && n != 1 {
				t.Errorf("the archive was asked for %d times", n)
			}
		})
	}
}

// What a stopped run leaves for --resume holds no token either.
func TestTokenNotInJournal(t *testing.T) {
	t.Setenv("GITHUB_TOKEN", madeToken)
	hurry(t)
	seen, asked := newWitness(), atomic.Int32{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	world := newWorld()
	other := seen.server(t, "other", "", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 6 {
			cancel()
		}
		world.ServeHTTP(w, r)
	}))
	api := seen.server(t, "api", "api.github.com", echo(world))
	origins, out := filepath.Join(t.TempDir(), "origins.json"), t.TempDir()
	if err := os.WriteFile(origins, fmt.Appendf(nil, `{"api.github.com": %q, "*": %q}`, api.URL, other.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	code := run(ctx, []string{"probe", "--ecosystems", worldRules(t), "--origins", origins, "--allow-private", "--no-pace", "--record", filepath.Join(out, "run.warc"), "--out", out}, &said, &said)
	if _, err := os.Stat(filepath.Join(out, ".landscape-journal")); code != exitNoSource || err != nil {
		t.Fatalf("status %d, %v: %s", code, err, said.String())
	}
	noToken(t, said.String(), out)
}

// counter counts the bytes that a server sends.
type counter struct {
	net.Listener
	sent *atomic.Int64
}

func (c counter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	return countedConn{conn, c.sent}, err
}

type countedConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

// Few requests: head and tree of a repository, one archive or one for each
// blob; and a rerun with nothing changed moves at most 2 % of the bytes.
func TestFewRequests(t *testing.T) {
	world := newWorld()
	world.tagged = true
	for at, page := range world.pages { // of the size that pages have
		if strings.HasPrefix(page[0], "text/html") {
			page[1] = strings.Replace(page[1], "</main>", "</main>"+strings.Repeat("<!-- what a page carries beside its words -->", 800), 1)
		}
		world.pages[at] = page
	}
	files := world.repositories["made/docs"].files
	for name, text := range files {
		files[name] = text + strings.Repeat("Words that say nothing of the matter. "+gitName("blob", name)+" ", 400)
	}
	world.repositories["made/docs"] = newRepository("made/docs", files)
	seen, sent := newWitness(), atomic.Int64{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.mu.Lock()
		seen.paths[r.Host+r.URL.Path]++
		seen.mu.Unlock()
		world.ServeHTTP(w, r)
	}))
	server.Listener = counter{server.Listener, &sent}
	server.Start()
	defer server.Close()
	rules, cache := worldRules(t), t.TempDir()
	var first int64
	for range 2 {
		out := t.TempDir()
		before := sent.Load()
		if said, code := landscape("probe", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace", "--cache", cache, "--out", out); code != 0 {
			t.Fatal(said)
		}
		moved := sent.Load() - before
		switch {
		case first == 0:
			first = moved
			api, all := 0, 0
			for at, n := range seen.paths {
				all += n
				if strings.HasPrefix(at, "api.github.com") {
					api += n
				}
				if n != 1 {
					t.Errorf("%s was asked for %d times", at, n)
				}
			}
			// Two repositories' heads and trees, an archive, three blobs, a commit, an issue.
			if api > 4+1+3+1+1 {
				t.Errorf("%d requests to GitHub's API: %v", api, seen.paths)
			}
			t.Logf("%d requests, %d of them to GitHub's API, %d bytes", all, api, moved)
		case moved*50 > first:
			t.Errorf("the rerun moved %d bytes, %.1f%% of the first run's %d", moved, 100*float64(moved)/float64(first), first)
		default:
			t.Logf("the rerun moved %.1f%%", 100*float64(moved)/float64(first))
		}
	}
}
