// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// Pattern is a regular expression (RE2) as rules write it: it matches
// case-insensitively unless it begins with (?-i), ^ and $ match at line ends,
// and . stays within a line.
//
// Most of a survey is reading text that does not match. A pattern therefore
// knows words of which one stands in every match, and looks for these first:
// a plain search costs a hundredth of running the expression.
type Pattern struct {
	text  string
	re    *regexp.Regexp
	words [][]byte // lower case; nil when there is no such word
}

// flags are those under which every pattern is read.
const flags = "(?im)"

// Compile reads a pattern. The error names the expression and what is wrong with it.
func Compile(text string) (*Pattern, error) {
	re, err := regexp.Compile(flags + text)
	if err != nil {
		return nil, fmt.Errorf("bad regular expression %q: %s", text, reason(err))
	}
	if re.MatchString("") {
		return nil, fmt.Errorf("regular expression %q matches the empty text, so it would match every source", text)
	}
	return &Pattern{text: text, re: re, words: requiredWords(text)}, nil
}

// MustCompile is Compile for expressions that the program itself holds.
func MustCompile(text string) *Pattern {
	p, err := Compile(text)
	if err != nil {
		panic(err)
	}
	return p
}

func reason(err error) string {
	var e *syntax.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s: %q", e.Code, strings.TrimPrefix(e.Expr, flags))
	}
	return err.Error()
}

// String returns the expression as it was written.
func (p *Pattern) String() string { return p.text }

// MarshalText lets a pattern take part in a probe's key.
func (p *Pattern) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// Find returns the bounds of the first match in text, or nil.
func (p *Pattern) Find(text *Text) []int {
	if !p.may(text) {
		return nil
	}
	return p.re.FindIndex(text.Raw)
}

func (p *Pattern) may(text *Text) bool {
	if p.words == nil {
		return true
	}
	for _, word := range p.words {
		if bytes.Contains(text.lower(), word) {
			return true
		}
	}
	return false
}

// Text is text to be matched by many patterns; its lower-case twin is made once.
type Text struct {
	Raw []byte
	low []byte
}

// Reset makes t hold raw, and keeps t's memory for the lower-case twin.
func (t *Text) Reset(raw []byte) { t.Raw, t.low = raw, t.low[:0] }

func (t *Text) lower() []byte {
	if len(t.low) == len(t.Raw) {
		return t.low
	}
	if cap(t.low) < len(t.Raw) {
		t.low = make([]byte, len(t.Raw))
	}
	t.low = t.low[:len(t.Raw)]
	for i, c := range t.Raw {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		t.low[i] = c
	}
	return t.low
}

// requiredWords returns words, in lower case, of which at least one stands in
// every match of the expression; nil when none can be told.
func requiredWords(text string) [][]byte {
	parsed, err := syntax.Parse(flags+text, syntax.Perl)
	if err != nil {
		return nil
	}
	words := required(parsed.Simplify())
	if shortest(words) < 2 {
		return nil
	}
	out := make([][]byte, len(words))
	for i, word := range words {
		out[i] = []byte(word)
	}
	return out
}

// mostWords bounds the search for a pattern with very many alternatives.
const mostWords = 64

func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpAlternate:
		return union(re.Sub)
	case syntax.OpConcat:
		return best(re.Sub)
	}
	return nil
}

// literal gives up on letters outside ASCII, whose case folds in ways that a
// byte-wise lower case does not follow.
func literal(runes []rune) []string {
	for _, r := range runes {
		if r >= 0x80 {
			return nil
		}
	}
	return []string{strings.ToLower(string(runes))}
}

func union(subs []*syntax.Regexp) []string {
	var all []string
	for _, sub := range subs {
		words := required(sub)
		if words == nil || len(all)+len(words) > mostWords {
			return nil
		}
		all = append(all, words...)
	}
	return all
}

func best(subs []*syntax.Regexp) []string {
	var found []string
	for _, sub := range subs {
		if words := required(sub); shortest(words) > shortest(found) {
			found = words
		}
	}
	return found
}

// shortest is the length of the shortest word: the weakest promise of the set.
func shortest(words []string) int {
	if len(words) == 0 {
		return 0
	}
	n := len(words[0])
	for _, word := range words[1:] {
		n = min(n, len(word))
	}
	return n
}
