// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readSvelte reads a Svelte component: expressions and logic in braces go, a
// literal in braces stays.
func readSvelte(src []byte) *Document {
	out := bytes.Clone(src)
	b := blanker{src: src, out: out, subst: map[int]string{}}
	blankElement(&b, "<script", "</script>")
	blankElement(&b, "<style", "</style>")
	work := scan.NewBudget(len(src))
	for i := 0; i < len(out); i++ {
		if out[i] != '{' {
			continue
		}
		end, ok := scan.BraceEnd(out, i, work.Limit(scan.BraceLimit))
		if !ok {
			work.Spend(scan.BraceLimit)
			continue
		}
		text, lit := scan.QuotedLiteral(out[i+1 : end-1])
		lit = lit && len(text)+4 == end-i
		b.fillRange(i, end)
		if lit {
			out[i] = holder
			b.subst[i] = text
		}
		i = end - 1
	}
	return readHTML(out, htmlOptions{subst: b.subst})
}

// blankElement overwrites elements whose contents are code.
func blankElement(b *blanker, open, end string) {
	for i := 0; ; {
		j := bytes.Index(b.src[i:], []byte(open))
		if j < 0 {
			return
		}
		n := bytes.Index(b.src[i+j:], []byte(end))
		if n < 0 {
			return
		}
		i = b.fillRange(i+j, i+j+n+len(end))
	}
}

// blankBetween overwrites what stands between two marks, and them.
func blankBetween(src []byte, open, end string) []byte {
	b := blanker{src: src, out: src}
	for i := 0; ; {
		from := bytes.Index(src[i:], []byte(open))
		if from < 0 {
			return b.out
		}
		n := bytes.Index(src[i+from+len(open):], []byte(end))
		if n < 0 {
			return b.out
		}
		if i == 0 {
			b.out = bytes.Clone(src)
		}
		i = b.fillRange(i+from, i+from+len(open)+n+len(end))
	}
}

// blankRazor drops the code lines of a Razor view, roughly: those that begin
// with "@" or hold a lone brace.
func blankRazor(src []byte) []byte {
	src = blankBetween(src, "@*", "*@")
	b := blanker{src: src, out: bytes.Clone(src)}
	for off := 0; off < len(src); {
		line, next := scan.LineAt(src, off)
		line = bytes.TrimSpace(line)
		code := len(line) > 1 && line[0] == '@' && line[1] != '@'
		if code || len(bytes.Trim(line, "{}")) == 0 {
			b.fillRange(off, next)
		}
		off = next
	}
	return b.out
}

// blankVelocity drops the lines of a Velocity template that are directives, and
// comments. In Markdown "## " at the margin is rather a heading.
func blankVelocity(src []byte, markdown bool) []byte {
	src = blankBetween(src, "#*", "*#")
	b := blanker{src: src, out: bytes.Clone(src)}
	for off := 0; off < len(src); {
		line, next := scan.LineAt(src, off)
		if trimmed := bytes.TrimSpace(line); velocityLine(trimmed) || !markdown && bytes.HasPrefix(trimmed, []byte("##")) {
			b.fillRange(off, next)
		} else if n := bytes.Index(line, []byte(" ##")); n > 0 && !scan.IsBlank(line[:n]) {
			b.fillRange(off+n, off+len(line))
		}
		off = next
	}
	return b.out
}

func velocityLine(line []byte) bool {
	for _, head := range []string{"#set", "#parse", "#include", "#if", "#else", "#end", "#foreach", "#macro", "##"} {
		rest, ok := bytes.CutPrefix(line, []byte(head))
		if ok && (head == "##" && !bytes.HasPrefix(rest, []byte(" ")) || len(rest) == 0 || rest[0] == '(' || rest[0] == 'i') {
			return true
		}
	}
	return false
}
