// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Every endpoint of the ecosystems built in that is asked for a value or words
// says what its answers always hold: without it nothing tells an answer that
// lacks the value from another document.
func TestEveryEndpointHasAForm(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Load(Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		for _, p := range e.Probes() {
			if p.Method != probes.Endpoint {
				continue
			}
			if f := p.Ask.Form; f == nil || len(f.Values)+len(f.Text) == 0 {
				t.Errorf("%s: endpoint %s of %s has neither form nor text: say what its answers always hold", p.Origin, p.Ask.EndpointID, e.ID)
			}
		}
	}
}

func TestForms(t *testing.T) {
	const endpoint = "    url: \"{registry}/{package}\"\n    samples:\n      one: {package: one}\n"
	const item = "      - endpoint: package\n        of: one\n        at: /signed\n        exists: true\n"
	with := func(text string) ([]*Ecosystem, error) {
		rules := strings.Replace(soundProbes, "      - page: guide\n", item+"      - page: guide\n", 1)
		return loadMade(t, strings.Replace(soundEcosystem, endpoint, endpoint+text, 1), rules)
	}
	all, err := with("    form: {/name: \"{package}\", /dist/integrity: \"\", \"/files/*/id\": \"[0-9]+\"}\n    public: {/keys: \"\"}\n    text: ['made']\n    bundles: [bundles.example.org, \"*.example.org\"]\n")
	if err != nil {
		t.Fatal(err)
	}
	f := all[0].Judgements[0].Rules[0].Evidence[0].Ask.Form
	if f == nil || len(f.Values) != 3 || len(f.Public) != 1 || len(f.Text) != 1 {
		t.Fatalf("%+v", f)
	}
	for text, want := range map[string]bool{"one": true, "ONE": true, "one more": false, "": false} {
		if f.Values[0].Accepts(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	if f.Values[1].Is != nil || !f.Values[2].Is.MatchString("12") || f.Values[2].Is.MatchString("1x") {
		t.Errorf("%+v", f.Values)
	}
	for text, want := range map[string]string{
		"    form: {name: \"\"}\n":               "is not a JSON pointer",
		"    form: {/name: \"(\"}\n":             "bad expression",
		"    public: {/name: \"[\"}\n":           "bad expression",
		"    text: ['(']\n":                      "bad regular expression",
		"    bundles: [\"https://a.example\"]\n": "is not a host name",
		"    bundles: [\"*\"]\n":                 "is not a host name",
	} {
		if _, err := with(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestPublicBase(t *testing.T) {
	sum := sha256.Sum256([]byte("https://registry.made.example"))
	e := &Ecosystem{BaseDigest: hex.EncodeToString(sum[:])}
	declared := &Ecosystem{BaseURL: "https://registry.made.example"}
	for base, want := range map[string]bool{
		"https://registry.made.example": true, "https://mirror.made.example": false, "http://registry.made.example": false, "": false,
	} {
		if e.PublicBase(base) != want || declared.PublicBase(base) != want {
			t.Errorf("%s: want %v", base, want)
		}
	}
	if (&Ecosystem{}).PublicBase("https://registry.made.example") {
		t.Error("an address of which nothing is known is taken for the public one")
	}
}

// Anyone may write an issue: it is said to be one, and earns nothing alone but
// planned and exploring.
func TestRequests(t *testing.T) {
	page := func(url, kind string) string {
		return strings.Replace(soundEcosystem, "pages:\n", "pages:\n  request:\n    url: "+url+"\n    kind: "+kind+"\n", 1)
	}
	const issue = "https://github.com/acme/made/issues/7"
	rule := func(verdict, more string) string {
		return soundProbes + "integrity.provenance-ui:\n  - verdict: " + verdict + "\n    evidence:\n      - page: request\n        says: ['sign']\n" + more
	}
	const absent, source = "      - absent: acme/made\n        lacks: ['provenance']\n", "      - source: acme/made\n        path: a.go\n        has: ['x']\n"
	for _, test := range []struct{ name, ecosystem, rules, want string }{
		{"exploring", page(issue, "issue"), rule("exploring", ""), ""},
		{"planned, a pull request", page("https://github.com/acme/made/pull/7", "proposal"), rule("planned", ""), ""},
		{"refused, alone", page(issue, "issue"), rule("unsupported", ""), "rests on issues alone"},
		{"refused, an absence", page(issue, "issue"), rule("unsupported", absent), ""},
		{"offered, alone", page(issue, "issue"), rule("supported\n    enforcement: required", ""), "rests on issues alone"},
		{"offered, a proposal alone", page(issue, "proposal"), rule("supported\n    enforcement: required", ""), "rests on issues alone"},
		{"offered, an absence", page(issue, "issue"), rule("supported\n    enforcement: required", absent), "rests on issues alone"},
		{"offered, its source", page(issue, "issue"), rule("supported\n    enforcement: required", source), ""},
		{"called documentation", page(issue, "documentation"), rule("exploring", ""), "give it kind: issue"},
		{"elsewhere", page("https://gitlab.com/acme/made/-/issues/7", "issue"), rule("exploring", ""), "the state of others cannot be told"},
	} {
		_, err := loadMade(t, test.ecosystem, test.rules)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
