// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes"
)

// madeScore finds some words in a link.
func madeScore(address, text string) (score int) {
	for _, w := range []string{"factor", "trusted", "publish"} {
		if strings.Contains(strings.ToLower(address+" "+text), w) {
			score++
		}
	}
	return score
}

// madeSite counts what it is asked for.
type madeSite struct {
	mu    sync.Mutex
	asked map[string]int
	*httptest.Server
}

func linked(title, text string, links ...string) http.HandlerFunc {
	body := "<h1>" + title + "</h1><p>" + text + "</p>" + manyWords
	for _, link := range links {
		body += fmt.Sprintf(`<a href="%s">more</a>`, link)
	}
	return send("text/html", htmlPage(title, body))
}

func serveSite(t *testing.T, pages map[string]http.HandlerFunc) *madeSite {
	t.Helper()
	s := &madeSite{asked: make(map[string]int)}
	s.Server = serve(t, nil)
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked[r.URL.Path]++
		s.mu.Unlock()
		if page, ok := pages[r.URL.Path]; ok {
			page(w, r)
			return
		}
		http.NotFound(w, r)
	})
	return s
}

var madeDocs = map[string]http.HandlerFunc{
	"/docs/":           linked("Start", "Welcome.", "accounts#a", "accounts#b", "publish", "/other/", "https://elsewhere.example/docs/", "x.png", "?page=2", "mailto:a@b", "gone", "away"),
	"/docs/accounts":   linked("Accounts", "Protect your account with two-factor authentication (2FA).", "deep/1"),
	"/docs/publish":    linked("Trusted publishing", "Publish with OpenID Connect from a trusted workflow.", "/docs/"),
	"/docs/deep/1":     linked("Deep", "Two words.", "2"),
	"/docs/deep/2":     linked("Deeper", "Three words.", "3"),
	"/docs/away":       redirect("/other/"),
	"/other/":          linked("Other", "Two-factor authentication elsewhere."),
	"/alone/page":      linked("Alone", "One page of a site.", "/alone/next"),
	"/wide/":           linked("Wide", "Many links.", "zoo", "ants", "two-factor-authentication", "bees"),
	"/wide/zoo":        linked("Zoo", "Animals."),
	"/v1/guide/a":      linked("Guide 1", "Trusted publishing, as it was."),
	"/v2/guide/a":      linked("Guide 2", "Trusted publishing, as it is."),
	"/v2/guide/":       linked("Guides", "All.", "a", "/v1/guide/a"),
	"/v1/guide/":       linked("Old guides", "All.", "a"),
	"/script":          send("text/html", `<html><body><noscript>You need to enable JavaScript.</noscript></body></html>`),
	"/broken/private/": redirect("/login"),
	"/login":           linked("Welcome", "Sign in."),
}

func TestCrawl(t *testing.T) {
	site := serveSite(t, madeDocs)
	var told []string
	c := &Crawl{Client: loopback(t), Start: []string{site.URL + "/docs/"}, Bounds: Bounds{Depth: 2}, Score: madeScore, Progress: func(p probes.Progress) {
		told = append(told, fmt.Sprint(strings.TrimPrefix(p.Source, site.URL), " ", p.Err == nil))
	}}
	pages, err := c.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, p := range pages {
		read = append(read, strings.TrimPrefix(p.URL, site.URL))
	}
	if diff := cmp.Diff([]string{"/docs/", "/docs/accounts", "/docs/deep/1", "/docs/publish"}, read); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/docs/ true", "/docs/publish true", "/docs/accounts true", "/docs/away false", "/docs/gone false", "/docs/deep/1 true"}, told); diff != "" {
		t.Error(diff)
	}
	for path, n := range site.asked {
		if n != 1 && path != "/other/" || path == "/docs/deep/2" {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

func TestCrawlBounds(t *testing.T) {
	site := serveSite(t, madeDocs)
	for _, test := range []struct {
		what  string
		start []string
		hosts []string
		bound Bounds
		want  []string // pages read
	}{
		{"pages", []string{"/docs/"}, nil, Bounds{Pages: 2}, []string{"/docs/", "/docs/publish"}},
		{"no links", []string{"/docs/"}, nil, Bounds{Depth: -1}, []string{"/docs/"}},
		{"what is looked for comes first", []string{"/wide/"}, nil, Bounds{Pages: 2}, []string{"/wide/"}},
		{"a whole host", nil, []string{site.URL + "/v1/guide/"}, Bounds{Depth: 1}, []string{"/v1/guide/", "/v1/guide/a"}},
	} {
		var start []string
		for _, path := range test.start {
			start = append(start, site.URL+path)
		}
		pages, err := (&Crawl{Client: loopback(t), Start: start, Hosts: test.hosts, Bounds: test.bound, Score: madeScore}).Read(context.Background())
		var read []string
		for _, p := range pages {
			read = append(read, strings.TrimPrefix(p.URL, site.URL))
		}
		if diff := cmp.Diff(test.want, read); diff != "" || err != nil {
			t.Errorf("%s: %v %s", test.what, err, diff)
		}
	}
	if site.asked["/wide/two-factor-authentication"] != 1 || site.asked["/wide/zoo"] != 0 {
		t.Errorf("the wrong page first: %v", site.asked)
	}
}

func TestCrawlErrors(t *testing.T) {
	site := serveSite(t, madeDocs)
	for start, want := range map[string]string{
		site.URL + "/nothing/here":    "no page could be read: " + site.URL + "/nothing/here: HTTP status 404",
		site.URL + "/script":          "nearly no text",
		site.URL + "/broken/private/": "redirected to another site",
		"nonsense":                    "not an address to start from",
		"ftp://a.example/":            "not an address to start from",
	} {
		_, err := (&Crawl{Client: loopback(t), Start: []string{start}}).Read(context.Background())
		if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, ErrNoPage) == strings.Contains(want, "not an address") {
			t.Errorf("%s: %v", start, err)
		}
	}
	for _, name := range []string{"", "a.example?x", "u:p@a.example"} {
		if _, err := (&Crawl{Client: loopback(t), Hosts: []string{name}}).Read(context.Background()); err == nil {
			t.Errorf("host %q: no error", name)
		}
	}
}

// A crawl that is stopped gives what it has read, and no failure that is its own.
func TestCrawlStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	pages := map[string]http.HandlerFunc{
		"/docs/": linked("Start", "Welcome.", "a"),
		"/docs/a": func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		},
	}
	c := &Crawl{Client: loopback(t), Start: []string{serve(t, pages).URL + "/docs/"}, Progress: func(p probes.Progress) {
		if p.Err != nil {
			t.Errorf("told of %v", p.Err)
		}
	}}
	if got, err := c.Read(ctx); !errors.Is(err, context.Canceled) || len(got) != 1 {
		t.Error(got, err)
	}
}

func TestSitesOf(t *testing.T) {
	sites, from, err := sitesOf([]string{"https://a.example/docs/x#y", "https://a.example/policy/", "https://b.example/one/page", "https://c.example"}, []string{"d.example"})
	if err != nil || len(from) != 5 || from[3] != "https://c.example/" || from[4] != "https://d.example/" {
		t.Fatal(from, err)
	}
	c := Crawl{sites: sites}
	for address, want := range map[string]bool{
		"https://a.example/docs/z": true, "https://a.example/policy/z/1": true, "https://a.example/other": false,
		"http://a.example/docs/z": false, "https://a.example.evil/docs/z": false, "https://a.example/docs/z.png": false, "https://a.example/docs/?q": false,
		"https://b.example/one/page": true, "https://b.example/one/other": false, // somebody else's site
		"https://c.example/": true, "https://d.example/deep/z": true, "https://u@d.example/z": false,
	} {
		if c.withinSites(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
	if only, _, _ := sitesOf([]string{"https://b.example/one/page"}, nil); !slices.Contains(only, "https://b.example/one/") {
		t.Error("an only starting page is a site", only)
	}
}
