// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Pattern is a regular expression (RE2) as rules write it: it matches
// case-insensitively unless it begins with (?-i), ^ and $ match at line ends,
// and . stays within a line.
//
// Most of a survey is reading text that does not match. A pattern therefore
// knows words that every match must hold, and looks for these first: a plain
// search costs a hundredth of running the expression. When the expression
// cannot cross a line, it is run only on the lines that hold such a word.
type Pattern struct {
	text    string
	re      *regexp.Regexp
	words   []anyOf // each must be there; none when none can be told
	oneLine bool    // a match never holds a line break

	// Where an expression that may cross lines begins with a word, it is tried at each
	// of these, and not at every letter.
	starts anyOf          // words with one of which every match begins; none when none can be told
	begun  *regexp.Regexp // the expression at the start of a text, with starts
}

// anyOf is words in lower case, of which one is in every match.
type anyOf [][]byte

// flags are those under which every pattern is read.
const flags = "(?im)"

// doubled finds a class such as \b that was written for double quotes. It hardly
// ever matches, so a search for what is absent would find nothing anywhere.
var doubled = regexp.MustCompile(`\\\\[bBdDsSwW]`)

// Compile reads a pattern. The error names the expression and what is wrong with it.
func Compile(text string) (*Pattern, error) {
	if class := doubled.FindString(text); class != "" {
		return nil, fmt.Errorf(`%q: %s is a backslash and a letter: within single quotes write %s; where a backslash is meant, [\\]%s`, text, class, class[1:], class[2:])
	}
	re, err := regexp.Compile(flags + text)
	if err != nil {
		return nil, fmt.Errorf("bad regular expression %q: %s", text, reason(err))
	}
	if re.MatchString("") {
		return nil, fmt.Errorf("regular expression %q matches the empty text, so it would match every source", text)
	}
	parsed, err := syntax.Parse(flags+text, syntax.Perl)
	if err != nil {
		return nil, err // never: it compiles
	}
	parsed = parsed.Simplify()
	p := &Pattern{text: text, re: re, words: neededWords(parsed), oneLine: !crossesLines(parsed)}
	if starts := beginnings(parsed); !p.oneLine && starts.shortest() >= 2 {
		p.starts = starts
		p.begun, _ = regexp.Compile(flags + `\A(?:` + text + `)`) // nil for an open \Q, which quotes the parenthesis
	}
	return p, nil
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
	if e, ok := errors.AsType[*syntax.Error](err); ok {
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
	if len(p.words) == 0 {
		return p.re.FindIndex(text.Raw)
	}
	for _, words := range p.words {
		if !text.holdsOne(words) {
			return nil
		}
	}
	return p.findAmong(text)
}

// findAmong is Find for a text that holds the words that the pattern needs.
func (p *Pattern) findAmong(text *Text) []int {
	switch {
	case p.begun != nil:
		return p.findBegun(text.Raw, text.lower())
	case !p.oneLine || len(p.words) == 0:
		return p.re.FindIndex(text.Raw)
	}
	return p.findInLines(text.Raw, text.lower())
}

// findInLines runs the expression on each line that holds a needed word.
func (p *Pattern) findInLines(raw, low []byte) []int {
	for from := 0; from < len(low); {
		at := p.words[0].next(low[from:])
		if at < 0 {
			return nil
		}
		start := bytes.LastIndexByte(low[:from+at], '\n') + 1
		end := len(low)
		if n := bytes.IndexByte(low[from+at:], '\n'); n >= 0 {
			end = from + at + n
		}
		if found := p.re.FindIndex(raw[start:end]); found != nil {
			return []int{start + found[0], start + found[1]}
		}
		from = end + 1
	}
	return nil
}

// beginnings are words with one of which every match begins; none when none can be told.
func beginnings(re *syntax.Regexp) anyOf {
	switch re.Op {
	case syntax.OpLiteral:
		if sets := literal(re.Rune); sets != nil {
			return sets[0]
		}
	case syntax.OpCapture, syntax.OpPlus, syntax.OpConcat:
		return beginnings(re.Sub[0])
	case syntax.OpAlternate:
		var all anyOf
		for _, sub := range re.Sub {
			words := beginnings(sub)
			if words == nil || len(all)+len(words) > mostWords {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// findBegun tries the expression where one of the words that it begins with stands.
func (p *Pattern) findBegun(raw, low []byte) []int {
	for from := 0; from < len(low); from++ {
		at := p.starts.next(low[from:])
		if at < 0 {
			return nil
		}
		from += at
		if found := p.begun.FindIndex(raw[from:]); found != nil {
			return []int{from, from + found[1]}
		}
	}
	return nil
}

// next is where the first of the words stands, or -1.
func (words anyOf) next(low []byte) int {
	first := -1
	for _, word := range words {
		if at := bytes.Index(low, word); at >= 0 {
			first, low = at, low[:min(at+len(word), len(low))]
		}
	}
	return first
}

// neededWords finds the words that every match of the expression holds, the
// likeliest to be rare first.
func neededWords(re *syntax.Regexp) []anyOf {
	words := slices.DeleteFunc(requiredWords(re), func(set anyOf) bool { return set.shortest() < 2 })
	slices.SortStableFunc(words, func(a, b anyOf) int { return b.weight() - a.weight() })
	return words
}

// weight is higher for fewer and longer words.
func (words anyOf) weight() int { return words.shortest() - len(words) }

// crossesLines says whether some match may hold a line break, or depend on
// what stands beyond it.
func crossesLines(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpBeginText, syntax.OpEndText:
		return true
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, '\n')
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i] <= '\n' && '\n' <= re.Rune[i+1] {
				return true
			}
		}
	}
	return slices.ContainsFunc(re.Sub, crossesLines)
}

// mostWords bounds the search for a pattern with very many alternatives.
const mostWords = 64

// requiredWords returns sets of words; every match holds one word of each set.
func requiredWords(re *syntax.Regexp) []anyOf {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return requiredWords(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return requiredWords(re.Sub[0])
		}
	case syntax.OpAlternate:
		return unionOfSets(re.Sub)
	case syntax.OpConcat:
		var all []anyOf
		for _, sub := range re.Sub {
			all = append(all, requiredWords(sub)...)
		}
		return all
	}
	return nil
}

// literal gives up on letters outside ASCII, whose case folds in ways that a
// byte-wise lower case does not follow.
func literal(runes []rune) []anyOf {
	for _, r := range runes {
		if r >= 0x80 {
			return nil
		}
	}
	return []anyOf{{[]byte(strings.ToLower(string(runes)))}}
}

// unionOfSets takes the best set of each alternative.
func unionOfSets(subs []*syntax.Regexp) []anyOf {
	var all anyOf
	for _, sub := range subs {
		var best anyOf
		for _, set := range requiredWords(sub) {
			if set.shortest() > best.shortest() {
				best = set
			}
		}
		if best == nil || len(all)+len(best) > mostWords {
			return nil
		}
		all = append(all, best...)
	}
	return []anyOf{all}
}

// shortest is the length of the shortest word: the weakest promise of the set.
func (words anyOf) shortest() int {
	if len(words) == 0 {
		return 0
	}
	n := len(words[0])
	for _, word := range words[1:] {
		n = min(n, len(word))
	}
	return n
}
