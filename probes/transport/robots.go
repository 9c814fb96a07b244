// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"strconv"
	"strings"
	"time"
)

// robots.txt by RFC 9309. temoto/robotstxt was tried: it refuses a whole file
// for one bad line, does not anchor patterns with wildcards, measures them by
// the length of their regular expression, lets the first of two equally long
// rules win and compares percent-encoding as it stands. It serves the tests as a
// second opinion on files without these.

// robotsRule is one allow or disallow line.
type robotsRule struct {
	allow  bool
	size   int      // octets of the pattern: the longest match wins
	parts  []string // between the wildcards
	anchor bool     // the pattern ends with $
}

// robotsRules are those for us.
type robotsRules struct {
	rules []robotsRule
	delay time.Duration
}

// parseRobots keeps the groups for a product token, or else those for everybody.
func parseRobots(text []byte, token string) robotsRules {
	var (
		mine, everybodys robotsRules
		forMe, forAll    bool // the group that the line belongs to
		found, inRules   bool
		lines            = strings.FieldsFunc(strings.TrimPrefix(string(text), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' })
	)
	for _, line := range lines {
		key, value, ok := robotsLine(line)
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

// robotsLine is a line that means something to us.
func robotsLine(line string) (key, value string, ok bool) {
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
	return strings.EqualFold(productToken(value), token)
}

// productToken is the start of a User-Agent.
func productToken(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end < 0 {
		return agent
	}
	return agent[:end]
}

func (r *robotsRules) add(key, value string) {
	if key == "crawl-delay" {
		seconds, err := strconv.ParseFloat(value, 64)
		if err == nil && seconds > 0 {
			r.delay = max(r.delay, time.Duration(min(seconds, mostPause.Seconds())*float64(time.Second)))
		}
		return
	}
	if value == "" {
		return
	}
	pattern := normalPath(value)
	rule := robotsRule{allow: key == "allow", size: len(pattern)}
	pattern, rule.anchor = strings.CutSuffix(pattern, "$")
	rule.parts = strings.Split(pattern, "*")
	r.rules = append(r.rules, rule)
}

// allows says whether a path, with its query, may be asked for.
func (r robotsRules) allows(path string) bool {
	path = normalPath(path)
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
func (r *robotsRule) matches(path string) bool {
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

// normalPath writes percent-encoding in one way: unreserved characters as they
// are, octets that are not printable ASCII and stray percent signs encoded, hexadecimal digits in upper case.
func normalPath(path string) string {
	plain := true
	for i := range len(path) {
		plain = plain && path[i] > ' ' && path[i] < 0x7f && path[i] != '%'
	}
	if plain {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		encoded := false
		if c == '%' && i+2 < len(path) {
			if v, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c, encoded = byte(v), true
				i += 2
			}
		}
		if encoded && !unreserved(c) || c <= ' ' || c >= 0x7f || c == '%' {
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
