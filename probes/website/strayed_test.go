// SPDX-License-Identifier: Apache-2.0

package website

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

// Pages with status 200 that say the words and are not the page.
func TestNotThePage(t *testing.T) {
	words := strings.Repeat("Guides Reference Packages Account Support Blog ", 60) + "You can publish with --sign."
	html := func(title, heading string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<html><head><title>%s</title></head><body><main><h1>%s</h1><p>%s</p></main></body></html>", title, heading, words)
		}
	}
	text := func(first string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			fmt.Fprintf(w, "%s\n\n%s\n", first, words)
		}
	}
	mux := http.NewServeMux()
	for at, handler := range map[string]http.HandlerFunc{
		"/title": html("404 - Page not found | Made", "Oh dear"), "/heading": html("Made", "Page not found"), "/plain": text("404 Not Found"),
		"/good": html("Signing 404 packages", "Signing"), "/missing": html("What is not found by audit", "Audit"), "/text": text("Signing"),
		"/en/publish--sign-now": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<html><head><title>Made</title></head><body><main><p>%s Nothing is at %s</p></main></body></html>", strings.Repeat("Packages. ", 50), r.URL.Path)
		},
		"/search": html("Search", "Results"), "/login/form": html("Made", "Hello"), "/error/404": html("Made", "Hello"), "/moved": html("Signing", "Signing"),
	} {
		mux.HandleFunc(at, handler)
	}
	for from, to := range map[string]string{"/to-search": "/search?q=sign", "/to-login": "/login/form", "/to-error": "/error/404", "/to-moved": "/moved"} {
		mux.Handle(from, http.RedirectHandler(to, http.StatusFound))
	}
	server := httptest.NewServer(mux)
	defer server.Close()
	other := httptest.NewServer(http.RedirectHandler(server.URL+"/moved", http.StatusFound))
	defer other.Close()
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	for _, test := range []struct {
		address string
		want    probes.Outcome
	}{
		{server.URL + "/title", probes.Invalid}, {server.URL + "/heading", probes.Invalid}, {server.URL + "/plain", probes.Invalid},
		{server.URL + "/to-search", probes.Invalid}, {server.URL + "/to-login", probes.Invalid}, {server.URL + "/to-error", probes.Invalid},
		{elsewhere + "/x", probes.Invalid}, {other.URL + "/x", probes.Matched},
		{server.URL + "/en/publish--sign-now", probes.Unmatched},
		{server.URL + "/good", probes.Matched}, {server.URL + "/missing", probes.Matched}, {server.URL + "/text", probes.Matched}, {server.URL + "/to-moved", probes.Matched},
	} {
		pattern, err := probes.Compile("--sign")
		if err != nil {
			t.Fatal(err)
		}
		site := &Site{Client: server.Client()}
		p := probes.Probe{Key: "a", Method: probes.Page, URL: test.address, Patterns: []*probes.Pattern{pattern}}
		err = site.Probe(t.Context(), []probes.Probe{p}, func(o probes.Observation) {
			if u, _ := url.Parse(test.address); o.Outcome != test.want {
				t.Errorf("%s: %s (%s), want %s", u.Path, o.Outcome, o.Detail, test.want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
