// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"regexp"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readSvelte reads a Svelte component: expressions and logic in braces go, a
// literal in braces stays.
func readSvelte(src []byte) *Document {
	b := newBlanker(src)
	b.blankBetween("<script", "</script>")
	b.blankBetween("<style", "</style>")
	out := b.out
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
		text, known := scan.WholeLiteral(out[i+1 : end-1])
		b.fillRange(i, end)
		if known {
			b.substitute(i, text)
		}
		i = end - 1
	}
	return readHTML(out, htmlOptions{subst: b.subst})
}

// blankBetween overwrites what stands between two marks, and them.
func (b *blanker) blankBetween(open, end string) {
	for i := 0; ; {
		from := bytes.Index(b.src[i:], []byte(open))
		if from < 0 {
			return
		}
		from += i
		n := bytes.Index(b.src[from+len(open):], []byte(end))
		if n < 0 {
			return
		}
		i = b.fillRange(from, from+len(open)+n+len(end))
	}
}

// blankRazor drops the code lines of a Razor view, roughly: those that begin
// with "@" or hold a lone brace.
func blankRazor(src []byte) []byte {
	b := newBlanker(src)
	b.blankBetween("@*", "*@")
	for off := 0; off < len(src); {
		line, next := scan.LineAt(b.out, off)
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
	b := newBlanker(src)
	b.blankBetween("#*", "*#")
	for off := 0; off < len(src); {
		line, next := scan.LineAt(b.out, off)
		if trimmed := bytes.TrimSpace(line); velocityLine.Match(trimmed) || !markdown && bytes.HasPrefix(trimmed, []byte("##")) {
			b.fillRange(off, next)
		} else if n := bytes.Index(line, []byte(" ##")); n > 0 && !scan.IsBlank(line[:n]) {
			b.fillRange(off+n, off+len(line))
		}
		off = next
	}
	return b.out
}

var velocityLine = regexp.MustCompile(`^(?:#(?:set|parse|include|if|else|end|foreach|macro|#)(?:[(i]|$)|##[^ ])`)
