// SPDX-License-Identifier: Apache-2.0

package httpcache

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// control are the directives of a Cache-Control header (RFC 9111 5.2). A header
// that does not follow the grammar is believed in what forbids, and in nothing
// that allows.
type control struct {
	values    map[string]string // by name, in lower case, without quotes
	malformed bool
}

func (c control) has(name string) bool { _, ok := c.values[name]; return ok }

// seconds of a directive. Stated several times, otherwise than as a whole number,
// or in a header that is malformed, it is 0: an answer whose lifetime is not
// clear is stale (RFC 9111 4.2.1).
func (c control) seconds(name string) (d time.Duration, stated bool) {
	value, stated := c.values[name]
	if !stated || c.malformed {
		return 0, stated || c.malformed
	}
	d, _ = deltaSeconds(value)
	return d, true
}

// contradiction stands for a directive with several values: no number.
const contradiction = "several values"

func directivesOf(header http.Header) control {
	values := header["Cache-Control"]
	if len(values) == 0 {
		return control{}
	}
	c := control{values: make(map[string]string)}
	text := strings.Join(values, ",")
	for _, member := range ListMembers(text) {
		name, value, ok := directive(member)
		if !ok {
			c.malformed = true
			continue
		}
		if old, twice := c.values[name]; twice && old != value {
			value = contradiction
		}
		c.values[name] = value
	}
	if c.malformed && strings.Contains(strings.ToLower(text), "no-store") {
		c.values["no-store"] = ""
	}
	return c
}

// directive reads name, name=token or name="quoted text". No space may stand
// around the equals sign.
func directive(member string) (name, value string, ok bool) {
	name, value, has := strings.Cut(member, "=")
	name = strings.ToLower(name)
	if !isToken(name) {
		return "", "", false
	}
	if !has {
		return name, "", true
	}
	if strings.HasPrefix(value, `"`) {
		value, ok = unquoted(value)
		return name, value, ok
	}
	return name, value, isToken(value)
}

// ListMembers splits a list of RFC 9110 5.6.1 at the commas outside of quoted
// text, without empty members and the space around them.
func ListMembers(text string) []string {
	var members []string
	quoted, start := false, 0
	end := func(at int) {
		if member := strings.Trim(text[start:at], " \t"); member != "" {
			members = append(members, member)
		}
		start = at + 1
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			end(i)
		}
	}
	end(len(text))
	return members
}

// unquoted is what a quoted-string says, which must be the whole text.
func unquoted(text string) (string, bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), i == len(text)-1
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

func isToken(text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return text != ""
}

// mostSeconds is what a larger number counts as (RFC 9111 1.2.2).
const mostSeconds = 1 << 31

// deltaSeconds reads a whole number of seconds: digits, and nothing else.
func deltaSeconds(text string) (time.Duration, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > mostSeconds {
		n = mostSeconds
	}
	return time.Duration(n) * time.Second, true
}
