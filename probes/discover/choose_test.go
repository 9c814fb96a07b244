// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/website"
)

func TestChoose(t *testing.T) {
	for _, test := range []struct{ what, paths, known, want string }{
		{"pages below the common folder", "docs/a/1.md docs/a/2.md docs/a/b/3.rst docs/c/4.md docs/a/x.png docs/a/_part.md src/m.go", "docs/a/1.md docs/a/2.md", "docs/a/1.md docs/a/2.md docs/a/b/3.rst"},
		{"one known page is itself", "docs/a/1.md docs/a/2.md README.md", "docs/a/1.md", "docs/a/1.md"},
		{"a README is no folder", "README.md SECURITY.md other.md", "README.md SECURITY.md", "README.md SECURITY.md"},
		{"a site at the top", "a.md b.md c.md d.md sub/e.md x.rb", "a.md b.md c.md d.md", "a.md b.md c.md d.md sub/e.md"},
		{"no changelog unless known", "docs/a.md docs/b.md docs/CHANGELOG.md docs/news.md", "docs/a.md docs/b.md docs/news.md", "docs/a.md docs/b.md docs/news.md"},
		{"the newest version", "docs/v9/a.md docs/v10/a.md docs/v9/old.md docs/b.md", "docs/b.md docs/v10/a.md", "docs/b.md docs/v10/a.md docs/v9/old.md"},
		{"nothing known", "docs/a.md", "", ""},
	} {
		var known [][]string
		for path := range strings.FieldsSeq(test.known) {
			known = append(known, []string{"gone/" + path, path})
		}
		got := Choose(strings.Fields(test.paths), known)
		slices.Sort(got)
		if diff := cmp.Diff(strings.Fields(test.want), got); diff != "" && (test.want != "" || len(got) > 0) {
			t.Errorf("%s: %s", test.what, diff)
		}
	}
}

func TestUnversioned(t *testing.T) {
	order := []string{"https://a.example/en/dev/x", "https://a.example/en/0.9/x", "https://a.example/en/v9/x", "https://a.example/en/10.2.1/x", "https://a.example/en/10.11/x", "https://a.example/en/stable/x"}
	last := -2
	for _, address := range order {
		rest, version := splitVersion(address)
		if rest != "https://a.example/en/x" || version <= last {
			t.Errorf("%s: %s %d, after %d", address, rest, version, last)
		}
		last = version
	}
	for _, address := range []string{"https://blog.example/2023/06/23/x", "https://a.example/x", "docs/2fa.md"} {
		if rest, version := splitVersion(address); rest != address || version < last {
			t.Errorf("%s: %s %d", address, rest, version)
		}
	}
}

func TestLinkScore(t *testing.T) {
	score := LinkScore([]catalog.Feature{{ID: "authentication.mfa", Title: "Multi-factor authentication", Supported: "Accounts can use a second factor."}})
	for _, test := range []struct {
		address, text string
		above         int
	}{{"https://a.example/docs/two-factor-authentication", "", 2}, {"https://a.example/docs/x", "About 2FA", 1}, {"https://a.example/docs/zoo", "Animals", 0}, {"https://a.example/v1/mfa", "", 0}} {
		if got := score(test.address, test.text); got < test.above || test.above == 0 && got != 0 {
			t.Errorf("%s %q: %d", test.address, test.text, got)
		}
	}
	pages := Newest([]website.Page{{URL: "https://a.example/v1/x"}, {URL: "https://a.example/v2/x"}, {URL: "https://a.example/y"}})
	if len(pages) != 2 || pages[0].URL != "https://a.example/v2/x" {
		t.Error(pages)
	}
}

func TestHints(t *testing.T) {
	page := func(ecosystem string, method probes.Method, pattern string) probes.Probe {
		return probes.Probe{Ecosystem: ecosystem, Method: method, PageID: "about-passkeys", Patterns: []*probes.Pattern{probes.MustCompile(pattern)}}
	}
	hints := NewHints([]probes.Probe{
		page("a", probes.Page, `(?:webauthn|security[- ]keys?)\b`), page("a", probes.Page, "webauthn"), page("b", probes.Page, `\bWebAuthn\s+devices`),
		page("c", probes.Endpoint, "json"),
	})
	if hints.users != 2 || hints.words[stemWords("webauthn")] != 2 || hints.words[stemWords("security")] != 1 || hints.words[stemWords("passkeys")] != 2 || hints.words["json"] != 0 {
		t.Errorf("%+v", hints)
	}
	for w := range hints.words {
		if strings.ContainsAny(w, `\()[]?|`) || w == "bwebauthn" {
			t.Errorf("syntax in %q", w)
		}
	}
	query := map[string]float64{}
	hints.weighQuery(query)
	if query[stemWords("webauthn")] <= query[stemWords("devices")] || query[stemWords("devices")] <= 0 {
		t.Errorf("%v", query)
	}
}
