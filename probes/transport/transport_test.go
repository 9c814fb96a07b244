// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/addresses"
)

func TestHeaders(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set(RetrievedHeader, "2001-01-01T00:00:00Z")
		_, _ = io.WriteString(w, req.UserAgent()+"|"+req.Header.Get("Cookie")+req.Referer())
	})
	tr := loopback(t, Options{})
	g := mustGet(t, tr, url+"/x", "User-Agent", "Mozilla", "Cookie", "a=b", "Referer", "http://r.example")
	if g.body != DefaultUserAgent+"|" {
		t.Errorf("sent %q", g.body)
	}
	if g.header.Get("Set-Cookie") != "" || time.Since(g.at) > time.Minute {
		t.Errorf("headers %v", g.header)
	}
}

func TestDecoding(t *testing.T) {
	text := strings.Repeat("words and words. ", 4000)
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, text)
			_ = z.Close()
		case "/br":
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "x")
		case "/none":
			w.Header().Set("Content-Encoding", "gzip")
		case "/plain":
			_, _ = io.WriteString(w, text)
		default:
			http.NotFound(w, req)
		}
	})
	tr := loopback(t, Options{MaxBody: int64(len(text))})
	for _, path := range []string{"/gzip", "/plain"} {
		g := mustGet(t, tr, url+path, "Accept-Encoding", "br, gzip")
		if g.body != text || g.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d bytes, %v", path, len(g.body), g.header)
		}
	}
	if g := mustGet(t, tr, url+"/none"); g.body != "" {
		t.Error("a body out of nothing")
	}
	if _, err := get(tr, url+"/br"); kind(err) != KindEncoding {
		t.Error(err)
	}
	small := loopback(t, Options{MaxBody: int64(len(text) - 1)})
	for _, path := range []string{"/gzip", "/plain"} {
		if _, err := get(small, url+path); kind(err) != KindTooLarge {
			t.Errorf("%s over the limit: %v", path, err)
		}
	}
}

func TestRedirects(t *testing.T) {
	var last http.Header
	other := serve(t, func(_ http.ResponseWriter, req *http.Request) { last = req.Header.Clone() })
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		switch {
		case req.URL.Path == "/robots.txt":
			http.NotFound(w, req)
		case req.URL.Path == "/other":
			http.Redirect(w, req, other, http.StatusFound)
		case strings.Count(req.URL.Path, "x") < 6:
			http.Redirect(w, req, req.URL.Path+"x", http.StatusFound)
		}
	})
	tr := loopback(t, Options{})
	if _, err := get(tr, url+"/x"); err != nil {
		t.Errorf("five redirects: %v", err)
	}
	if _, err := get(tr, url+"/"); kind(err) != KindRedirects {
		t.Errorf("six redirects: %v", err)
	}
	// A client with a policy of its own, as colly has, is held to it as well.
	loose := &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	_, err := loose.Get(url + "/") //nolint:bodyclose // fails
	if kind(err) != KindRedirects {
		t.Errorf("six redirects of another client: %v", err)
	}
	mustGet(t, tr, url+"/other", "Authorization", "Bearer abc", "X-Api-Key", "k", "Accept", "text/html")
	if last.Get("Authorization") != "" || last.Get("X-Api-Key") != "" || last.Get("Accept") != "text/html" {
		t.Errorf("headers across hosts: %v", last)
	}
}

func TestPrivate(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	tr, err := New(Options{Paces: noPace, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tr.Close() }()
	for _, at := range []string{url, strings.Replace(url, "127.0.0.1", "localhost", 1), "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://x.localhost."} {
		if _, err := get(tr, at); kind(err) != KindPrivate {
			t.Errorf("%s: %v", at, err)
		}
	}
	// What only DNS tells is refused by the dialer.
	if err := addresses.OnlyPublic("127.0.0.1:80"); kind(tr.failureOf(&exchange{}, err)) != KindPrivate {
		t.Error(err)
	}
	named, err := New(Options{Paces: noPace, Origins: map[string]string{"a.example": url}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = named.Close() }()
	if _, err := get(named, "http://a.example/"); kind(err) != KindPrivate {
		t.Errorf("an origin on loopback: %v", err)
	}
}

func TestDialerRefuses(t *testing.T) {
	base, _ := newNetwork(Options{})
	url := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	req, _ := http.NewRequest(http.MethodGet, url, nil)
	_, err := base.RoundTrip(req) //nolint:bodyclose // fails
	if kindOf(err) != KindPrivate {
		t.Error(err)
	}
}

func TestOrigins(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		_, _ = io.WriteString(w, req.Host+" "+req.RequestURI)
	})
	tr := loopback(t, Options{Origins: map[string]string{"*": url, "mirrored.example": url + "/mirror/"}})
	if g := mustGet(t, tr, "https://a.example:8443/x%2Fy?q=1"); g.body != "a.example:8443 /x%2Fy?q=1" {
		t.Error(g.body)
	}
	want := strings.TrimPrefix(url, "http://") + " /mirror/x%2Fy?q=1"
	if g := mustGet(t, tr, "https://mirrored.example/x%2Fy?q=1"); g.body != want {
		t.Error(g.body)
	}
	for _, bad := range []string{"", "ftp://x", "http://", "http://u:p@x/", "http://x/?q"} {
		if _, err := New(Options{Origins: map[string]string{"a": bad}}); err == nil {
			t.Errorf("origin %q taken", bad)
		}
	}
}

const secret = "ghp_0123456789secret"

func TestToken(t *testing.T) {
	var seen string
	url := serve(t, func(_ http.ResponseWriter, req *http.Request) { seen = req.Header.Get("Authorization") })
	token := func(host string) string {
		if host != githubAPI {
			t.Errorf("asked for the token of %s", host)
		}
		return secret
	}
	for _, test := range []struct {
		what  string
		opts  Options
		url   string
		carry bool
	}{
		{"its host", Options{Origins: map[string]string{githubAPI: url}, TokenToOrigin: true}, "https://api.github.com/x", true},
		{"an origin in its place", Options{Origins: map[string]string{githubAPI: url}}, "https://api.github.com/x", false},
		{"one origin for all", Options{Origins: map[string]string{"*": url}, TokenToOrigin: true}, "https://api.github.com/x", false},
		{"no TLS", Options{Origins: map[string]string{githubAPI: url}, TokenToOrigin: true}, "http://api.github.com/x", false},
		{"another port", Options{Origins: map[string]string{githubAPI: url}, TokenToOrigin: true}, "https://api.github.com:444/x", false},
		{"another host", Options{Origins: map[string]string{"*": url}}, "https://api.github.com.example/x", false},
	} {
		test.opts.Token = token
		tr := loopback(t, test.opts)
		seen = ""
		// A client on top set it too early: it must not get through.
		mustGet(t, tr, test.url, "Authorization", "Bearer "+secret)
		if carried := strings.Contains(seen, secret); carried != test.carry {
			t.Errorf("%s: %q", test.what, seen)
		}
	}
}

func TestTokenOnTheWire(t *testing.T) {
	base := &fake{}
	seen := make(map[string]string)
	base.answer = func(req *http.Request) *http.Response {
		seen[req.URL.Host+req.URL.Path] = req.Header.Get("Authorization")
		if req.URL.Path == "/moved" {
			return reply(302, "", "Location", "https://evil.example/")
		}
		return reply(200, "")
	}
	tr := over(t, base, Options{Paces: noPace, Token: func(string) string { return secret }})
	defer func() { _ = tr.Close() }()
	mustGet(t, tr, "https://api.github.com/moved")
	if seen["api.github.com/moved"] != "Bearer "+secret || seen["evil.example/"] != "" {
		t.Errorf("sent %v", seen)
	}
	_, err := get(tr, "ftp://x/"+secret)
	if e := tr.failureOf(&exchange{}, err); strings.Contains(e.Error(), secret) {
		t.Errorf("the token is in %v", e)
	}
}

func TestContextEnds(t *testing.T) {
	stop := make(chan struct{})
	url := serve(t, func(_ http.ResponseWriter, req *http.Request) {
		select {
		case <-stop:
		case <-req.Context().Done():
		}
	})
	defer close(stop)
	exempt := map[string]string{strings.TrimPrefix(url, "http://"): "https://doc.example"}
	tr := loopback(t, Options{RobotsExempt: exempt, Timeout: 20 * time.Millisecond, MaxRetries: -1})
	if _, err := get(tr, url); kind(err) != KindTimeout {
		t.Errorf("Timeout: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	_, err := tr.RoundTrip(req) //nolint:bodyclose // fails
	if kind(err) != KindBudget {
		t.Errorf("cancelled: %v", err)
	}
	short := loopback(t, Options{RobotsExempt: exempt, Total: 20 * time.Millisecond})
	if _, err := get(short, url); kind(err) != KindBudget {
		t.Errorf("Total: %v", err)
	}
	if _, err := get(short, url); kind(err) != KindBudget {
		t.Errorf("after Total: %v", err)
	}
}

func TestPost(t *testing.T) {
	n := 0
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		if req.Method == http.MethodPost {
			n++
		}
		if n == 1 && req.URL.Path == "/busy" {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		if req.URL.Path == "/broken" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(body)
	})
	tr := loopback(t, Options{})
	resp, err := tr.Client().Post(url+"/busy", "application/json", strings.NewReader(`{"q":1}`))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if string(body) != `{"q":1}` || n != 2 {
		t.Errorf("%q after %d", body, n)
	}
	n = 0
	resp, err = tr.Client().Post(url+"/broken", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if n != 1 {
		t.Errorf("a POST that may have done something was sent %d times", n)
	}
	_, err = tr.Client().Post(url+"/long", "text/plain", strings.NewReader(strings.Repeat("x", maxRequestBody+1))) //nolint:bodyclose // fails
	if err == nil {
		t.Error("a request body without end")
	}
}
