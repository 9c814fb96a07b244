// SPDX-License-Identifier: Apache-2.0

package website

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// What colly gets wrong on its own, and this package with the transport under
// it must get right. Its cache, its queue and its limits have their tests where
// ours are: TestCacheRules, TestCacheOverFaults, TestPaceIsKept and
// TestCrawlDelay of the transport, TestQueue, TestQueueStops, TestQueueMemory.

// way is the client that a run has, over a loopback server for every host.
func way(t *testing.T, handler http.Handler, options transport.Options) *http.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	options.AllowPrivate, options.Origins, options.MaxRetries = true, map[string]string{"*": server.URL}, -1
	if options.Paces == nil {
		options.Paces = map[string]transport.Pace{"*": {PerSecond: -1, Concurrency: -1}}
	}
	tr, err := transport.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tr.Close(); err != nil {
			t.Error(err)
		}
	})
	return tr.Client()
}

// robots.txt is obeyed: also behind a redirect, when it answers with an error,
// and with one fetch of it for pages that are asked for at once.
func TestCollyRobots(t *testing.T) {
	var (
		mu    sync.Mutex
		asked = make(map[string]int)
	)
	client := way(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.Host+r.URL.Path]++
		mu.Unlock()
		switch {
		case r.Host == "down.example" && r.URL.Path == "/robots.txt":
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/robots.txt":
			time.Sleep(20 * time.Millisecond)
			fmt.Fprint(w, "User-agent: *\nDisallow: /closed\n")
		case r.URL.Path == "/to-closed":
			http.Redirect(w, r, "/closed/x", http.StatusFound)
		default:
			send("text/html", htmlPage("T", "<p>Trusted publishing.</p>"+manyWords))(w, r)
		}
	}), transport.Options{})
	list := []probes.Probe{
		ask("https://docs.example/closed/a", "trusted"), ask("https://docs.example/to-closed", "trusted"), ask("https://down.example/a", "trusted"),
	}
	for i := range 20 {
		list = append(list, ask(fmt.Sprintf("https://docs.example/open/%d", i), "trusted"))
	}
	seen := look(t, &Site{Client: client, PerHost: 20}, list...)
	for i, p := range list {
		o, want := seen[p.Key], probes.Matched
		if i < 3 {
			want = probes.Unreachable
		}
		if o.Outcome != want || i < 3 && !strings.Contains(o.Detail, "robots") {
			t.Errorf("%s: %s %q", p.URL, o.Outcome, o.Detail)
		}
	}
	if asked["docs.example/robots.txt"] != 1 || asked["docs.example/closed/a"]+asked["docs.example/closed/x"]+asked["down.example/a"] != 0 {
		t.Errorf("%v", asked)
	}
}

// A context that ends frees a look that waits for its host's turn.
func TestCollyCancelledInDelay(t *testing.T) {
	var pages atomic.Int64
	client := way(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		pages.Add(1)
		send("text/html", htmlPage("T", manyWords))(w, r)
	}), transport.Options{Paces: map[string]transport.Pace{"*": {PerSecond: 0.01, Concurrency: 1}}})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	var list []probes.Probe
	for i := range 10 {
		list = append(list, ask(fmt.Sprintf("https://docs.example/%d", i), "words"))
	}
	start := time.Now()
	err := (&Site{Client: client}).Probe(ctx, list, func(probes.Observation) {})
	if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > time.Minute || pages.Load() > 1 {
		t.Errorf("%v after %s, %d pages", err, took, pages.Load())
	}
}

// A status from 203 up, at which colly calls OnError, is told with its number,
// and never taken for a page.
func TestCollyStatuses(t *testing.T) {
	pages := make(map[string]http.HandlerFunc)
	statuses := map[int]probes.Outcome{200: probes.Matched, 201: probes.Invalid, 203: probes.Invalid, 206: probes.Invalid, 226: probes.Invalid, 299: probes.Invalid,
		400: probes.Unreachable, 418: probes.Unreachable, 451: probes.Unreachable, 500: probes.Unreachable, 599: probes.Unreachable}
	for status := range statuses {
		pages[fmt.Sprint("/", status)] = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, htmlPage("T", "<p>Trusted publishing.</p>"+manyWords))
		}
	}
	server := serve(t, pages)
	for status, want := range statuses {
		p := ask(fmt.Sprint(server.URL, "/", status), "trusted")
		if o := look(t, &Site{Client: loopback(t)}, p)[p.Key]; o.Outcome != want || o.HTTPStatus != status || want != probes.Matched && !strings.Contains(o.Detail, fmt.Sprint(status)) {
			t.Errorf("%d: %s %d %q", status, o.Outcome, o.HTTPStatus, o.Detail)
		}
	}
}

// A page up to the limit is read to its last word, compressed or not; one beyond
// it is refused, and not cut. The limit counts what comes out.
func TestCollyBodySize(t *testing.T) {
	filler := strings.Repeat("<p>made words</p>\n", 1<<10)
	large := htmlPage("T", strings.Repeat(filler, 100)+"<p>the last word</p>")
	huge := htmlPage("T", strings.Repeat(filler, maxBody/len(filler)+1)+"<p>the last word</p>")
	for _, packed := range []bool{false, true} {
		client := way(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := map[string]string{"/large": large, "/huge": huge}[r.URL.Path]
			if body == "" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			if !packed {
				_, _ = io.WriteString(w, body)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, body)
			_ = z.Close()
		}), transport.Options{})
		for path, want := range map[string]probes.Outcome{"/large": probes.Matched, "/huge": probes.Invalid} {
			p := ask("https://docs.example"+path, "the last word")
			if o := look(t, &Site{Client: client}, p)[p.Key]; o.Outcome != want || want == probes.Invalid && !strings.Contains(o.Detail, "too-large") {
				t.Errorf("%s, compressed %v: %s %q", path, packed, o.Outcome, o.Detail)
			}
		}
	}
}

// colly takes settings from the environment; nothing there has a say here.
func TestCollyEnvironment(t *testing.T) {
	dir := t.TempDir()
	for name, value := range map[string]string{
		"COLLY_CACHE_DIR": dir, "COLLY_MAX_BODY_SIZE": "10", "COLLY_USER_AGENT": "other", "COLLY_DISALLOWED_DOMAINS": "127.0.0.1",
		"COLLY_ALLOWED_DOMAINS": "elsewhere.example", "COLLY_MAX_DEPTH": "0", "COLLY_IGNORE_ROBOTSTXT": "y", "COLLY_FOLLOW_REDIRECTS": "n",
	} {
		t.Setenv(name, value)
	}
	server := serve(t, map[string]http.HandlerFunc{
		"/from": redirect("/a"),
		"/a": func(w http.ResponseWriter, r *http.Request) {
			if r.UserAgent() == "other" {
				t.Error("the User-Agent came from the environment")
			}
			send("text/html", htmlPage("T", "<p>Trusted publishing.</p>"+manyWords))(w, r)
		},
	})
	p := ask(server.URL+"/from", "trusted")
	if o := look(t, &Site{Client: loopback(t)}, p)[p.Key]; o.Outcome != probes.Matched {
		t.Errorf("%s %q", o.Outcome, o.Detail)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v: colly kept %v", err, left)
	}
}
