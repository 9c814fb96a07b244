// SPDX-License-Identifier: Apache-2.0

package website

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ossf/package-manager-landscape/probes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// manyWords is made text, long enough that a page is no shell.
var manyWords = strings.Repeat("<p>These made words stand for the rest of a page of documentation.</p>\n", 30)

func htmlPage(title, body string) string {
	return "<!doctype html><html><head><title>" + title + "</title></head><body>" + body + "</body></html>"
}

// serve is a made server: one handler an address.
func serve(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page, ok := pages[r.URL.Path]; ok {
			page(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

func send(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		_, _ = io.WriteString(w, body)
	}
}

// loopback is a client with connections of its own, closed with the test.
func loopback(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 5 * time.Second}
}

func ask(address, says string) probes.Probe {
	return probes.Probe{
		Key: "npm/x.y/" + address, Ecosystem: "npm", Feature: "x.y", Kind: probes.Documentation, Method: probes.Page, URL: address,
		Patterns: []*probes.Pattern{probes.MustCompile(says)},
	}
}

func look(t *testing.T, site *Site, asked ...probes.Probe) map[string]probes.Observation {
	t.Helper()
	var mu sync.Mutex
	seen := make(map[string]probes.Observation)
	err := site.Probe(context.Background(), asked, func(o probes.Observation) {
		mu.Lock()
		defer mu.Unlock()
		if _, twice := seen[o.Key]; twice {
			t.Errorf("%s was answered twice", o.Key)
		}
		seen[o.Key] = o
	})
	if err != nil {
		t.Error(err)
	}
	if len(seen) != len(asked) {
		t.Errorf("%d observations of %d probes", len(seen), len(asked))
	}
	return seen
}

func cut(w http.ResponseWriter, head string) {
	conn, _, _ := w.(http.Hijacker).Hijack()
	defer conn.Close()
	_, _ = io.WriteString(conn, head)
}

var outcomes = []struct {
	path    string
	handler http.HandlerFunc
	want    probes.Outcome
	detail  string // a part of it
}{
	{"/says", send("text/html; charset=utf-8", htmlPage("T", "<h1>Use</h1><p>Trusted publishing is here.</p>"+manyWords)), probes.Matched, ""},
	{"/short", send("text/html", htmlPage("T", "<p>Trusted publishing.</p>")), probes.Matched, ""},
	{"/silent", send("text/html", htmlPage("T", manyWords)), probes.Unmatched, "does not say"},
	{"/latin1", send("text/html; charset=iso-8859-1", htmlPage("T", "<p>caf\xe9 trusted publishing</p>"+manyWords)), probes.Matched, ""},
	{"/meta", send("text/html", "<html><head><meta charset=windows-1251></head><body>\xe4\xe0 trusted publishing</body></html>"), probes.Matched, ""},
	{"/file.md", send("text/plain; charset=utf-8", "# A\n\nTrusted **publishing** is here.\n"), probes.Matched, ""},
	{"/file.csv", send("text/csv", "a,trusted publishing\n"), probes.Matched, ""},
	{"/plain", send("text/plain", "trusted publishing"), probes.Matched, ""},
	{"/moved", redirect("/says"), probes.Matched, ""},
	{"/speaks-of-walls", send("text/html", htmlPage("Captcha", "<p>Trusted publishing. You may be asked to complete a captcha; enable JavaScript then.</p>"+manyWords)), probes.Matched, ""},

	{"/missing", http.NotFound, probes.Unreachable, "404"},
	{"/down", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "trusted publishing", http.StatusServiceUnavailable)
	}, probes.Unreachable, "503"},
	{"/refused", func(w http.ResponseWriter, _ *http.Request) { cut(w, "") }, probes.Unreachable, "EOF"},
	{"/loop", redirect("/loop"), probes.Unreachable, "10 redirects"},
	{"/nowhere", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(302) }, probes.Unreachable, "302"},
	{"/unasked", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }, probes.Unreachable, "304"},
	{"/nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, probes.Invalid, "204"},

	{"/cut", func(w http.ResponseWriter, _ *http.Request) {
		cut(w, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<p>trusted publishing")
	}, probes.Invalid, "unexpected EOF"},
	{"/cut-unframed", func(w http.ResponseWriter, _ *http.Request) {
		cut(w, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>trusted publishing "+manyWords)
	}, probes.Invalid, "no closing </html>"},
	{"/endless", send("text/html", "<html><body>"+manyWords), probes.Invalid, "no closing </html>"},
	{"/endless-but-says", send("text/html", "<html><body>trusted publishing"+manyWords), probes.Matched, ""},
	{"/cut-gzip", func(w http.ResponseWriter, _ *http.Request) {
		var b strings.Builder
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, htmlPage("T", "trusted publishing"+manyWords))
		_ = z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, b.String()[:b.Len()-12])
	}, probes.Invalid, "reading the page"},
	{"/huge", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "trusted publishing"+strings.Repeat("x", maxBody))
	}, probes.Invalid, "larger than 3 MiB"},
	{"/image", send("image/png", "trusted publishing"), probes.Invalid, "image/png"},
	{"/json", send("application/json", `{"x":"trusted publishing"}`), probes.Invalid, "application/json"},
	{"/page.md", send("text/html", htmlPage("T", "trusted publishing")), probes.Invalid, "a web page came"},
	{"/disguise.txt", send("text/plain", htmlPage("T", "trusted publishing")), probes.Invalid, "a web page came"},
	{"/nul", send("text/html", "trusted publishing \x00"), probes.Invalid, "NUL"},
	{"/not-utf8", send("text/html", "<p>trusted publishing \xff\xfe\xfa</p>"), probes.Invalid, "UTF-8"},
	{"/front", redirect("/"), probes.Invalid, "front page"},
	{"/", send("text/html", htmlPage("Front", "trusted publishing"+manyWords)), probes.Matched, ""},
	{"/private", redirect("/login?to=private"), probes.Invalid, "sign-in"},
	{"/login", send("text/html", htmlPage("Welcome", "trusted publishing"+manyWords)), probes.Matched, ""},
	{"/shell", send("text/html", `<html><body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=a.js></script></body></html>`), probes.Invalid, "nearly no text"},
	{"/empty", send("text/html", ""), probes.Invalid, "nearly no text"},
	{"/wall-1", send("text/html", htmlPage("Just a moment...", "trusted publishing <p>Checking your browser before accessing")), probes.Invalid, "wall"},
	{"/wall-2", send("text/html", htmlPage("npm", "Please enable JavaScript and cookies to read about trusted publishing")), probes.Invalid, "wall"},
	{"/wall-3", send("text/html", htmlPage("Docs", `trusted publishing <div class="g-recaptcha" data-sitekey=x></div>`)), probes.Invalid, "wall"},
	{"/wall-4", send("text/html", htmlPage("Access Denied", "trusted publishing. Reference #18.2f")), probes.Invalid, "wall"},
	{"/wall-5", send("text/html", htmlPage("", "Our systems have detected unusual traffic: trusted publishing")), probes.Invalid, "wall"},
	{"/soft-404", send("text/html", htmlPage("Page not found · Docs", "trusted publishing")), probes.Invalid, "not the page"},
	{"/refresh", send("text/html", `<html><head><meta http-equiv="refresh" content="0; url=/says"><title>trusted publishing</title></head><body>trusted publishing</body></html>`), probes.Invalid, "refresh"},
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func TestSiteOutcomes(t *testing.T) {
	pages := make(map[string]http.HandlerFunc)
	for _, test := range outcomes {
		pages[test.path] = test.handler
	}
	server := serve(t, pages)
	var asked []probes.Probe
	for _, test := range outcomes {
		asked = append(asked, ask(server.URL+test.path, `trusted publishing`))
	}
	seen := look(t, &Site{Client: loopback(t), PerHost: 8}, asked...)
	for i, test := range outcomes {
		o := seen[asked[i].Key]
		if o.Outcome != test.want || !strings.Contains(o.Detail, test.detail) || o.Outcome == probes.Matched && o.Detail != "" {
			t.Errorf("%s: %s %q, want %s %q", test.path, o.Outcome, o.Detail, test.want, test.detail)
		}
		if strings.Contains(o.Detail, "\n") || strings.Contains(o.Detail, server.URL) {
			t.Errorf("%s: detail %q", test.path, o.Detail)
		}
	}
}

func TestSiteObservation(t *testing.T) {
	body := htmlPage("T", "<nav>menu</nav><main><h1>Use</h1><h2>Publishing</h2><p>Trusted   <b>publishing</b> is here.</p>"+manyWords+"</main>")
	server := serve(t, map[string]http.HandlerFunc{"/a": send("text/html", body)})
	now := time.Date(2026, 10, 1, 12, 0, 0, 0, time.FixedZone("x", 3600))
	p := ask(server.URL+"/a#publishing", `trusted publishing`)
	p.Section = "Publishing"
	sum := sha256.Sum256([]byte(body))
	want := probes.Observation{
		Key: p.Key, Ecosystem: "npm", Feature: "x.y", Kind: probes.Documentation, URL: server.URL + "/a#publishing", Locator: "Publishing",
		RetrievedAt: now.UTC(), HTTPStatus: 200, Digest: sum[:], Outcome: probes.Matched, Excerpt: "Trusted publishing is here.",
	}
	for _, excerpts := range []bool{true, false} {
		if !excerpts {
			want.Excerpt = ""
		}
		got := look(t, &Site{Client: loopback(t), Now: now, Excerpts: excerpts}, p)[p.Key]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSiteSelector(t *testing.T) {
	body := htmlPage("T", `<main><p>Trusted publishing in the menu</p></main><div class="content"><h2>A</h2><p>Only the words in here count.</p></div>`+manyWords)
	server := serve(t, map[string]http.HandlerFunc{"/a": send("text/html", body)})
	for _, test := range []struct {
		selector, says string
		want           probes.Outcome
	}{
		{"", "trusted publishing", probes.Matched},
		{".content", "only the words", probes.Matched},
		{".content", "trusted publishing", probes.Invalid}, // few words, and not these
		{".gone", "trusted publishing", probes.Invalid},
		{"[[", "trusted publishing", probes.Invalid},
	} {
		p := ask(server.URL+"/a", test.says)
		p.Selector = test.selector
		if got := look(t, &Site{Client: loopback(t)}, p)[p.Key]; got.Outcome != test.want {
			t.Errorf("%+v: %s %s", test, got.Outcome, got.Detail)
		}
	}
}

func TestSiteAsksOnce(t *testing.T) {
	var asked atomic.Int64
	server := serve(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if strings.Contains(r.UserAgent(), "colly") {
			t.Error("colly's own User-Agent went out")
		}
		send("text/html", htmlPage("T", manyWords))(w, r)
	}})
	var list []probes.Probe
	for i := range 20 {
		p := ask(server.URL+fmt.Sprintf("/a#%d", i), fmt.Sprintf("words of %d", i))
		list = append(list, p)
	}
	look(t, &Site{Client: loopback(t)}, list...)
	if n := asked.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestSiteTakes(t *testing.T) {
	page := ask("https://example.org/a", "x")
	rendered, noURL, endpoint, blob := page, page, page, page
	rendered.ClientRendered, noURL.URL, endpoint.Method = true, "", probes.Endpoint
	blob.URL, blob.Repository = "https://github.com/a/b/blob/main/x.md", "a/b"
	for i, test := range []struct {
		probe probes.Probe
		want  bool
	}{{page, true}, {rendered, false}, {noURL, false}, {endpoint, false}, {blob, false}} {
		if got := (&Site{}).Supports(test.probe); got != test.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}

// A context that ends stops the look at once and leaves no goroutine.
func TestSiteCancelled(t *testing.T) {
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	server := serve(t, map[string]http.HandlerFunc{"/a": func(http.ResponseWriter, *http.Request) {
		cancel()
		<-hang
	}})
	defer close(hang)
	err := (&Site{Client: loopback(t)}).Probe(ctx, []probes.Probe{ask(server.URL+"/a", "x")}, func(o probes.Observation) {
		t.Errorf("a fetch that we ended ourselves is no observation: %+v", o)
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
