// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

func TestDiscover(t *testing.T) {
	linked := func(title, text string, links ...string) http.HandlerFunc {
		body := "<h1>" + title + "</h1><p>" + text + "</p>" + manyWords
		for _, link := range links {
			body += fmt.Sprintf(`<a href="%s">more</a>`, link)
		}
		return send("text/html", htmlPage(title, body))
	}
	asked := make(map[string]int)
	pages := map[string]http.HandlerFunc{
		"/docs/":         linked("Start", "Welcome.", "accounts#a", "accounts#b", "publish", "/other/", "https://elsewhere.example/docs/", "x.png", "?page=2", "mailto:a@b", "gone", "away"),
		"/docs/accounts": linked("Accounts", "Protect your account with two-factor authentication (2FA).", "deep/1"),
		"/docs/publish":  linked("Trusted publishing", "Publish with OpenID Connect from a trusted workflow.", "/docs/"),
		"/docs/deep/1":   linked("Deep", "Two words.", "2"),
		"/docs/deep/2":   linked("Deeper", "Three words.", "3"),
		"/docs/away":     redirect("/other/"),
		"/other/":        linked("Other", "Two-factor authentication elsewhere."),
	}
	for path, page := range pages {
		pages[path] = func(w http.ResponseWriter, r *http.Request) {
			asked[r.URL.Path]++
			page(w, r)
		}
	}
	server := serve(t, pages)
	features := []catalog.Feature{
		{ID: "authentication.mfa", Title: "Multi-factor authentication", Supported: "Accounts can use a second factor."},
		{ID: "authentication.trusted-publishing", Title: "Trusted publishing", Supported: "Publishing with OpenID Connect."},
		{ID: "x.none", Title: "Zebra"},
	}
	got, read, err := Discover(context.Background(), loopback(t), []string{server.URL + "/docs/"}, Bounds{Depth: 2, Workers: 1}, features)
	if err != nil || read != 4 {
		t.Fatal(read, err)
	}
	for i, want := range []string{"/docs/accounts", "/docs/publish"} {
		if p := got[i].Passages; len(p) == 0 || p[0].URL != server.URL+want || p[0].Excerpt == "" || strings.Contains(p[0].Excerpt, "made words") {
			t.Errorf("%s: %+v", got[i].Feature, p)
		}
	}
	if len(got[2].Passages) != 0 {
		t.Error(got[2])
	}
	for path, n := range asked {
		if n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
	if asked["/docs/deep/2"] != 0 {
		t.Error("deeper than the bounds")
	}
	if _, read, err := Discover(context.Background(), loopback(t), []string{server.URL + "/docs/"}, Bounds{Pages: 2, Workers: 1}, features); err != nil || read != 2 {
		t.Error(read, err)
	}
	for _, start := range []string{server.URL + "/nothing/here", "nonsense"} {
		if _, _, err := Discover(context.Background(), loopback(t), []string{start}, Bounds{}, features); err == nil {
			t.Errorf("%s: no error", start)
		}
	}
}
