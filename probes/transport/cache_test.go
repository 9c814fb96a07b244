// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// page is a server with one page, which counts what it sent whole.
type page struct {
	header http.Header
	status int
	body   string
	whole  atomic.Int64
	asked  atomic.Int64
}

func (p *page) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path == "/robots.txt" {
		http.NotFound(w, req)
		return
	}
	p.asked.Add(1)
	maps.Copy(w.Header(), p.header)
	if tag := p.header.Get("Etag"); tag != "" && req.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if date := p.header.Get("Last-Modified"); date != "" && req.Header.Get("If-Modified-Since") == date {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p.whole.Add(1)
	if p.status != 0 {
		w.WriteHeader(p.status)
	}
	fmt.Fprintf(w, "%s for %s", p.body, req.Header.Get("Accept"))
}

func header(pairs ...string) http.Header {
	h := make(http.Header)
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestCacheRules(t *testing.T) {
	yesterday := time.Now().Add(-24 * time.Hour).UTC().Format(http.TimeFormat)
	for _, test := range []struct {
		what         string
		page         *page
		asked, whole int64 // of three times
	}{
		{"an ETag", &page{header: header("Etag", `"1"`)}, 3, 1},
		{"a date", &page{header: header("Last-Modified", yesterday)}, 3, 1},
		{"nothing to ask with", &page{header: header()}, 3, 3},
		{"fresh", &page{header: header("Cache-Control", "max-age=600")}, 1, 1},
		{"fresh until", &page{header: header("Expires", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))}, 1, 1},
		{"stale on arrival", &page{header: header("Cache-Control", "max-age=600", "Age", "700")}, 3, 3},
		{"stale, with an ETag", &page{header: header("Cache-Control", "max-age=0", "Etag", `"1"`)}, 3, 1},
		{"no-cache", &page{header: header("Cache-Control", "max-age=600, no-cache", "Etag", `"1"`)}, 3, 1},
		{"no-store", &page{header: header("Cache-Control", "no-store", "Etag", `"1"`)}, 3, 3},
		{"varies on everything", &page{header: header("Vary", "*", "Etag", `"1"`)}, 3, 3},
		{"varies on Accept", &page{header: header("Vary", "Accept, Accept-Encoding", "Etag", `"1"`)}, 3, 1},
		{"an error", &page{header: header("Etag", `"1"`), status: 404}, 3, 1},
		{"a server error", &page{header: header("Cache-Control", "max-age=600"), status: 500}, 3, 3},
		{"a fresh 404", &page{header: header("Cache-Control", "max-age=600"), status: 404}, 1, 1},
	} {
		if test.what == "an error" {
			test.whole = 3 // not kept without a lifetime
		}
		url := serve(t, test.page.ServeHTTP)
		dir := t.TempDir()
		var first string
		for i := range 3 {
			tr := loopback(t, Options{CacheDir: dir, MaxRetries: -1}) // a new run every time
			g := mustGet(t, tr, url)
			if i == 0 {
				first = g.body
			}
			if g.body != first {
				t.Errorf("%s: %q", test.what, g.body)
			}
		}
		if test.page.asked.Load() != test.asked || test.page.whole.Load() != test.whole {
			t.Errorf("%s: asked %d times, sent %d times", test.what, test.page.asked.Load(), test.page.whole.Load())
		}
	}
}

func TestCacheVariants(t *testing.T) {
	p := page{header: header("Vary", "Accept, X-Custom, Authorization", "Cache-Control", "max-age=600"), body: "text"}
	url := serve(t, p.ServeHTTP)
	tr := loopback(t, Options{CacheDir: t.TempDir()})
	for range 2 {
		for _, accept := range []string{"text/html", "application/json"} {
			if g := mustGet(t, tr, url, "Accept", accept); g.body != "text for "+accept {
				t.Errorf("for %s: %q", accept, g.body)
			}
		}
	}
	if p.asked.Load() != 2 {
		t.Errorf("asked %d times", p.asked.Load())
	}
	mustGet(t, tr, url, "Accept", "text/html", "X-Custom", "1")
	mustGet(t, tr, url, "Accept", "text/html", "Authorization", "Bearer x")
	if p.asked.Load() != 4 {
		t.Errorf("asked %d times: another header, another answer", p.asked.Load())
	}
	g := mustGet(t, tr, url, "Accept", "text/html", "X-Custom", "1")
	if p.asked.Load() != 4 || g.header.Get(FromCacheHeader) == "" || g.header.Get("Age") == "" {
		t.Errorf("unasked: %v", g.header)
	}
	mustGet(t, tr, url, "Accept", "text/html", "X-Custom", "1", "Cache-Control", "no-cache")
	if p.asked.Load() != 5 {
		t.Error("the caller wanted news")
	}
}

// TestCacheAndGitHub: what a 304 says about rate limits gets through, so that
// go-github goes on counting.
func TestCacheAndGitHub(t *testing.T) {
	p := page{header: header("Etag", `"1"`, "X-RateLimit-Remaining", "59"), body: "x"}
	url := serve(t, p.ServeHTTP)
	tr := loopback(t, Options{CacheDir: t.TempDir()})
	mustGet(t, tr, url)
	p.header.Set("X-RateLimit-Remaining", "41")
	g := mustGet(t, tr, url)
	if g.status != 200 || g.header.Get("X-RateLimit-Remaining") != "41" || g.header.Get(FromCacheHeader) != "" {
		t.Errorf("%d, %v", g.status, g.header)
	}
	s := tr.Stats()[0]
	if s.CacheHits != 1 || s.Revalidated != 1 || s.Requests != 3 {
		t.Errorf("%+v", s)
	}
}

func TestCacheOverFaults(t *testing.T) {
	p := page{header: header("Etag", `"1"`), body: "text"}
	url := serve(t, p.ServeHTTP)
	dir := t.TempDir()
	want := mustGet(t, loopback(t, Options{CacheDir: dir}), url).body
	files := filesOf(t, dir)
	whole, err := os.ReadFile(files[0])
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	damaged := [][]byte{nil, whole[:len(whole)-1], whole[:len(whole)/2], whole[:20], append(whole[:len(whole):len(whole)], 0)}
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x10
		damaged = append(damaged, flipped)
	}
	tr := loopback(t, Options{CacheDir: dir})
	for _, data := range damaged {
		sent := p.whole.Load()
		if err := os.WriteFile(files[0], data, 0o600); err != nil {
			t.Fatal(err)
		}
		if g := mustGet(t, tr, url); g.body != want || p.whole.Load() != sent+1 {
			t.Fatalf("%q from a damaged file, %v", g.body, g.header)
		}
	}
	// Another document under the same name: the server speaks of another ETag.
	if other := filesOf(t, dir); len(other) != 1 {
		t.Errorf("left behind: %v", other)
	}
}

func TestCacheForgets(t *testing.T) {
	p := page{header: header("Cache-Control", "max-age=600")}
	url := serve(t, p.ServeHTTP)
	dir := t.TempDir()
	tr := loopback(t, Options{CacheDir: dir})
	mustGet(t, tr, url)
	resp, err := tr.Client().Post(url, "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if files := filesOf(t, dir); len(files) != 0 {
		t.Errorf("kept after a POST: %v", files)
	}
}

func filesOf(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestRerunMovesLittle: a rerun with nothing changed moves at most 2 % of the bytes.
func TestRerunMovesLittle(t *testing.T) {
	p := page{header: header("Etag", `"1"`), body: strings.Repeat("word ", 4000)}
	url := serve(t, p.ServeHTTP)
	dir := t.TempDir()
	var moved [2]int64
	for run := range moved {
		tr := loopback(t, Options{CacheDir: dir, Origins: map[string]string{"*": url}})
		for i := range 50 {
			mustGet(t, tr, fmt.Sprintf("https://host%d.example/%d", i%5, i))
		}
		for _, s := range tr.Stats() {
			moved[run] += s.Bytes
		}
	}
	if share := float64(moved[1]) / float64(moved[0]); share > 0.02 {
		t.Errorf("%.1f %% of %d bytes", 100*share, moved[0])
	} else {
		t.Logf("%.2f %% of %d bytes", 100*share, moved[0])
	}
}

// TestCacheHoldsNoSecret: neither the token nor a caller's credential.
func TestCacheHoldsNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: func(*http.Request) *http.Response {
			return reply(200, "x", "Etag", `"1"`, "Vary", "Authorization", "Set-Cookie", "session=hush")
		}}
		dir := t.TempDir()
		tr := over(t, base, Options{Paces: noPace, CacheDir: dir, Token: func(string) string { return secret }})
		mustGet(t, tr, "https://api.github.com/x")
		mustGet(t, tr, "https://a.example/x", "Authorization", "Bearer own-secret")
		for _, file := range filesOf(t, dir) {
			data, err := os.ReadFile(file)
			if err != nil || bytes.Contains(data, []byte(secret)) || bytes.Contains(data, []byte("own-secret")) || bytes.Contains(data, []byte("hush")) {
				t.Errorf("%s: %v %s", file, err, data)
			}
		}
		_ = tr.Close()
	})
}
