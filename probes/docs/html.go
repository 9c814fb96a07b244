// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
)

// htmlOptions says in what dialect a page is written.
type htmlOptions struct {
	xml    bool           // Maven's xdoc and other XML: CDATA, <section name=…>, unknown elements are blocks
	subst  map[int]string // the text that stands at a holder byte, by offset
	offset int            // added to line numbers: a fragment's place in its file
}

// Zones of a page, as bits; see htmlReader.choose.
const (
	inArticle = 1 << iota
	inMain
)

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
	main, article   int     // open elements
	nav             int
	sawMain, sawArt bool
	pre             int
	skip            string // the element whose contents are being dropped
	skipDepth       int
	inTitle         bool
	title           []byte
	cells           int // cells so far in the open row
	inRow           bool
	anchor          int // where an <a> inside a heading began in buf, plus 1
	name            []byte
	selfClosing     bool
}

func readHTML(src []byte, opt htmlOptions) *Document {
	r := htmlReader{opt: opt, src: src, lines: newLineCursor(src)}
	r.z = nethtml.NewTokenizer(bytes.NewReader(src))
	r.z.AllowCDATA(opt.xml)
	for off := 0; ; {
		tt := r.z.Next()
		n := len(r.z.Raw())
		if n == 0 && tt == nethtml.ErrorToken {
			break
		}
		r.line = r.lines.at(off) + opt.offset
		r.token(tt, off, min(off+n, len(src)))
		off += n
		if tt == nethtml.ErrorToken || off >= len(src) {
			break
		}
	}
	r.end()
	return &Document{Title: collapse(html.UnescapeString(dropFill(r.title))), Blocks: r.choose()}
}

func (r *htmlReader) token(tt nethtml.TokenType, from, to int) {
	switch tt {
	case nethtml.TextToken:
		r.text(from, to)
	case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
		name, attrs := r.z.TagName()
		r.name, r.selfClosing = name, tt == nethtml.SelfClosingTagToken
		r.startTag(classify(name, r.opt.xml), attrs)
	case nethtml.EndTagToken:
		r.name, _ = r.z.TagName()
		r.endTag(classify(r.name, r.opt.xml))
	}
}

// text adds a run of character data. It reads the source rather than the
// token, whose entities are already gone, to know each byte's offset.
func (r *htmlReader) text(from, to int) {
	if r.skip != "" {
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
		r.run(s[:n], from, line, cdata)
		if n < len(s) || s[n-1] == '\n' && r.pre > 0 {
			r.end()
		}
		line += bytes.Count(s[:n], []byte{'\n'})
		from += n
		s = s[n:]
	}
}

// run adds text with its entities decoded and held places filled in.
func (r *htmlReader) run(s []byte, from, line int, cdata bool) {
	if len(r.buf) == 0 && r.pre > 0 {
		r.kind, r.level = Code, 0 // whatever a heading within it began
	}
	for len(s) > 0 {
		i := bytes.IndexByte(s, holder)
		if i < 0 || r.opt.subst == nil {
			i = len(s)
		}
		line = r.decoded(s[:i], line, cdata)
		if i < len(s) {
			r.add([]byte(r.opt.subst[from+i]), line)
			i++
		}
		from += i
		s = s[i:]
	}
}

// decoded adds text line by line where it has entities, for an entity may
// stand for a newline that is none in the source. It returns the line reached.
func (r *htmlReader) decoded(s []byte, line int, cdata bool) int {
	if cdata || bytes.IndexByte(s, '&') < 0 {
		r.add(s, line)
		return line + bytes.Count(s, []byte{'\n'})
	}
	for {
		part, rest, more := bytes.Cut(s, []byte{'\n'})
		text := html.UnescapeString(string(part))
		r.add([]byte(strings.ReplaceAll(text, "\n", " ")), line)
		if !more {
			return line
		}
		r.space = true
		line++
		s = rest
	}
}

func (r *htmlReader) startTag(class tagClass, attrs bool) {
	if r.skip != "" {
		if string(r.name) == r.skip && !r.selfClosing {
			r.skipDepth++
		}
		return
	}
	switch class {
	case tagSkip:
		if !r.selfClosing || string(r.name) != "svg" {
			r.skip, r.skipDepth = string(r.name), 1
		}
	case tagHeading:
		r.begin(Heading, headingLevel(r.name))
	case tagItem:
		r.item()
	case tagRow:
		r.end()
		r.begin(Row, 0)
		r.inRow, r.cells = true, 0
	case tagCell:
		r.startCell()
	case tagPre:
		r.end()
		if !r.selfClosing {
			r.pre++
		}
	default:
		r.startOther(class, attrs)
	}
}

func (r *htmlReader) startOther(class tagClass, attrs bool) {
	switch class {
	case tagBreak:
		r.lineBreak()
	case tagTitle:
		r.inTitle = len(r.title) == 0 && !r.selfClosing
	case tagMain, tagArticle, tagNav:
		r.end()
		if !r.selfClosing {
			r.enter(class, 1)
		}
	case tagTable:
		r.end()
	case tagBlock:
		r.end()
		if r.opt.xml {
			r.xdocSection(attrs)
		}
	case tagSoft:
		r.soft()
	case tagInline:
		r.inline(attrs)
	}
}

func (r *htmlReader) endTag(class tagClass) {
	if r.skip != "" {
		if string(r.name) == r.skip {
			if r.skipDepth--; r.skipDepth == 0 {
				r.skip = ""
			}
		}
		return
	}
	switch class {
	case tagTitle:
		r.inTitle = false
	case tagPre:
		r.end()
		r.pre = max(0, r.pre-1)
	case tagMain, tagArticle, tagNav:
		r.end()
		r.enter(class, -1)
	case tagHeading, tagBlock, tagTable, tagRow:
		r.end()
	case tagItem, tagSoft:
		r.soft()
	case tagInline:
		if r.anchor > 0 && string(r.name) == "a" {
			r.endAnchor()
		}
	}
}

// begin overrides the builder's so that each block's zone is noted.
func (r *htmlReader) begin(kind Kind, level int) {
	r.end()
	r.kind, r.level = kind, level
}

// end closes the open block and notes its zone.
func (r *htmlReader) end() {
	r.anchor, r.inRow = 0, false
	if !r.flush() {
		return
	}
	var zone uint8
	if r.nav == 0 {
		if r.main > 0 {
			zone |= inMain
		}
		if r.article > 0 {
			zone |= inArticle
		}
	}
	r.zones = append(r.zones, zone)
}

// enter counts main, article and nav elements in and out. A nav counts only
// inside the other two, and does not outlive them.
func (r *htmlReader) enter(class tagClass, by int) {
	switch class {
	case tagMain:
		r.main = max(0, r.main+by)
		r.sawMain = true
	case tagArticle:
		r.article = max(0, r.article+by)
		r.sawArt = true
	case tagNav:
		if r.main+r.article > 0 {
			r.nav = max(0, r.nav+by)
		}
	}
	if r.main+r.article == 0 {
		r.nav = 0
	}
}

// choose drops what is outside of main, or of the articles where there is no
// main: menus and footers are the site's words, not the page's. A page whose
// main is empty until a script fills it is kept whole.
func (r *htmlReader) choose() []Block {
	switch {
	case r.sawMain:
		return r.inZone(inMain)
	case r.sawArt:
		return r.inZone(inArticle)
	}
	return r.blocks
}

func (r *htmlReader) inZone(zone uint8) []Block {
	var kept []Block
	for i, b := range r.blocks {
		if r.zones[i]&zone != 0 {
			kept = append(kept, b)
		}
	}
	if len(kept) == 0 {
		return r.blocks
	}
	return kept
}

// soft ends a block, except that a heading or a row goes on over it.
func (r *htmlReader) soft() {
	if r.pre > 0 {
		r.end()
		return
	}
	if r.inRow || r.kind == Heading && len(r.buf) == 0 || r.kind == Heading && string(r.name) == "div" {
		r.space = true
		return
	}
	if len(r.buf) == 0 {
		return // an item's first paragraph is the item
	}
	r.end()
}

func (r *htmlReader) item() {
	if r.inRow {
		r.space = true
		return
	}
	r.begin(Item, 0)
}

func (r *htmlReader) startCell() {
	if !r.inRow {
		return
	}
	if r.cells > 0 {
		r.cell(r.line)
	}
	r.cells++
}

func (r *htmlReader) lineBreak() {
	if r.pre > 0 {
		r.end()
	}
	r.space = true
}

// inline keeps an image's text and notes where a link in a heading begins.
func (r *htmlReader) inline(attrs bool) {
	if string(r.name) == "a" && r.kind == Heading {
		r.anchor = len(r.buf) + 1
		return
	}
	if !attrs {
		return
	}
	image := string(r.name) == "img"
	if !image {
		return
	}
	if alt := r.attribute("alt"); alt != "" {
		r.add([]byte(strings.ReplaceAll(alt, "\n", " ")), r.line)
	}
}

// endAnchor takes back a link in a heading that is only the site's permanent
// link sign: "Usage¶" is "Usage" in the source.
func (r *htmlReader) endAnchor() {
	from := r.anchor - 1
	r.anchor = 0
	if from > len(r.buf) {
		return
	}
	switch strings.TrimSpace(string(r.buf[from:])) {
	case "¶", "#", "§", "🔗", "\uf0c1", "Permalink", "Link to this heading", "Direct link":
		r.buf = r.buf[:from]
	}
}

// xdocSection turns <section name="…"> of Maven's xdoc into its heading.
func (r *htmlReader) xdocSection(attrs bool) {
	level := 0
	switch string(r.name) {
	case "section":
		level = 2
	case "subsection":
		level = 3
	default:
		return
	}
	if name := r.attribute("name"); attrs && name != "" {
		r.begin(Heading, level)
		r.add([]byte(strings.ReplaceAll(name, "\n", " ")), r.line)
		r.end()
	}
}

func (r *htmlReader) attribute(key string) string {
	for {
		k, v, more := r.z.TagAttr()
		if string(k) == key {
			return string(v)
		}
		if !more {
			return ""
		}
	}
}

func headingLevel(name []byte) int {
	if len(name) > 1 && name[0] == 'h' && isDigit(name[1]) {
		return int(name[1] - '0')
	}
	return 3 // <question> of Maven's FAQ files
}

// dropFill removes the stand-ins of template tags.
func dropFill(s []byte) string {
	return string(bytes.Map(func(r rune) rune {
		if r == filler || r == holder {
			return -1
		}
		return r
	}, s))
}
