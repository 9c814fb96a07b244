// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// rstInline takes the inline markup out of reStructuredText.
type rstInline struct {
	src   []byte // scratch for the caller
	out   []byte
	work  *scan.Budget
	subst map[string]*substitution
	most  int // bytes that substitutions may still become
	depth int // of substitutions within one another
}

// substitution is a text that has a name. Its own substitutions are made when
// it is first used.
type substitution struct {
	raw, text []byte
	done      bool
}

// maxSubstitutions bounds substitutions within one another.
const maxSubstitutions = 16

// substitutionText returns the text of a name, or the name where there is none, or
// the page's share of substituted text is used up.
func (r *rstInline) substitutionText(name []byte) []byte {
	s := r.subst[string(name)]
	if s == nil || r.depth >= maxSubstitutions {
		return name
	}
	if !s.done {
		s.done, s.text = true, name // what stands within itself is its name
		out := r.out
		r.out = nil
		r.depth++
		s.text = bytes.Clone(r.reduceText(s.raw))
		r.depth--
		r.out = out
	}
	if r.most -= len(s.text); r.most < 0 {
		return name
	}
	return s.text
}

// reduceText returns the plain text of src, valid until the next call.
func (r *rstInline) reduceText(src []byte) []byte {
	r.out = r.out[:0]
	for i := 0; i < len(src); {
		j := bytes.IndexAny(src[i:], "\\`*|_:")
		if j < 0 {
			r.out = append(r.out, src[i:]...)
			break
		}
		r.out = append(r.out, src[i:i+j]...)
		i = r.readSpecial(src, i+j)
	}
	return r.out
}

func (r *rstInline) readSpecial(src []byte, i int) int {
	end := 0
	switch src[i] {
	case '\\':
		return r.readEscape(src, i)
	case '`':
		end = r.readBacktick(src, i, "")
	case ':':
		end = r.readRole(src, i)
	case '*':
		end = r.readStar(src, i)
	case '|':
		end = r.readBar(src, i)
	case '_':
		end = r.readUnderscore(src, i)
	}
	if end > i {
		return end
	}
	r.out = append(r.out, src[i])
	return i + 1
}

func (r *rstInline) readEscape(src []byte, i int) int {
	if i+1 < len(src) && src[i+1] != ' ' && src[i+1] != '\n' {
		r.out = append(r.out, src[i+1])
	}
	return min(i+2, len(src))
}

// findClosing looks for the closing mark from i on, within the work allowed.
func (r *rstInline) findClosing(src []byte, i int, mark string) int {
	stop := min(len(src), i+r.work.Limit(len(src)))
	if i >= stop {
		return -1
	}
	n := bytes.Index(src[i:stop], []byte(mark))
	if n < 0 {
		r.work.Spend(stop - i)
		return -1
	}
	return i + n
}

// readBacktick reads “code“, `text <target>`_ and `text`.
func (r *rstInline) readBacktick(src []byte, i int, role string) int {
	if role == "" && bytes.HasPrefix(src[i:], []byte("``")) {
		end := r.findClosing(src, i+2, "``")
		if end < 0 {
			return 0
		}
		for end+2 < len(src) && src[end+2] == '`' {
			end++
		}
		r.out = append(r.out, src[i+2:end]...)
		return end + 2
	}
	end := r.findClosing(src, i+1, "`")
	if end < 0 || end == i+1 {
		return 0
	}
	text := roleText(role, src[i+1:end])
	if role == "" && end+1 < len(src) && src[end+1] == ':' {
		if n := roleName(src[end+1:]); n > 0 {
			end += n // `text`:role:
		}
	}
	r.out = append(r.out, bytes.ReplaceAll(text, []byte{'\\'}, nil)...)
	for end++; end < len(src) && src[end] == '_'; end++ {
	}
	return end
}

// readRole reads :name:`text`.
func (r *rstInline) readRole(src []byte, i int) int {
	n := roleName(src[i:])
	if n == 0 || i+n >= len(src) || src[i+n] != '`' {
		return 0
	}
	name := src[i+1 : i+n-1]
	if k := bytes.LastIndexByte(name, ':'); k >= 0 {
		name = name[k+1:] // without its domain
	}
	return r.readBacktick(src, i+n, string(name))
}

// roleName is the length of ":name:" or ":domain:name:" at the head of s.
func roleName(s []byte) int {
	end := 0
	for n := 1; n < len(s) && n < 48; n++ {
		switch c := s[n]; {
		case c == ':':
			end = n + 1
		case !scan.IsWord(c) && c != '-' && c != '+' && c != '.':
			return end
		}
	}
	return end
}

// readStar reads *emphasis* and **strong**.
func (r *rstInline) readStar(src []byte, i int) int {
	mark := "*"
	if bytes.HasPrefix(src[i:], []byte("**")) {
		mark = "**"
	}
	from := i + len(mark)
	if from >= len(src) || src[from] == ' ' || src[from] == '\n' || i > 0 && scan.IsWord(src[i-1]) {
		return 0
	}
	end := r.findClosing(src, from, mark)
	if end <= from || src[end-1] == ' ' || end+len(mark) < len(src) && scan.IsWord(src[end+len(mark)]) {
		return 0
	}
	for _, c := range src[from:end] { // markup does not nest, yet code marks do occur
		if c != '\\' && c != '`' {
			r.out = append(r.out, c)
		}
	}
	return end + len(mark)
}

// readBar reads |substitution|.
func (r *rstInline) readBar(src []byte, i int) int {
	tail := src[i:min(len(src), i+80)]
	end := bytes.IndexByte(tail[1:], '|') + 1
	if end < 2 || tail[1] == ' ' || tail[end-1] == ' ' {
		return 0
	}
	text := r.substitutionText(tail[1:end])
	r.out = append(r.out, text...)
	for end++; end < len(tail) && tail[end] == '_'; end++ {
	}
	return i + end
}

// readUnderscore drops the mark of a reference: the "_" that ends a word or a
// footnote's bracket, and the "_" before a backtick.
func (r *rstInline) readUnderscore(src []byte, i int) int {
	if i+1 < len(src) && src[i+1] == '`' && (i == 0 || !scan.IsWord(src[i-1])) {
		return i + 1
	}
	end := i + 1
	if end < len(src) && src[end] == '_' {
		end++
	}
	if i == 0 || src[i-1] != ']' && !(scan.IsWord(src[i-1]) && src[i-1] != '_') {
		return 0
	}
	from := i
	for from > 0 && i-from < 64 && scan.IsWord(src[from-1]) {
		from--
	}
	if src[from] == '_' && from < i {
		return 0 // __init__ is not a reference
	}
	if end < len(src) && (scan.IsWord(src[end]) || src[end] == '*' || src[end] == '/' || src[end] == '=' || src[end] == '(') {
		return 0
	}
	return end
}
