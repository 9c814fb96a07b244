// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"html"
	"strings"

	nethtml "golang.org/x/net/html"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// htmlOptions says in what dialect a page is written.
type htmlOptions struct {
	xml      bool           // Maven's xdoc and other XML: CDATA, <section name=…>, unknown elements are blocks
	fragment bool           // a part of a Markdown file, of which the menus alone are left out
	vue      bool           // a component, whose <template> is shown
	subst    map[int]string // the text that stands at a holder byte, by offset
	offset   int            // added to line numbers: a fragment's place in its file
}

// htmlReader walks the tokens of a page once, with counters in place of a
// tree: no depth of nesting costs it anything.
type htmlReader struct {
	builder
	opt   htmlOptions
	z     *nethtml.Tokenizer
	src   []byte
	lines lineCursor
	line  int // of the current token

	zones           []uint8 // of each block
	landmarks       []landmark
	open            [tagArticle + 1]int // landmarks of each class that are open
	sawMain, sawArt bool
	pre             int
	skip            skipper // the element whose contents are being dropped
	attrs           attributes
	substituted     int // bytes of text put in for template tags
	inTitle         bool
	title           []byte
	cells           int // cells so far in the open row
	inRow           bool
	anchor          int // where an <a> inside a heading began in buf, plus 1
	name            []byte
	selfClosing     bool
}

func readHTML(src []byte, opt htmlOptions) *Document {
	d, _ := readFragment(src, opt, skipper{})
	return d
}

// readFragment reads a page, or a part of one that begins within an element
// whose contents are dropped. It returns the element that it ends in.
func readFragment(src []byte, opt htmlOptions, skip skipper) (*Document, skipper) {
	r := htmlReader{opt: opt, src: src, lines: newLineCursor(src), skip: skip}
	r.z = nethtml.NewTokenizer(bytes.NewReader(src))
	r.z.AllowCDATA(opt.xml)
	for off := 0; ; {
		tt := r.z.Next()
		n := len(r.z.Raw())
		if n == 0 && tt == nethtml.ErrorToken {
			break
		}
		r.line = r.lines.lineOf(off) + opt.offset
		r.readToken(tt, off, min(off+n, len(src)))
		off += n
		if tt == nethtml.ErrorToken || off >= len(src) {
			break
		}
	}
	r.endZoned()
	return &Document{Title: scan.Collapse(html.UnescapeString(dropFill(r.title))), Blocks: r.chooseBlocks()}, r.skip
}

func (r *htmlReader) readToken(tt nethtml.TokenType, from, to int) {
	switch tt {
	case nethtml.TextToken:
		r.addCharacters(from, to)
	case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
		name, attrs := r.z.TagName()
		r.name, r.selfClosing = name, tt == nethtml.SelfClosingTagToken
		if r.skip.isOpen() && !r.skip.startTag(string(name), r.selfClosing) {
			return
		}
		r.attrs = attributes{}
		if attrs {
			r.attrs = readAttributes(r.z)
		}
		r.startTag(classifyTag(name, r.opt.xml))
	case nethtml.EndTagToken:
		r.name, _ = r.z.TagName()
		if !r.skip.isOpen() || r.skip.endTag(string(r.name)) {
			r.endTag(classifyTag(r.name, r.opt.xml))
		}
	}
}

// addCharacters adds a run of character data. It reads the source rather than the
// token, whose entities are already gone, to know each byte's offset.
func (r *htmlReader) addCharacters(from, to int) {
	if r.skip.isOpen() {
		return
	}
	s := r.src[from:to]
	cdata := r.opt.xml && bytes.HasPrefix(s, []byte("<![CDATA["))
	if cdata {
		s = bytes.TrimSuffix(s[len("<![CDATA["):], []byte("]]>"))
		from += len("<![CDATA[")
	}
	if r.inTitle {
		r.title = append(r.title, s...)
		return
	}
	line := r.line
	for len(s) > 0 {
		n := len(s)
		if i := bytes.IndexByte(s, '\n'); i >= 0 && r.pre > 0 {
			n = i + 1
		}
		r.addRun(s[:n], from, line, cdata)
		if n < len(s) || s[n-1] == '\n' && r.pre > 0 {
			r.endZoned()
		}
		line += bytes.Count(s[:n], []byte{'\n'})
		from += n
		s = s[n:]
	}
}

// addRun adds text with its entities decoded and held places filled in.
func (r *htmlReader) addRun(s []byte, from, line int, cdata bool) {
	if len(r.buf) == 0 && r.pre > 0 {
		r.kind, r.level = Code, 0 // whatever a heading within it began
	}
	for len(s) > 0 {
		i := bytes.IndexByte(s, holder)
		if i < 0 || r.opt.subst == nil {
			i = len(s)
		}
		line = r.addDecoded(s[:i], line, cdata)
		if i < len(s) {
			if text := r.opt.subst[from+i]; r.substituted <= len(r.src)+maxSubstituted {
				r.substituted += len(text)
				r.addText([]byte(text), line)
			}
			i++
		}
		from += i
		s = s[i:]
	}
}

// addDecoded adds text line by line where it has entities, for an entity may
// stand for a newline that is none in the source. It returns the line reached.
func (r *htmlReader) addDecoded(s []byte, line int, cdata bool) int {
	if cdata || bytes.IndexByte(s, '&') < 0 {
		r.addText(s, line)
		return line + bytes.Count(s, []byte{'\n'})
	}
	for {
		part, rest, more := bytes.Cut(s, []byte{'\n'})
		text := html.UnescapeString(string(part))
		r.addText([]byte(strings.ReplaceAll(text, "\n", " ")), line)
		if !more {
			return line
		}
		r.space = true
		line++
		s = rest
	}
}

// maxSubstituted is how many bytes template tags may become beyond the size of
// their page.
const maxSubstituted = 1 << 16

func (r *htmlReader) startTag(class tagClass) {
	name := string(r.name)
	if r.isUnsaid(name) {
		r.passOver(class)
		if !r.selfClosing {
			r.skip.beginElement(name)
		}
		return
	}
	r.countLandmarks(name, 1)
	if role, ok := landmarkRoles[r.attrs.role]; ok && class != tagSkip && !scan.VoidElements[name] {
		class = role
	}
	switch class {
	case tagSkip:
		if !r.selfClosing || string(r.name) != "svg" {
			r.skip.beginElement(name)
		}
	case tagHeading:
		r.beginBlock(Heading, headingLevel(r.name))
	case tagItem:
		r.beginItem()
	case tagRow:
		r.endZoned()
		r.beginBlock(Row, 0)
		r.inRow, r.cells = true, 0
	case tagCell:
		r.startCell()
	case tagPre:
		r.endZoned()
		if !r.selfClosing {
			r.pre++
		}
	default:
		r.startOther(class)
	}
}

func (r *htmlReader) startOther(class tagClass) {
	switch class {
	case tagBreak:
		if r.pre > 0 {
			r.endZoned()
		}
		r.space = true
	case tagTitle:
		r.inTitle = len(r.title) == 0 && !r.selfClosing
	case tagMain, tagArticle, tagNav:
		r.endZoned()
		if !r.selfClosing {
			r.enterLandmark(class)
		}
	case tagTable:
		r.endZoned()
	case tagBlock:
		r.endZoned()
		if r.opt.xml {
			r.xdocSection()
		}
	case tagSoft:
		r.softBreak()
	case tagInline:
		r.inlineTag()
	}
}

func (r *htmlReader) endTag(class tagClass) {
	r.countLandmarks(string(r.name), -1)
	switch class {
	case tagTitle:
		r.inTitle = false
	case tagPre:
		r.endZoned()
		r.pre = max(0, r.pre-1)
	case tagMain, tagArticle, tagNav, tagHeading, tagBlock, tagTable, tagRow:
		r.endZoned()
	case tagItem, tagSoft:
		r.softBreak()
	case tagInline:
		if r.anchor > 0 && string(r.name) == "a" {
			r.endAnchor()
		}
	}
}

// beginBlock overrides the builder's so that each block's zone is noted.
func (r *htmlReader) beginBlock(kind Kind, level int) {
	r.endZoned()
	r.kind, r.level = kind, level
}

// endZoned closes the open block and notes its zone.
func (r *htmlReader) endZoned() {
	r.anchor, r.inRow = 0, false
	if !r.endBlock() {
		return
	}
	var zone uint8
	if r.open[tagMain] > 0 {
		zone |= inMain
	}
	if r.open[tagArticle] > 0 {
		zone |= inArticle
	}
	if r.open[tagNav] > 0 {
		zone = inNav
	}
	r.zones = append(r.zones, zone)
}
