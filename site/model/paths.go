// SPDX-License-Identifier: Apache-2.0

package model

import (
	"fmt"
	"net/url"
	"strings"
)

// Root leads from the path of a file to the top of the site: links are relative,
// so that the site works below any path and from a folder.
func Root(file string) string {
	return strings.Repeat("../", strings.Count(file, "/"))
}

// safeURL gives an address that may become a link, or "".
func safeURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(s) > 2000 || strings.ContainsFunc(s, hidden) {
		return ""
	}
	return s
}

// Address gives an address that may become a link, in the characters that an
// attribute of HTML allows, or "".
func Address(s string) string {
	if s = safeURL(s); s == "" {
		return ""
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; plainByte(c) || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return safeURL(b.String()) // with its bytes escaped, a host may not be valid
}

// plainByte says whether an address may hold a byte as it is (RFC 3986).
func plainByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c != 0 && strings.IndexByte("-._~!#$&*+,/:;=?@[]", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
