// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// readAPT reads Maven's Almost Plain Text: headings at the margin, all else
// indented, verbatim boxes between rules.
func readAPT(src []byte) *Document {
	r := aptReader{lines: scan.SplitLines(src)}
	for i := r.readHeader(); i < len(r.lines); i++ {
		r.readLine(i)
	}
	r.endBlock()
	return &Document{Title: r.title, Blocks: r.blocks}
}

type aptReader struct {
	builder
	lines    [][]byte
	title    string
	verbatim bool
	margin   bool // the line before was blank, so a line at the margin is a heading
}

// readHeader reads the box of title, author and date that may begin a page and
// returns the line after it.
func (r *aptReader) readHeader() int {
	r.margin = true
	i := 0
	for i < len(r.lines) && (scan.IsBlank(r.lines[i]) || bytes.HasPrefix(r.lines[i], []byte("~~"))) {
		i++
	}
	if i+2 >= len(r.lines) || !aptRule(bytes.TrimSpace(r.lines[i])) || scan.IsBlank(r.lines[i+1]) {
		return i
	}
	rules, title := 0, 0 // line 0 cannot hold the title
	for j := i; j < min(len(r.lines), i+12); j++ {
		text := bytes.TrimSpace(r.lines[j])
		switch {
		case len(text) == 0:
			if title > 0 {
				r.title = scan.Collapse(string(r.lines[title]))
				r.addBlock(Heading, 1, r.lines[title], title+1)
			}
			return j
		case aptRule(text):
			rules++
		case rules == 1 && title == 0:
			title = j
		}
	}
	return i // no header after all
}

func aptRule(text []byte) bool { return len(text) >= 3 && len(bytes.Trim(text, "-")) == 0 }

func (r *aptReader) readLine(i int) {
	line := r.lines[i]
	text := bytes.TrimSpace(line)
	switch {
	case bytes.HasPrefix(text, []byte("+--")) || len(line) > 0 && line[0] == '-' && aptRule(text):
		r.endBlock()
		r.verbatim = !r.verbatim
		return
	case r.verbatim:
		r.addBlock(Code, 0, text, i+1)
		return
	case len(text) == 0, line[0] == '=' && len(text) >= 3 && len(bytes.Trim(text, "=")) == 0: // a rule says nothing
		r.endBlock()
		r.margin = true
		return
	case bytes.HasPrefix(text, []byte("~~")) || bytes.HasPrefix(text, []byte("%{")) || string(text) == "[]":
		return
	}
	r.readProse(i, line, text)
	r.margin = false
}

func (r *aptReader) readProse(i int, line, text []byte) {
	if line[0] != ' ' && line[0] != '\t' && line[0] != '|' && !(line[0] == '*' && bytes.HasPrefix(text, []byte("*-"))) {
		if level := r.titleLevel(i, line); level > 0 {
			r.addBlock(Heading, level, aptInline(bytes.TrimLeft(text, "* ")), i+1)
			return
		}
	}
	switch {
	case text[0] == '|' || bytes.HasPrefix(text, []byte("*-")):
		r.addRow(splitCells(bytes.Trim(text, "*-+:")), i+1, aptInline)
		return
	case text[0] == '[' && bytes.HasPrefix(text, []byte("[[")):
		if end := bytes.Index(text, []byte("]]")); end > 0 {
			text = text[end+2:]
		}
		r.beginBlock(Item, 0)
	case scan.AfterBullet(text) != nil:
		text = scan.AfterBullet(text)
		r.beginBlock(Item, 0)
	}
	r.addLine(aptInline(text), i+1)
}

// titleLevel is the level of a line at the margin: "*" marks deeper ones.
func (r *aptReader) titleLevel(i int, line []byte) int {
	if !r.margin || i+1 < len(r.lines) && !scan.IsBlank(r.lines[i+1]) {
		return 0
	}
	stars := len(line) - len(bytes.TrimLeft(line, "*"))
	return min(2+stars, 6)
}

// aptInline drops the marks of links, anchors and fonts.
func aptInline(s []byte) []byte {
	if !bytes.ContainsAny(s, `{}<>\`) {
		return s
	}
	out := make([]byte, 0, len(s))
	last := bytes.LastIndexByte(s, '}')
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) {
				i++
				out = append(out, s[i])
			}
		case '{', '}', '<', '>':
			if i < last && bytes.HasPrefix(s[i:], []byte("{{{")) {
				i += bytes.IndexByte(s[i:], '}') // the target
			}
		default:
			out = append(out, s[i])
		}
	}
	return out
}
