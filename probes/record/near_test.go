// SPDX-License-Identifier: Apache-2.0

package record

import (
	"slices"
	"strings"
	"testing"
)

var terms = []Term{
	{ID: "npm", Names: []string{"npm"}, Titles: []string{"the npm registry"}},
	{ID: "pypi", Names: []string{"PyPI", "pip"}},
	{ID: "cargo", Names: []string{"crates.io"}},
	{ID: "gem", Names: []string{"RubyGems", "bundler"}},
	{ID: "integrity.signing", Names: []string{"signing", "signatures"}, Titles: []string{"Signing of packages"}},
	{ID: "integrity.signing-keys", Names: []string{"signing-keys"}, Titles: []string{"Keys"}},
	{ID: "consumption.signatures", Names: []string{"signatures"}},
}

func TestNamed(t *testing.T) {
	for words, want := range map[string]string{
		"npm": "npm", "NPM": "npm", "PyPI": "pypi", "crates.io": "cargo", "Crates IO": "cargo", "rubygems": "gem", "ruby-gems": "gem",
		"signing": "integrity.signing", "integrity signing": "integrity.signing",
		"": "", " - ": "", "crates": "", "signatures": "", "nqm": "", "np": "",
	} {
		if id, ok := Named(terms, words); id != want || ok != (want != "") {
			t.Errorf("%q: %q", words, id)
		}
	}
}

func TestMeant(t *testing.T) {
	for words, want := range map[string]string{"crates": "cargo", "ruby": "gem", "keys": "integrity.signing-keys", "sign": "", "p": "", "nqm": "", "": ""} {
		if id, _ := Meant(terms, words); id != want {
			t.Errorf("%q: %q", words, id)
		}
	}
}

func TestNear(t *testing.T) {
	for words, want := range map[string]string{
		"nqm": "npm", "pipy": "pypi", "signatures": "integrity.signing consumption.signatures", "singing": "integrity.signing", "rubygens": "gem",
		"quantum": "", "": "", "x": "", "integrity.nothing at all": "",
	} {
		if got := strings.Join(Near(terms, words), " "); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
	many := slices.Repeat([]Term{{ID: "one", Names: []string{"same"}}}, 9)
	if got := DidYouMean(many, "same", ""); got != "did you mean one, one, one, one or one?" {
		t.Error(got)
	}
	if got := DidYouMean(terms, "quantum", "they are so"); got != "they are so" {
		t.Error(got)
	}
}

// Whatever somebody writes names a term or none, and nothing else.
func FuzzNear(f *testing.F) {
	f.Add("npm")
	f.Add("\xff. -")
	f.Fuzz(func(t *testing.T, words string) {
		id, ok := Meant(terms, words)
		if ok != slices.ContainsFunc(terms, func(each Term) bool { return each.ID == id }) || len(Near(terms, words)) > maxNear {
			t.Errorf("%q: %q", words, id)
		}
	})
}
