// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes/page/frontmatter"
)

// Reduce reads a file of a repository with the reader that the path's
// extension asks for. Template languages are recognised by extension, and in
// .html files too, where nothing else tells a template from a page; a live
// page, in which "{{" is text, belongs to ReduceHTML.
//
// Bytes that are not text (NUL, invalid UTF-8) are an error. Reduce never
// panics.
func Reduce(name string, data []byte) (*Document, error) {
	if err := CheckText(data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	outer, inner := pathExtensions(name)
	var front frontmatter.Matter
	if fronted[outer] && inner != "md" {
		front = frontmatter.Read(data)
		data = blankLines(data, front.Lines)
	}
	d := pickReader(outer, inner, data)
	if front.Lines > 0 {
		d.Draft, d.From, d.Until, d.Title = front.Draft, front.From, front.Until, cmp.Or(d.Title, front.Title)
	}
	if d.Title == "" {
		d.Title = FirstHeading(d)
	}
	if strings.Contains("/"+name, "/_drafts/") { // Jekyll's
		d.Draft = "in _drafts"
	}
	return d, nil
}

// FirstHeading is the title of a page that declares none.
func FirstHeading(d *Document) string {
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			return b.Text
		}
	}
	return ""
}

// applyMatter puts front matter on the page that it stands before.
func applyMatter(d *Document, f frontmatter.Matter) {
	var title builder // which drops what is not text
	title.addText([]byte(f.Title), f.TitleLine)
	f.Title = string(title.buf)
	d.Title, d.Draft, d.From, d.Until = f.Title, f.Draft, f.From, f.Until
	if f.Title != "" && !(len(d.Blocks) > 0 && d.Blocks[0].Level == 1 && d.Blocks[0].Text == f.Title) {
		head := Block{Kind: Heading, Level: 1, Text: f.Title, Start: f.TitleLine, End: f.TitleLine}
		d.Blocks = append([]Block{head}, d.Blocks...)
	}
}

// fronted are the formats, beside Markdown, whose pages may begin with front
// matter: Jekyll, Hugo and others take it off before they read the page.
var fronted = map[string]bool{
	"html": true, "htm": true, "xhtml": true, "hbs": true, "handlebars": true, "liquid": true, "erb": true,
	"jinja": true, "jinja2": true, "twig": true, "j2": true, "tmpl": true, "adoc": true, "asciidoc": true, "txt": true,
}

// blankLines empties the first lines of a page.
func blankLines(data []byte, lines int) []byte {
	if lines == 0 {
		return data
	}
	return append(bytes.Repeat([]byte{'\n'}, lines), data[frontmatter.OffsetOfLine(data, lines):]...)
}

// ReduceHTML reads a page as a browser would get it, without any template
// language.
func ReduceHTML(data []byte) (*Document, error) {
	if err := CheckText(data); err != nil {
		return nil, err
	}
	d := readHTML(bytes.TrimPrefix(data, byteOrderMark), htmlOptions{})
	if d.Title == "" {
		d.Title = FirstHeading(d)
	}
	return d, nil
}

// pickReader applies the reader for an extension; inner is the extension before it
// ("md" of "page.md.erb").
func pickReader(outer, inner string, data []byte) *Document {
	switch outer {
	case "md", "markdown", "mkd", "mdown", "ronn":
		return readMarkdown(data, false)
	case "mdx":
		return readMarkdown(data, true)
	case "rst":
		return readRST(data)
	case "html", "htm", "xhtml", "hbs", "handlebars", "liquid":
		return readTemplate(data, htmlOptions{})
	case "vue":
		return readTemplate(data, htmlOptions{vue: true})
	case "vm":
		return readWrapped(inner, blankVelocity(data, inner == "md"))
	case "erb", "jinja", "jinja2", "twig", "j2", "tmpl":
		return readWrapped(inner, data)
	case "cshtml":
		return readHTML(blankRazor(data), htmlOptions{})
	case "svelte":
		return readSvelte(data)
	case "xml", "fml":
		return readTemplate(data, htmlOptions{xml: true})
	case "adoc", "asciidoc":
		return readAdoc(data)
	case "apt":
		return readAPT(data)
	case "csv":
		return readCSV(data)
	}
	return readPlain(data)
}

// readWrapped reads a template of a page of another format: the template's
// tags go first, then the inner format's reader sees the rest. A template
// without an inner extension is taken for HTML.
func readWrapped(inner string, data []byte) *Document {
	switch inner {
	case "", "html", "htm", "xhtml", "xml":
		return readTemplate(data, htmlOptions{xml: inner == "xml"})
	}
	text, _ := blankTemplates(data)
	text = bytes.ReplaceAll(text, []byte{filler}, nil)
	text = bytes.ReplaceAll(text, []byte{holder}, nil)
	return pickReader(inner, "", text)
}

// pathExtensions returns the last and the last but one extension of a path, in
// lower case and without the dot.
func pathExtensions(name string) (outer, inner string) {
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	outer = path.Ext(base)
	inner = path.Ext(strings.TrimSuffix(base, outer))
	return strings.TrimPrefix(outer, "."), strings.TrimPrefix(inner, ".")
}

// CheckText refuses bytes that are not text, naming where they are.
func CheckText(data []byte) error {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fmt.Errorf("not text: NUL at byte %d", i)
	}
	if utf8.Valid(data) {
		return nil
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return fmt.Errorf("not valid UTF-8 at byte %d", i)
		}
		i += n
	}
}

// byteOrderMark may begin a text in UTF-8; no reader is to see it.
var byteOrderMark = []byte("\xef\xbb\xbf")
