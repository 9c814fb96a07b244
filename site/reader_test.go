// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// blocks begin a line of their own in the outline of a page.
var blocks = setOf(`p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd div section table caption colgroup col thead tbody tr th td nav main header footer form
	search details summary fieldset legend figure figcaption svg title desc text rect pre blockquote meta link script noscript select option html head body`)

// silent elements show nothing by themselves: they are there for the look.
var silent = setOf("html head body div section span b strong em small i colgroup col rect")

func setOf(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// outline writes what a reader of a page gets, one block per line: its texts with
// their links, the ids, labels and names of things, and the structure of lists
// and tables. Classes and wrappers, which make the look, are left out.
type outline struct {
	lines []string
	line  strings.Builder
}

// readerText gives the outline of a page.
func readerText(page string) (string, error) {
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return "", err
	}
	o := &outline{}
	o.children(root)
	o.flush()
	return strings.Join(o.lines, "\n") + "\n", nil
}

func (o *outline) flush() {
	if text := strings.Join(strings.Fields(o.line.String()), " "); text != "" {
		o.lines = append(o.lines, text)
	}
	o.line.Reset()
}

func (o *outline) children(n *html.Node) {
	for c := range n.ChildNodes() {
		switch c.Type {
		case html.TextNode:
			o.line.WriteString(c.Data)
		case html.ElementNode:
			o.element(c)
		default:
		}
	}
}

func (o *outline) element(n *html.Node) {
	attributes := attributesOf(n)
	shown := !silent[n.Data] || attributes != ""
	block := blocks[n.Data]
	if block {
		o.flush()
	}
	if shown {
		o.line.WriteString("<" + n.Data + attributes + ">")
	}
	switch n.Data {
	case "pre":
		fmt.Fprintf(&o.line, "%q", node{n}.text())
	case "script":
		o.line.WriteString(linkedData(node{n}.text()))
	default:
		o.children(n)
	}
	if block {
		o.flush()
	} else if shown {
		o.line.WriteString("</" + n.Data + ">")
	}
}

// attributesOf lists all but the class, by name.
func attributesOf(n *html.Node) string {
	var list []string
	for _, a := range n.Attr {
		if a.Key != "class" {
			list = append(list, fmt.Sprintf(" %s=%q", a.Key, a.Val))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

// linkedData writes JSON in one form.
func linkedData(text string) string {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	canonical, err := json.Marshal(value)
	if err != nil {
		return text
	}
	return string(canonical)
}
