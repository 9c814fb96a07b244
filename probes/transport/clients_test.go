// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/google/go-github/v62/github"
)

// TestUnderColly: what colly gets wrong by itself is right over the transport.
func TestUnderColly(t *testing.T) {
	var robots atomic.Int64
	handler := func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/robots.txt":
			if req.Host == "down.example" {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			robots.Add(1)
			fmt.Fprint(w, "User-agent: *\nDisallow: /private")
		case "/to-private":
			http.Redirect(w, req, "/private/x", http.StatusFound)
		case "/large":
			_, _ = w.Write(make([]byte, 100_000))
		default:
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			fmt.Fprintf(w, "<h1>%d cookies</h1>", len(req.Cookies()))
		}
	}
	tr := loopback(t, Options{Origins: map[string]string{"*": serve(t, handler)}, MaxBody: 50_000, MaxRetries: -1})
	c := colly.NewCollector(colly.Async(true), colly.AllowURLRevisit())
	c.WithTransport(tr)
	c.SetRequestTimeout(0)
	var mu sync.Mutex
	seen := make(map[string]int)
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		seen[what]++
	}
	c.OnHTML("h1", func(e *colly.HTMLElement) { note(e.Text) })
	c.OnError(func(r *colly.Response, err error) { note(r.Request.URL.Path + " " + kind(err)) })
	for range 20 {
		if err := c.Visit("https://a.example/page"); err != nil {
			t.Error(err)
		}
	}
	for _, at := range []string{"https://a.example/to-private", "https://a.example/large", "https://down.example/down"} {
		if err := c.Visit(at); err != nil {
			t.Error(err)
		}
	}
	c.Wait()
	for what, want := range map[string]int{"0 cookies": 20, "/to-private robots": 1, "/large too-large": 1, "/down robots": 1} {
		if seen[what] != want {
			t.Errorf("%s: %d times of %v", what, seen[what], seen)
		}
	}
	if n := robots.Load(); n != 1 {
		t.Errorf("robots.txt was asked for %d times", n)
	}
}

// TestUnderGitHub: a limit that go-github takes for a plain error holds back the
// next call, and a confirmed answer brings the current rate limits.
func TestUnderGitHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := []int{429, 403}
		left := 60
		base := &fake{answer: func(req *http.Request) *http.Response {
			if len(limits) > 0 {
				status := limits[0]
				limits = limits[1:]
				return reply(status, `{"message": "You have exceeded a secondary rate limit."}`)
			}
			left--
			more := []string{"X-RateLimit-Limit", "60", "X-RateLimit-Remaining", fmt.Sprint(left), "X-RateLimit-Reset", "946684900", "Etag", `"1"`}
			if req.Header.Get("If-None-Match") == `"1"` {
				return reply(304, "", more...)
			}
			return reply(200, `{"name": "cli"}`, more...)
		}}
		tr := over(t, base, Options{CacheDir: t.TempDir()})
		client := github.NewClient(tr.Client())
		start := time.Now()
		for i, want := range []int{59, 58, 57} {
			repo, resp, err := client.Repositories.Get(t.Context(), "npm", "cli")
			if err != nil || repo.GetName() != "cli" || resp.Rate.Remaining != want {
				t.Fatalf("%d: %v, %+v, %v", i, repo, resp, err)
			}
		}
		if took := time.Since(start); took < 2*time.Minute {
			t.Errorf("after two limits only %s", took)
		}
		_ = tr.Close()
	})
}
