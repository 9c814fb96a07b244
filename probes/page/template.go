// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readTemplate reads an HTML page that may be a Jinja, Liquid, Handlebars or
// ERB template.
func readTemplate(src []byte, opt htmlOptions) *Document {
	if bytes.Contains(src, []byte("{{")) || bytes.Contains(src, []byte("{%")) ||
		bytes.Contains(src, []byte("{#")) || bytes.Contains(src, []byte("<%")) {
		src, opt.subst = blankTemplates(src)
	}
	return readHTML(src, opt)
}

// maxExpression bounds a "{{ … }}": a stray "{{" in a script must not swallow
// the page up to the next "}}".
const maxExpression = 4096

// blanker overwrites template tags in a copy of a page, byte for byte, so that
// what is left keeps its offsets.
type blanker struct {
	src, out []byte
	subst    map[int]string
	macros   map[string]string
	next     map[string]int // offset of the next closer of each kind
}

func newBlanker(src []byte) *blanker {
	return &blanker{src: src, out: bytes.Clone(src), subst: map[int]string{}, next: map[string]int{}}
}

// blankTemplates overwrites the tags of template languages and returns, by
// offset, the texts that are known to stand there instead: calls of macros
// that only hold text, and literals handed to translation or link helpers.
func blankTemplates(src []byte) ([]byte, map[int]string) {
	b := newBlanker(src)
	b.macros = textMacros(src)
	for i := 0; i < len(src); {
		j := bytes.IndexAny(src[i:], "{<")
		if j < 0 || i+j+1 >= len(src) {
			break
		}
		i = b.blankTag(i + j)
	}
	return b.out, b.subst
}

// blankTag handles what may be a template tag at i and returns where to go on.
func (b *blanker) blankTag(i int) int {
	if c, comment := tagClosing(b.src[i:]); comment {
		if end := b.commentEnd(i, c); end > 0 {
			return b.fillRange(i, end)
		}
	}
	switch string(b.src[i : i+2]) {
	case "{%":
		if end := b.nextClosing(i, "%}"); end > 0 {
			return b.blankStatement(i, end)
		}
	case "{{":
		if end := b.nextClosing(i, "}}"); end > 0 && end-i <= maxExpression {
			return b.blankExpression(i, end)
		}
	case "<%":
		if end := b.nextClosing(i, "%>"); end > 0 {
			return b.blankExpression(i, end)
		}
	}
	return i + 1
}

// commentEnd is where a comment at i ends, or 0.
func (b *blanker) commentEnd(i int, c closing) int {
	if c.word == "" {
		return b.nextClosing(i, c.end)
	}
	at := b.nextClosing(i, c.word)
	if at == 0 {
		return 0
	}
	rest := b.src[at:min(len(b.src), at+maxTag)]
	n := bytes.Index(rest, []byte(c.end))
	if n < 0 {
		return 0
	}
	return at + n + len(c.end)
}

// nextClosing returns the end of the next closing mark after i, or 0. It remembers
// the last answer of each kind: asking at every opener stays linear.
func (b *blanker) nextClosing(i int, mark string) int {
	at, asked := b.next[mark]
	if !asked || at >= 0 && at < i+2 {
		at = bytes.Index(b.src[i+2:], []byte(mark))
		if at >= 0 {
			at += i + 2
		}
		b.next[mark] = at
	}
	if at < 0 {
		return 0
	}
	return at + len(mark)
}

// fillRange overwrites a tag, keeping its newlines.
func (b *blanker) fillRange(from, to int) int {
	for i := from; i < to; i++ {
		if b.out[i] != '\n' {
			b.out[i] = filler
		}
	}
	return to
}

// substitute has a known text stand where a tag was.
func (b *blanker) substitute(at int, text string) {
	b.out[at] = holder
	b.subst[at] = text
}

// blankStatement handles "{% … %}".
func (b *blanker) blankStatement(from, to int) int {
	word := statementWord(b.src[from:to])
	b.fillRange(from, to)
	switch word {
	case "raw", "verbatim":
		return b.skipToEnd(to, "end"+word, false)
	case "pluralize":
		b.out[from] = ' '
	case "macro":
		if _, known := b.macros[macroName(b.src[from:to])]; known {
			return b.skipToEnd(to, "endmacro", true) // its calls show the text
		}
	}
	return to
}

// skipToEnd skips to the end tag of that name, dropping what lies before it when
// asked to.
func (b *blanker) skipToEnd(from int, name string, drop bool) int {
	for i := from; ; {
		j := bytes.Index(b.src[i:], []byte("{%"))
		end := 0
		if j >= 0 {
			end = b.nextClosing(i+j, "%}")
		}
		if end == 0 {
			return from
		}
		if statementWord(b.src[i+j:end]) == name {
			if drop {
				b.fillRange(from, i+j)
			}
			return b.fillRange(i+j, end)
		}
		i = end
	}
}

// blankExpression handles "{{ … }}" and "<%= … %>".
func (b *blanker) blankExpression(from, to int) int {
	inner := bytes.Trim(b.src[from+2:to-2], "{}=-~ \t\r\n")
	b.fillRange(from, to)
	if text, ok := b.knownText(inner); ok {
		b.substitute(from, text)
	}
	return to
}

// knownText is the text that an expression is sure to give.
func (b *blanker) knownText(expr []byte) (string, bool) {
	if name, ok := bytes.CutSuffix(expr, []byte("()")); ok {
		text, ok := b.macros[string(name)]
		return text, ok
	}
	for _, helper := range []string{"_(", "gettext(", "link_to ", "link_to("} {
		if rest, ok := bytes.CutPrefix(expr, []byte(helper)); ok {
			return scan.QuotedLiteral(bytes.TrimSpace(rest))
		}
	}
	return scan.WholeLiteral(expr)
}

// textMacros finds the macros without parameters whose bodies are plain text,
// as pages define that use one text as a heading and as a link to it.
func textMacros(src []byte) map[string]string {
	macros := map[string]string{}
	for {
		i := bytes.Index(src, []byte("{% macro "))
		if i < 0 {
			return macros
		}
		src = src[i:]
		head := bytes.Index(src, []byte("%}"))
		end := bytes.Index(src, []byte("{% endmacro"))
		if head < 0 || end < head {
			return macros
		}
		if name := macroName(src[:head+2]); name != "" {
			if text, ok := macroText(src[head+2 : end]); ok {
				macros[name] = text
			}
		}
		src = src[end:]
	}
}

// macroName is the name in "{% macro name() %}", "" when it has parameters.
func macroName(tag []byte) string {
	fields := bytes.Fields(bytes.Trim(tag, "{}%-"))
	if len(fields) != 2 {
		return ""
	}
	if name, ok := bytes.CutSuffix(fields[1], []byte("()")); ok {
		return string(name)
	}
	return ""
}

// macroText is a macro's body when it is no longer than a sentence or two and
// is one line of text once its tags are gone.
func macroText(body []byte) (string, bool) {
	if len(body) > 1024 {
		return "", false
	}
	b := newBlanker(body)
	for i := 0; i+1 < len(body); i++ {
		if body[i] == '{' && body[i+1] == '%' {
			end := b.nextClosing(i, "%}")
			if end == 0 {
				return "", false
			}
			i = b.fillRange(i, end) - 1
		}
	}
	if bytes.IndexByte(b.out, '{') >= 0 {
		return "", false
	}
	d := readHTML(b.out, htmlOptions{})
	if len(d.Blocks) != 1 {
		return "", false
	}
	return d.Blocks[0].Text, true
}

// statementWord is the first word of a "{% … %}".
func statementWord(tag []byte) string {
	s := bytes.TrimLeft(tag[2:], "-+ \t\r\n")
	n := 0
	for n < len(s) && scan.IsWord(s[n]) {
		n++
	}
	return string(s[:n])
}
