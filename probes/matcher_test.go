// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

var matcherExpressions = []string{
	"sign", `\bsign(ed|ing)?\b`, `two[- ]factor|2fa|otp`, `trusted\s+publish`, `^key:`, `end\.$`, `(?-i)SIGN`, `a[^b]*c`, `x`, `[0-9]+`,
	`(?s)begin.*end`, "naïve", `\bno\s+\w+\s+is\b`, `sign\nnext`, `^\s*key`, `[\s\S]otp`,
}

// Find is the expression's own search, made faster.
func TestFindIsTheExpression(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"api", "API/", "v1/", "crates/", "x report", "/reports", "totp:", " ", "\n", "enabled: true", "'", "values = ", "<string>[", "admin", ",", "]", "_api", "pi/", "\xff", "verify"}
	for range 5000 {
		var b strings.Builder
		for range r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		raw := []byte(b.String())
		for _, expression := range []string{`(api|v1|crates)/[^"' ]*\breports?\b`, `totp:\s+enabled: true`, `values = (const )?<String>\[\s*(x\.)?admin,?\s*\]`, `(?-i)API[^,]*|verify\s+API`, `(ap)+i\s`} {
			p := MustCompile(expression)
			var text Text
			text.Reset(raw)
			if got, want := fmt.Sprint(p.Find(&text)), fmt.Sprint(p.re.FindIndex(raw)); got != want {
				t.Fatalf("%q in %q: %s, and the expression finds %s", p, raw, got, want)
			}
		}
	}
}

// A Matcher says of every text what Find says, in whatever order they come.
func TestMatcherIsFind(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"sign", "Signed", "signing", "two-factor", "2FA", "OTP", "trusted", "publish", " ", "\n", "\n\n", "key: x", "end.", "a", "b", "c", "begin", "naïve", "NAÏVE", "no key is", "\r\n", "\xff", "next", "7"}
	var patterns []*Pattern
	for _, text := range matcherExpressions {
		patterns = append(patterns, MustCompile(text))
	}
	m := NewMatcher(append(patterns, patterns[0]))
	other := MustCompile("not given")
	for range 3000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		raw := []byte(b.String())
		m.Reset(raw)
		for _, p := range append(patterns, other) {
			var text Text
			text.Reset(raw)
			if got, want := m.Matches(p), p.Find(&text) != nil; got != want {
				t.Fatalf("%q in %q: %t, and Find says %t", p, raw, got, want)
			}
		}
	}
}

// Versions of a file share most of their lines, at the start and at the end.
func TestMatcherOfVersions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"sign", "signed", "two-factor", "trusted", "publish", "key: x", "end.", "no key is", "nothing", "plain words", "", "begin", "next", "x\r"}
	var patterns []*Pattern
	for _, text := range matcherExpressions {
		patterns = append(patterns, MustCompile(text))
	}
	m := NewMatcher(patterns)
	lines := make([]string, 120)
	for range 2000 {
		for range r.IntN(3) {
			at := r.IntN(len(lines))
			switch r.IntN(3) {
			case 0:
				lines[at] = pieces[r.IntN(len(pieces))]
			case 1:
				lines[at] = "filler of no meaning"
			default:
				lines = append(lines[at:], lines[:at]...)
			}
		}
		raw := []byte(strings.Join(lines[r.IntN(3):len(lines)-r.IntN(3)], "\n") + []string{"", "\n"}[r.IntN(2)])
		m.Reset(raw)
		for _, p := range patterns {
			var text Text
			text.Reset(raw)
			if got, want := m.Matches(p), p.Find(&text) != nil; got != want {
				t.Fatalf("%q in %q: %t, and Find says %t", p, raw, got, want)
			}
		}
	}
}

func FuzzMatcher(f *testing.F) {
	f.Add([]byte("sign\n"), []byte("trusted\npublish"))
	f.Add([]byte(strings.Repeat("plain\n", 30)+"sign\n"+strings.Repeat("words\n", 30)), []byte(strings.Repeat("plain\n", 30)+"key\n"+strings.Repeat("words\n", 30)))
	var patterns []*Pattern
	for _, text := range matcherExpressions {
		patterns = append(patterns, MustCompile(text))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		m := NewMatcher(patterns)
		for _, raw := range [][]byte{first, second, first} {
			m.Reset(raw)
			for _, p := range patterns {
				var text Text
				text.Reset(raw)
				if got, want := m.Matches(p), p.Find(&text) != nil; got != want {
					t.Fatalf("%q in %q: %t", p, raw, got)
				}
			}
		}
	})
}
