// SPDX-License-Identifier: Apache-2.0

package robots

import (
	"strconv"
	"strings"
	"time"
)

// rule is one allow or disallow line.
type rule struct {
	allow  bool
	size   int      // octets of the pattern: the longest match wins
	parts  []string // between the wildcards
	anchor bool     // the pattern ends with $
}

// Rules are those for one crawler. The zero value allows everything.
type Rules struct {
	rules []rule
	Delay time.Duration // between two requests, from Crawl-delay; at most MaxDelay
}

// MaxDelay is the longest Crawl-delay that is believed.
const MaxDelay = 24 * time.Hour

// Parse reads a robots.txt. It keeps the groups for a product token, or else those
// for everybody; lines that it does not understand are skipped (RFC 9309 2.2).
func Parse(text []byte, token string) Rules {
	var (
		mine, everybodys Rules
		forMe, forAll    bool // the group that the line belongs to
		found, inRules   bool
		lines            = strings.FieldsFunc(strings.TrimPrefix(string(text), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' })
	)
	for _, line := range lines {
		key, value, ok := parseLine(line)
		if !ok {
			continue
		}
		if key == "user-agent" {
			if inRules {
				forMe, forAll, inRules = false, false, false
			}
			forMe = forMe || sameAgent(value, token)
			forAll = forAll || sameAgent(value, "*")
			found = found || forMe
			continue
		}
		inRules = true
		if forMe {
			mine.add(key, value)
		}
		if forAll {
			everybodys.add(key, value)
		}
	}
	if found {
		return mine
	}
	return everybodys
}

// parseLine is a line that means something to us.
func parseLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	if !ok {
		return "", "", false
	}
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	switch key {
	case "user-agent", "allow", "disallow", "crawl-delay":
		return key, value, true
	}
	return "", "", false
}

// sameAgent compares a User-agent line with a product token: letters, _ and -.
func sameAgent(value, token string) bool {
	if token == "*" {
		first, _, _ := strings.Cut(value, " ")
		return first == "*"
	}
	return strings.EqualFold(ProductToken(value), token)
}

// ProductToken is the start of a User-Agent by which robots.txt knows a crawler.
func ProductToken(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end < 0 {
		return agent
	}
	return agent[:end]
}

func (r *Rules) add(key, value string) {
	if key == "crawl-delay" {
		seconds, err := strconv.ParseFloat(value, 64)
		if err == nil && seconds > 0 {
			r.Delay = max(r.Delay, time.Duration(min(seconds, MaxDelay.Seconds())*float64(time.Second)))
		}
		return
	}
	if value == "" {
		return
	}
	for _, pattern := range canonicalPatterns(value) {
		one := rule{allow: key == "allow", size: octets(pattern)}
		pattern, one.anchor = strings.CutSuffix(pattern, "$")
		one.parts = strings.Split(pattern, "*")
		r.rules = append(r.rules, one)
	}
}

// Allows says whether a path, with its query, may be asked for.
func (r Rules) Allows(path string) bool {
	path = canonicalPath(path)
	best, allow := -1, true
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.size < best || rule.size == best && allow || !rule.matches(path) {
			continue
		}
		best, allow = rule.size, rule.allow
	}
	return allow
}

// matches looks for the parts in their order; the first is at the start.
func (r *rule) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, r.parts[0])
	if !ok {
		return false
	}
	last := len(r.parts) - 1
	for i, part := range r.parts[1:] {
		if i+1 == last && r.anchor {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !r.anchor || rest == ""
}

const upperHex = "0123456789ABCDEF"

// canonicalPath writes a path with its query in the one way in which it is
// compared (RFC 9309 2.2.2): unreserved characters as they are, every other octet
// percent-encoded in upper case, whichever way it came. The slashes of a path and
// its first question mark separate parts: as such they stay, and differ from their
// encoding. In a query they are data, where both ways say the same.
func canonicalPath(path string) string { return canonical(path, "", false) }

// canonicalPatterns are a rule's pattern written as canonicalPath does, with the
// star and the dollar sign at its end left special. Of a slash or question mark
// behind a wildcard nobody can tell whether it is in a path or in a query, so
// that the pattern has both readings.
func canonicalPatterns(pattern string) []string {
	body, end := strings.CutSuffix(pattern, "$")
	anchor := ""
	if end {
		anchor = "$"
	}
	inPath := canonical(body, "*", false) + anchor
	star, query := strings.IndexByte(body, '*'), strings.IndexByte(body, '?')
	if star < 0 || query >= 0 && query < star {
		return []string{inPath}
	}
	if inQuery := canonical(body[:star], "*", false) + canonical(body[star:], "*", true) + anchor; inQuery != inPath {
		return []string{inPath, inQuery}
	}
	return []string{inPath}
}

// canonical keeps the special characters where they are not encoded.
func canonical(text, special string, query bool) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c, encoded := text[i], false
		if v, ok := encodedOctet(text[i:]); ok {
			c, encoded = v, true
			i += 2
		}
		separates := !encoded && !query && (c == '/' || c == '?')
		switch {
		case unreserved(c), !encoded && strings.IndexByte(special, c) >= 0, separates:
			b.WriteByte(c)
			query = query || separates && c == '?'
		default:
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		}
	}
	return b.String()
}

// encodedOctet is the octet that a percent sign and two digits begin a text with.
func encodedOctet(text string) (octet byte, ok bool) {
	if len(text) < 3 || text[0] != '%' {
		return 0, false
	}
	v, err := strconv.ParseUint(text[1:3], 16, 8)
	return byte(v), err == nil
}

// octets measures a pattern: the longer of two is the more specific one. A
// reserved character is one octet, whichever way it is written.
func octets(pattern string) int {
	n := len(pattern)
	for i := range len(pattern) {
		if c, ok := encodedOctet(pattern[i:]); ok && c < 0x80 {
			n -= 2
		}
	}
	return n
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
