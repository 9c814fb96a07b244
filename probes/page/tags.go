// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// tagClass says what an element does to the running text.
type tagClass uint8

const (
	tagInline  tagClass = iota // nothing: its text is part of the line
	tagBlock                   // ends a block, before and after
	tagSoft                    // as tagBlock, but only a space in headings and rows
	tagHeading                 // h1..h6
	tagItem                    // li, dt, dd
	tagTable                   // ends even a row
	tagRow
	tagCell
	tagPre
	tagBreak   // br: a space, a line's end in pre
	tagSkip    // contents are dropped
	tagTitle   // the document's title
	tagNav     // dropped, unless there is nothing else
	tagMain    // when there is one, nothing else counts
	tagArticle // the same where there is no main
)

var tagClasses = map[string]tagClass{
	"h1": tagHeading, "h2": tagHeading, "h3": tagHeading, "h4": tagHeading, "h5": tagHeading, "h6": tagHeading,
	"li": tagItem, "dt": tagItem, "dd": tagItem, "summary": tagItem, "option": tagItem,
	"tr": tagRow, "td": tagCell, "th": tagCell,
	"table": tagTable, "thead": tagTable, "tbody": tagTable, "tfoot": tagTable, "caption": tagTable,
	"pre": tagPre, "listing": tagPre, "xmp": tagPre, "textarea": tagPre,
	"br": tagBreak, "hr": tagBlock, "wbr": tagInline,
	"script": tagSkip, "style": tagSkip, "noscript": tagSkip, "svg": tagSkip, "math": tagInline,
	"iframe": tagSkip, "noembed": tagSkip, "noframes": tagSkip, "datalist": tagSkip, "audio": tagSkip, "video": tagSkip, "canvas": tagSkip,
	"title": tagTitle, "nav": tagNav, "main": tagMain, "article": tagArticle,
	"p": tagSoft, "div": tagSoft, "ul": tagSoft, "ol": tagSoft, "dl": tagSoft, "blockquote": tagSoft,
	"section": tagBlock, "header": tagSoft, "footer": tagSoft, "aside": tagSoft, "address": tagSoft,
	"details": tagSoft, "figure": tagSoft, "figcaption": tagSoft, "form": tagSoft, "fieldset": tagSoft,
	"legend": tagSoft, "body": tagBlock, "html": tagBlock, "head": tagBlock, "template": tagSoft,
	"center": tagSoft, "select": tagSoft, "dialog": tagSoft, "hgroup": tagSoft, "menu": tagSoft,
	"optgroup": tagSoft, "search": tagNav,
}

// xmlInline are the elements that keep a line together in XML, where an
// unknown element is data of its own; in HTML an unknown one is inline.
var xmlInline = map[string]bool{
	"a": true, "b": true, "i": true, "em": true, "strong": true, "code": true, "tt": true, "span": true,
	"font": true, "u": true, "sub": true, "sup": true, "img": true, "link": true, "q": true, "s": true, "strike": true,
	"small": true, "kbd": true, "samp": true, "var": true, "cite": true, "abbr": true, "del": true, "ins": true,
}

// classifyTag looks an element's name up; a template tag glued to the name
// ("<td{% if … %}>") is cut off.
func classifyTag(name []byte, xml bool) tagClass {
	for i, c := range name {
		if c == filler || c == holder {
			name = name[:i]
			break
		}
	}
	class, known := tagClasses[string(name)]
	if !xml {
		return class
	}
	switch string(name) {
	case "source":
		return tagPre
	case "question":
		return tagHeading
	}
	if !known && !xmlInline[string(name)] {
		return tagBlock
	}
	return class
}

// softBreak ends a block, except that a heading or a row goes on over it.
func (r *htmlReader) softBreak() {
	if r.pre > 0 {
		r.endZoned()
		return
	}
	if r.inRow || r.kind == Heading && len(r.buf) == 0 || r.kind == Heading && string(r.name) == "div" {
		r.space = true
		return
	}
	if len(r.buf) == 0 {
		return // an item's first paragraph is the item
	}
	r.endZoned()
}

func (r *htmlReader) beginItem() {
	if r.inRow {
		r.space = true
		return
	}
	r.beginBlock(Item, 0)
}

func (r *htmlReader) startCell() {
	if !r.inRow {
		return
	}
	if r.cells > 0 {
		r.addCell(r.line)
	}
	r.cells++
}

// inlineTag keeps an image's text and notes where a link in a heading begins.
func (r *htmlReader) inlineTag() {
	if string(r.name) == "a" && r.kind == Heading {
		r.anchor = len(r.buf) + 1
		return
	}
	if alt := r.attrs.alt; alt != "" && string(r.name) == "img" {
		r.addText([]byte(strings.ReplaceAll(alt, "\n", " ")), r.line)
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

var xdocLevels = map[string]int{"section": 2, "subsection": 3}

// xdocSection turns <section name="…"> of Maven's xdoc into its heading.
func (r *htmlReader) xdocSection() {
	level := xdocLevels[string(r.name)]
	if name := r.attrs.name; name != "" && level > 0 {
		r.beginBlock(Heading, level)
		r.addText([]byte(strings.ReplaceAll(name, "\n", " ")), r.line)
		r.endZoned()
	}
}

func headingLevel(name []byte) int {
	if len(name) > 1 && name[0] == 'h' && scan.IsDigit(name[1]) {
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
