// SPDX-License-Identifier: Apache-2.0

package scan

import "bytes"

// ClosingRun finds a run of exactly n bytes c from i on and returns its end, or
// 0.
func ClosingRun(src []byte, i int, c byte, n int) int {
	for i < len(src) {
		j := bytes.IndexByte(src[i:], c)
		if j < 0 {
			return 0
		}
		i += j
		from := i
		for i < len(src) && src[i] == c {
			i++
		}
		if i-from == n {
			return i
		}
	}
	return 0
}

// TagName is the name in what follows a tag's "<".
func TagName(s []byte) []byte {
	s = bytes.TrimPrefix(s, []byte{'/'})
	n := 0
	for n < len(s) && (IsWord(s[n]) || s[n] == '-' || s[n] == '.') {
		n++
	}
	return s[:n]
}

// AltText is the alt text that a tag holds in plain quotes, on one line.
func AltText(tag []byte) []byte {
	_, s, ok := bytes.Cut(tag, []byte(` alt="`))
	if !ok {
		return nil
	}
	end := bytes.IndexByte(s, '"')
	if end < 0 || bytes.IndexByte(s[:end], '\n') >= 0 {
		return nil
	}
	return s[:end]
}

// VoidElements hold nothing.
var VoidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true,
}

// BraceLimit bounds one expression in braces.
const BraceLimit = 16 << 10

// BraceEnd returns the offset after the "}" that closes the "{" at i, with
// strings and comments of JavaScript skipped, and false when there is none
// before limit bytes.
func BraceEnd(src []byte, i, limit int) (int, bool) {
	stop := min(len(src), i+limit)
	depth := 0
	for ; i < stop; i++ {
		switch c := src[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'', '`':
			n := bytes.IndexByte(src[i+1:stop], c)
			if n < 0 {
				continue // an apostrophe in text
			}
			if c != '`' && bytes.IndexByte(src[i+1:i+1+n], '\n') >= 0 {
				continue
			}
			i += n + 1
		case '/':
			if i+1 < stop && src[i+1] == '*' {
				n := bytes.Index(src[i+2:stop], []byte("*/"))
				if n < 0 {
					return 0, false
				}
				i += n + 3
			}
		}
	}
	return 0, false
}

// QuotedLiteral is the quoted string at the head of an expression.
func QuotedLiteral(s []byte) (string, bool) {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' && s[0] != '`' {
		return "", false
	}
	end := bytes.IndexByte(s[1:], s[0])
	if end < 0 || bytes.ContainsAny(s[1:1+end], "\\\n") || bytes.Contains(s[:end], []byte("#{")) {
		return "", false
	}
	return string(s[1 : 1+end]), true
}

// WholeLiteral is the quoted string that an expression is, and nothing beside it.
func WholeLiteral(s []byte) (string, bool) {
	if text, ok := QuotedLiteral(s); ok && len(text)+2 == len(s) {
		return text, true
	}
	return "", false
}

// FenceRun is the run of backticks or tildes at the head of a fence, or nil.
func FenceRun(body []byte) []byte {
	n := 0
	for n < len(body) && (body[0] == '`' || body[0] == '~') && body[n] == body[0] {
		n++
	}
	if n < 3 {
		return nil
	}
	return body[:n]
}
