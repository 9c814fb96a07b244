// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"regexp"
	"strings"

	nethtml "golang.org/x/net/html"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// attributes are those of a tag that say whether and what it says.
type attributes struct {
	role, style, alt, name string
	hidden, open, slotted  bool
}

// readAttributes reads the attributes of the tag that z has just met.
func readAttributes(z *nethtml.Tokenizer) (a attributes) {
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "role":
			first, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(string(value))), " ")
			a.role = first // the others are for browsers that do not know it
		case "style":
			a.style = string(value)
		case "alt":
			a.alt = string(value)
		case "name":
			a.name = string(value)
		case "hidden": // until-found: shown to who looks for it, as closed details are
			a.hidden = a.hidden || !strings.EqualFold(string(value), "until-found")
		case "aria-hidden":
			a.hidden = a.hidden || strings.EqualFold(string(value), "true")
		case "popover":
			a.hidden = true
		case "v-if", "v-show":
			a.hidden = a.hidden || string(value) == "false"
			a.slotted = true
		case "open":
			a.open = true
		case "shadowrootmode", "v-else", "v-else-if", "v-for", "v-slot", "slot":
			a.slotted = true
		default:
			if len(key) > 0 && (key[0] == '#' || bytes.HasPrefix(key, []byte("v-slot"))) {
				a.slotted = true // Vue: shown where the component has its slot
			}
		}
	}
	return a
}

// attributesOf reads the attributes of one tag.
func attributesOf(tag []byte) attributes {
	z := nethtml.NewTokenizer(bytes.NewReader(tag))
	z.Next()
	if _, more := z.TagName(); more {
		return readAttributes(z)
	}
	return attributes{}
}

// unsaidElement tells whether what an element holds is not said: it is struck, not
// shown, or no text.
func unsaidElement(name string, a attributes) bool {
	switch name {
	case "s", "del", "strike":
		return true
	case "template":
		return !a.slotted
	case "dialog":
		return !a.open
	}
	if a.role == "tabpanel" { // one of several is shown at a time
		return false
	}
	return a.hidden || a.style != "" && styledAway(a.style)
}

// unsaidTag is unsaid for a tag amid Markdown, or for one whose contents are
// dropped anyway. It reads the attributes only where one could matter.
func unsaidTag(name string, tag []byte) bool {
	if scan.VoidElements[name] {
		return false
	}
	if tagClasses[name] == tagSkip {
		return true
	}
	var a attributes
	if bytes.IndexByte(tag, '=') >= 0 || bytes.IndexByte(tag, ' ') >= 0 || bytes.IndexByte(tag, '\n') >= 0 {
		a = attributesOf(tag)
	}
	return unsaidElement(name, a)
}

var cssComment = regexp.MustCompile(`/\*.*?\*/`)

// styledAway tells whether a style attribute hides or strikes its element. Of
// two declarations of one property the last counts.
func styledAway(style string) bool {
	display, visibility, line := "", "", ""
	for declaration := range strings.SplitSeq(cssComment.ReplaceAllString(strings.ToLower(style), ""), ";") {
		property, value, _ := strings.Cut(declaration, ":")
		value, _, _ = strings.Cut(value, "!")
		switch value = strings.TrimSpace(value); strings.TrimSpace(property) {
		case "display":
			display = value
		case "visibility", "content-visibility":
			visibility = value
		case "text-decoration", "text-decoration-line":
			line = value
		}
	}
	return display == "none" || visibility == "hidden" || visibility == "collapse" || strings.Contains(line, "line-through")
}

// skipper follows an element whose contents are dropped up to its end. It
// counts the elements of one name in place of a tree.
type skipper struct {
	name  string
	depth int
}

func (s *skipper) isOpen() bool { return s.name != "" }

func (s *skipper) beginElement(name string) { *s = skipper{name: name, depth: 1} }

// closers are the elements whose end tag may be left out, with what ends them.
// They count the containers within them, as they may not hold one another
// directly.
var closers = map[string]string{
	"p": " p ", "li": " li ", "dt": " dt dd ", "dd": " dt dd ", "option": " option optgroup ",
	"td": " td th tr tbody tfoot ", "th": " td th tr tbody tfoot ", "tr": " tr tbody tfoot ",
	"thead": " tbody tfoot ", "tbody": " tbody tfoot ",
}

// needsEndTag tells whether a class is of elements that need their end tag.
func (c tagClass) needsEndTag(name string) bool {
	switch c {
	case tagSoft, tagBlock, tagNav, tagMain, tagArticle, tagHeading, tagPre:
		return name != "p" && name != "optgroup"
	}
	return name == "table"
}

// startTag handles a start tag within the element. It tells whether the tag ends
// the element, and has to be read.
func (s *skipper) startTag(name string, selfClosing bool) (ended bool) {
	by, loose := closers[s.name]
	if !loose {
		if name == s.name && !selfClosing {
			s.depth++
		}
		return false
	}
	container := tagClasses[name].needsEndTag(name)
	if s.depth == 1 && (strings.Contains(by, " "+name+" ") || s.name == "p" && container) {
		*s = skipper{}
		return true
	}
	if container && !selfClosing {
		s.depth++
	}
	return false
}

// endTag handles an end tag within the element. It tells whether the tag is
// another element's, and has to be read.
func (s *skipper) endTag(name string) (another bool) {
	if _, loose := closers[s.name]; loose && name != s.name {
		if !tagClasses[name].needsEndTag(name) && !(s.depth == 1 && closers[name] != "" && name != "p") {
			return false
		}
		if s.depth--; s.depth == 0 {
			*s = skipper{}
			return true
		}
		return false
	}
	if name != s.name || closers[name] != "" && s.depth > 1 {
		return false
	}
	if s.depth--; s.depth == 0 {
		*s = skipper{}
	}
	return false
}

// isUnsaid tells whether the contents of the element that begins are dropped. A
// whole page that is hidden is waiting for its script.
func (r *htmlReader) isUnsaid(name string) bool {
	if r.opt.fragment && (tagClasses[name] == tagNav || landmarkRoles[r.attrs.role] == tagNav) {
		return true
	}
	switch name {
	case "html", "body":
		return false
	case "template":
		if r.opt.vue || r.opt.xml {
			return false
		}
	case "dialog":
		if r.opt.xml {
			return false
		}
	}
	return unsaidElement(name, r.attrs) && !scan.VoidElements[name]
}

// passOver ends the block that an element without a text would end.
func (r *htmlReader) passOver(class tagClass) {
	switch class {
	case tagInline, tagCell:
	case tagSoft:
		r.softBreak()
	default:
		if !r.inRow || class == tagRow || class == tagTable {
			r.endZoned()
		}
	}
}
