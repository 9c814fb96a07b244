// SPDX-License-Identifier: Apache-2.0

package jsx

import (
	"bytes"
	"regexp"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

var (
	jsxQuoted = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	jsxHidden = regexp.MustCompile(`\s(?:hidden|aria-hidden)(?:=\{true\}|="(?:true|hidden)?"|[\s>]|/>)`)
	jsxStyled = regexp.MustCompile(`\sstyle=\{\{[^}]*(?:display:\s*["']none|visibility:\s*["']hidden|textDecoration:\s*["']line-through)`)
)

// jsxUnsaid tells whether a tag begins an element that is not shown.
func jsxUnsaid(tag []byte) bool {
	if !scan.IsLetter(tag[1]) || bytes.HasSuffix(tag, []byte("/>")) || !bytes.Contains(tag, []byte("hidden")) && !bytes.Contains(tag, []byte("style=")) {
		return false
	}
	hidden := jsxHidden.Match(jsxQuoted.ReplaceAll(tag, []byte(`""`))) && !bytes.Contains(tag, []byte("tabpanel"))
	return hidden || jsxStyled.Match(tag)
}

// elementEnd is where the element of that name ends whose tag ends at from, or
// from when it does not end.
func (b *jsxBlanker) elementEnd(name string, from int) int {
	if scan.VoidElements[name] || name == "" {
		return from
	}
	stop := min(len(b.src), from+b.work.Limit(1<<20))
	depth := 1
	for i := from; i < stop; {
		n := bytes.IndexByte(b.src[i:stop], '<')
		if n < 0 {
			break
		}
		i += n + 1
		rest, shut := bytes.CutPrefix(b.src[i:stop], []byte{'/'})
		if string(scan.TagName(rest)) != name {
			continue
		}
		end := bytes.IndexByte(rest, '>')
		if end < 0 {
			break
		}
		switch {
		case shut:
			depth--
		case end == 0 || rest[end-1] != '/':
			depth++
		}
		if depth == 0 {
			return stop - len(rest) + end + 1
		}
	}
	b.work.Spend(stop - from)
	return from
}
