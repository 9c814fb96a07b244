// SPDX-License-Identifier: Apache-2.0

package page

import "bytes"

// closing is how a comment, or a tag over several lines, ends: at the first end
// after word.
type closing struct{ word, end string }

// maxTag bounds a tag that is not a comment.
const maxTag = 4096

// findEnd returns where the closing ends in s, or -1.
func (c closing) findEnd(s []byte) int {
	i := 0
	if c.word != "" {
		if i = bytes.Index(s, []byte(c.word)); i < 0 {
			return -1
		}
		i += len(c.word)
	}
	n := bytes.Index(s[i:], []byte(c.end))
	if n < 0 {
		return -1
	}
	return i + n + len(c.end)
}

// dropTags removes the tags and comments of template languages from a line:
// "{% … %}", Hugo's "{{< … >}}", mdBook's "{{#…}}", ERB's "<%# … %>".
func (p *preparer) dropTags(line []byte) []byte {
	var out []byte
	vain := map[closing]bool{} // not on the rest of this line, and not after it
	for from := 0; ; {
		i := bytes.IndexAny(line[from:], "{<")
		if i < 0 {
			break
		}
		i += from
		c, comment := tagClosing(line[i:])
		if c.end == "" && bytes.HasSuffix(line[:i], []byte("](")) && bytes.HasPrefix(line[i:], []byte("{{")) {
			c.end = "}}" // a link's target
		}
		if c.end == "" || vain[c] {
			from = i + 1
			continue
		}
		n := c.findEnd(line[i+2:])
		if bytes.Count(line[:i], []byte{'`'})%2 == 1 { // an example in a code span
			if n < 0 {
				break
			}
			n += i + 2 - len(c.end)
			out = append(out, line[:n]...)
			line, from = line[n:], 0
			continue
		}
		if n < 0 {
			if p.opensBeyond(c, comment) {
				p.comment = c
				line = line[:i]
				break
			}
			vain[c] = true
			from = i + 1
			continue
		}
		out = append(out, line[:i]...)
		line, from = line[i+2+n:], 0
	}
	return append(out, line...)
}

// opensBeyond tells whether what begins on this line ends on a later one.
func (p *preparer) opensBeyond(c closing, comment bool) bool {
	rest := p.src[p.next:]
	if !comment {
		return c.findEnd(rest[:min(len(rest), maxTag)]) >= 0
	}
	if p.endless[c] || c.findEnd(rest) < 0 {
		if p.endless == nil {
			p.endless = map[closing]bool{}
		}
		p.endless[c] = true
		return false
	}
	return true
}

// tagClosing says how the tag at the head of s ends, and whether it is a
// comment; the zero closing when there is none.
func tagClosing(s []byte) (c closing, comment bool) {
	has := func(head string) bool { return bytes.HasPrefix(s, []byte(head)) }
	switch {
	case len(s) < 3:
	case has("{%"):
		if statementWord(s) == "comment" {
			return closing{"endcomment", "%}"}, true
		}
		return closing{"", "%}"}, false
	case has("{{<"), has("{{%"):
		end := map[byte]string{'<': ">}}", '%': "%}}"}[s[2]]
		if word := bytes.Fields(s[3:]); len(word) > 1 && string(word[0]) == "comment" {
			return closing{"/comment", end}, true
		}
		return closing{"", end}, false
	case has("{{!--"), has("{{--"):
		return closing{"", "--}}"}, true
	case has("{{!"):
		return closing{"", "}}"}, true
	case has("{{/*"), has("{{- /*"):
		return closing{"*/", "}}"}, true
	case has("{{#"):
		return closing{"", "}}"}, false
	case has("{#"):
		if n := attributeList(s); n == 0 || s[n-2] == '#' {
			return closing{"", "#}"}, true
		}
	case has("{::comment"):
		return closing{"{:/", "}"}, true
	case has("<%doc>"):
		return closing{"</%doc", ">"}, true
	case has("<%--"):
		return closing{"", "--%>"}, true
	case has("<%#"):
		return closing{"", "%>"}, true
	}
	return closing{}, false
}
