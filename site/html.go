// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html/template"
	"strings"
)

// writer writes HTML for what there is much of on the site: tables, cells and
// evidence. It is several times as fast as a template. Texts go through text or
// attr, which escape, and addresses through href.
type writer struct {
	strings.Builder
	w words
}

// text writes what template.HTMLEscapeString gives, without a copy.
func (b *writer) text(s string) {
	done := 0
	for i := range len(s) {
		if escaped := escapes[s[i]]; escaped != "" {
			b.WriteString(s[done:i])
			b.WriteString(escaped)
			done = i + 1
		}
	}
	b.WriteString(s[done:])
}

var escapes = [256]string{0: "\uFFFD", '"': "&#34;", '\'': "&#39;", '&': "&amp;", '<': "&lt;", '>': "&gt;"}

// must writes a text of the site.
func (b *writer) must(key string, args ...any) { b.text(b.w.Must(key, args...)) }

// attr writes an attribute, or nothing for an empty value.
func (b *writer) attr(name, value string) {
	if value == "" {
		return
	}
	b.WriteByte(' ')
	b.WriteString(name)
	b.WriteString(`="`)
	b.text(value)
	b.WriteByte('"')
}

// element writes an element that holds text only.
func (b *writer) element(name, class, text string) {
	b.WriteByte('<')
	b.WriteString(name)
	b.attr("class", class)
	b.WriteByte('>')
	b.text(text)
	b.WriteString("</")
	b.WriteString(name)
	b.WriteByte('>')
}

// link begins a link. The address is our own, or one that address gave.
func (b *writer) link(class, href string) {
	b.WriteString("<a")
	b.attr("class", class)
	b.attr("href", href)
	b.WriteByte('>')
}

// source begins a link to what is not ours.
func (b *writer) source(href string) {
	b.WriteString(`<a class="source"`)
	b.attr("href", href)
	b.WriteString(` rel="noopener noreferrer">`)
}

// outside writes a link to what is not ours.
func (b *writer) outside(href, text string) {
	b.WriteString("<a")
	b.attr("href", href)
	b.WriteString(` rel="noopener noreferrer">`)
	b.text(text)
	b.WriteString("</a>")
}

// hide writes a text for those who hear the page.
func (b *writer) hide(text string) { b.element("span", "hide", text) }

func (b *writer) html() template.HTML { return template.HTML(b.String()) }

// address gives an address that may become a link, in the characters that an
// attribute of HTML allows, or "".
func address(s string) string {
	if s = safeURL(s); s == "" {
		return ""
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; plainByte(c) || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// plainByte says whether an address may hold a byte as it is (RFC 3986).
func plainByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c != 0 && strings.IndexByte("-._~!#$&*+,/:;=?@[]", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
