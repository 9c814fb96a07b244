// SPDX-License-Identifier: Apache-2.0

package website

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/ossf/package-manager-landscape/probes"
)

// TestEcho asks sites that answer 200 to everything and repeat their address in
// some form, and one that does not.
func TestEcho(t *testing.T) {
	title := func(s string) string {
		words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for i, w := range words {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
		return strings.Join(words, " ")
	}
	forms := map[string]func(u *url.URL) string{
		"decoded": func(u *url.URL) string { return u.Path + " " + u.Query().Get("q") },
		"raw":     func(u *url.URL) string { return u.EscapedPath() + "?" + u.RawQuery },
		"title":   func(u *url.URL) string { return title(u.Path + " " + u.Query().Get("q")) },
		"upper":   func(u *url.URL) string { return strings.ToUpper(title(u.Path + " " + u.RawQuery)) },
		"parts": func(u *url.URL) string {
			return strings.ReplaceAll(strings.Trim(u.Path, "/"), "/", "</b> you can <b>") + " " + u.Query().Get("q")
		},
		"spaced":   func(u *url.URL) string { return strings.Join(strings.Split(title(u.Path+u.RawQuery), ""), "\u00ad") },
		"entities": func(u *url.URL) string { return strings.ReplaceAll(title(u.String()), "i", "&#105;") },
		"template": func(u *url.URL) string { return "You can easily do " + title(u.String()) + " with your packages today" },
	}
	for name, form := range forms {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<title>%s</title><main><h1>%[1]s</h1><p>%s</p><p>%[1]s</p></main>", form(r.URL), strings.Repeat("Words of the site. ", 60))
		}))
		for address, says := range map[string]string{
			"/docs/sign-packages": `sign\W{0,3}packages`, "/docs/signPackages/": "sign", "/docs/sign%20your%20packages.html": "sign.*packages",
			"/docs/?q=sign+packages": "sign", "/sign/packages": "sign", "/docs/two_factor": `t\W*w\W*o\W*f\W*a\W*c\W*t\W*o\W*r`,
		} {
			p := probes.Probe{Key: "a", Method: probes.Page, URL: server.URL + address, Patterns: []*probes.Pattern{probes.MustCompile(says)}}
			err := (&Site{Client: server.Client()}).Probe(t.Context(), []probes.Probe{p}, func(o probes.Observation) {
				if o.Outcome == probes.Matched {
					t.Errorf("%s: %s is matched", name, address)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		server.Close()
	}
}

// TestNoEcho holds that a page whose address says what it is about counts on a
// site that knows what it has, and that each folder is asked once.
func TestNoEcho(t *testing.T) {
	invented := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if !strings.Contains(r.URL.Path, "sign") {
			invented++
			fmt.Fprint(w, "<main><h1>Not here</h1><p>The front page may help: "+strings.Repeat("words ", 60)+"</p></main>")
			return
		}
		fmt.Fprintf(w, "<main><h1>Sign packages</h1><p>You can sign. %s</p></main>", html.EscapeString(strings.Repeat("More of it. ", 60)))
	}))
	defer server.Close()
	var asked []probes.Probe
	for _, name := range []string{"sign-packages", "sign", "why-sign"} {
		asked = append(asked, probes.Probe{Key: name, Method: probes.Page, URL: server.URL + "/docs/" + name, Patterns: []*probes.Pattern{probes.MustCompile("you can sign")}})
	}
	err := (&Site{Client: server.Client()}).Probe(t.Context(), asked, func(o probes.Observation) {
		if o.Outcome != probes.Matched {
			t.Errorf("%s: %s (%s)", o.Key, o.Outcome, o.Detail)
		}
	})
	if err != nil || invented != 1 {
		t.Errorf("%d invented addresses were asked, %v", invented, err)
	}
}

func TestInvent(t *testing.T) {
	control, words := inventAddress("https://a.example/docs/en/two-factor.html?lang=en&q=sign+it")
	if len(words) != 5 || !strings.HasPrefix(control, "https://a.example/docs/en/") || strings.Contains(control, "factor") || !strings.Contains(control, ".html?lang=") {
		t.Errorf("%s %q", control, words)
	}
	if again, _ := inventAddress("https://a.example/docs/en/two-factor.html?lang=en&q=sign+it"); again != control {
		t.Errorf("%s, then %s", control, again)
	}
	if control, words := inventAddress("https://a.example/"); len(words) != 1 || control == "https://a.example/" {
		t.Errorf("%s %q", control, words)
	}
}
