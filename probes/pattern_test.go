// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"strconv"
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{`trusted publish`, "Use Trusted Publishing now", true},
		{`(?-i)Trusted`, "trusted", false},
		{`(?-i)Trusted`, "Trusted", true},
		{`a.*b`, "a\nb", false},
		{`^key:`, "x\nKey: 1", true},
		{`sbom|spdx|cyclonedx`, "a CycloneDX file", true},
		{`sbom|spdx|cyclonedx`, "a bill of materials", false},
		{`(sbom|spdx) (file|list)`, "SPDX list", true},
		{`x{2,}y?`, "axxb", true},
		{`[[:digit:]]+ days`, "within 30 days", true},
		{`naïve`, "NAÏVE", true},
		{`\bcooldown\b`, "cooldowns", false},
	} {
		got := MustCompile(test.pattern).Find(&Text{Raw: []byte(test.text)}) != nil
		if got != test.want {
			t.Errorf("%q on %q: %v, want %v", test.pattern, test.text, got, test.want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for pattern, want := range map[string]string{
		`(`:          "missing closing )",
		`a**`:        "invalid nested repetition operator",
		`x*`:         "matches the empty text",
		`(?=ahead)`:  "invalid or unsupported Perl syntax",
		`\\bsbom\\b`: `within single quotes write \b`,
	} {
		if _, err := Compile(pattern); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), strconv.Quote(pattern)) {
			t.Errorf("%q: %v, want %q", pattern, err, want)
		}
	}
}

// The words looked for first must never hide a match.
func FuzzPattern(f *testing.F) {
	for _, seed := range []string{`a|b`, `(foo|bar)+baz`, `fo{2,3}`, `x?yz`, `(?i)KELVIN`, `ab*c`, `(a(b|c)d|ef)`, `Kk|Ss`} {
		f.Add(seed, "some foo bar baz text kelvin")
	}
	f.Fuzz(func(t *testing.T, expression, text string) {
		if len(expression) > 60 || strings.Contains(expression, "{") || len(text) > 2000 {
			return // nested repetitions make the library itself slow
		}
		p, err := Compile(expression)
		if err != nil {
			return
		}
		for _, r := range text {
			if r >= 0x80 {
				return // letters that fold to ASCII from outside it are not looked for
			}
		}
		direct := p.re.FindStringIndex(text)
		if got := p.Find(&Text{Raw: []byte(text)}); (got == nil) != (direct == nil) {
			t.Fatalf("%q on %q: %v, the expression itself %v, words %q", expression, text, got, direct, p.words)
		}
	})
}
