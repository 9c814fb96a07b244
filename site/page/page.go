// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"path"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/past"
)

// Page is one HTML file: what its layout needs, and Data for its template.
type Page struct {
	*model.Model
	Path        string // within the site, such as features/ID/index.html
	Root        string // leads from it to the top of the site
	Title       string
	Description string
	Nav         string // the entry of the navigation that it belongs to
	Feed        string // path of its Atom feed
	JSON        string // path of the same content as JSON
	Script      string // its script in assets, "" for none
	LD          any    // its JSON-LD, nil for none
	NoIndex     bool
	Data        any

	set      *Set
	template string
}

// newPage makes a page that names the feed and the index of the whole site.
func (s *Set) newPage(path, template, nav, title, description string) *Page {
	return &Page{
		Model: s.Model, set: s, Path: path, Root: model.Root(path), template: template, Nav: nav, Title: title, Description: description,
		Feed: "changes/atom.xml", JSON: "api/v1/index.json",
	}
}

// newTitled makes a page whose title and description are texts of its own, with the
// same arguments.
func (s *Set) newTitled(path, template, nav, key string, args ...any) *Page {
	return s.newPage(path, template, nav, s.Texts.Must(key+".title", args...), s.Texts.Must(key+".description", args...))
}

// Past is the timeline, nil for none.
func (p *Page) Past() *past.Past { return p.set.Past }

// LinkTo gives a link from this page to a path of the site.
func (p *Page) LinkTo(file string) string {
	if p.Path == notFoundPath && p.BaseURL != "" {
		// This page is shown for addresses at any depth.
		return p.Base() + file
	}
	if p.Path == file {
		return path.Base(file)
	}
	return p.Root + file
}

// Canonical is the page's own address, "" when the site's is not known or search
// engines have no use for the page.
func (p *Page) Canonical() string {
	if p.BaseURL == "" || p.NoIndex {
		return ""
	}
	return p.Base() + strings.TrimSuffix(p.Path, "index.html")
}

// sections are the entries of the navigation with their pages.
var sections = []struct{ name, path string }{
	{"compare", "compare/index.html"}, {"features", "features/index.html"}, {"registries", "registries/index.html"},
	{"changes", "changes/index.html"}, {"time", timePath}, {"adoption", adoptionPath}, {"pictures", "pictures/index.html"}, {"maturity", "maturity/index.html"},
	{"data", "data/index.html"}, {"methodology", "methodology/index.html"},
}

// menuEntry is an entry of the navigation.
type menuEntry struct {
	Title, Href string
	Current     bool // the page belongs to it
}

// Menu is the navigation of the page.
func (p *Page) Menu() []menuEntry {
	var list []menuEntry
	for _, s := range sections {
		if p.set.hasPage(s.path) {
			list = append(list, menuEntry{p.Texts.Must("nav." + s.name), p.LinkTo(s.path), s.name == p.Nav})
		}
	}
	return list
}

// hasPage says whether a page that only some datasets have is there.
func (s *Set) hasPage(path string) bool {
	switch path {
	case timePath, curvePath(nil):
		return s.Past != nil
	case calibrationPath:
		return s.Past != nil && s.Past.Checked != nil
	case adoptionPath:
		return s.Measured
	}
	return true
}

// Has says whether a page that only some datasets have is there.
func (p *Page) Has(path string) bool { return p.set.hasPage(path) }

// drafts are buffers for what templates write. One page after another uses each, so
// that none has to grow anew.
var drafts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes the page.
func (p *Page) Render(b *bytes.Buffer) error {
	draft := drafts.Get().(*bytes.Buffer)
	defer drafts.Put(draft)
	draft.Reset()
	if err := p.set.templates.ExecuteTemplate(draft, p.template, p); err != nil {
		return err
	}
	squeezeLines(b, draft.Bytes())
	return nil
}

// squeezeLines writes a page without empty lines and indentation, which templates
// leave in plenty; within pre, lines keep theirs.
func squeezeLines(b *bytes.Buffer, page []byte) {
	b.Grow(len(page))
	pre := false
	for line := range bytes.Lines(page) {
		if pre {
			b.Write(line)
		} else if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 {
			b.Write(trimmed)
			b.WriteByte('\n')
		}
		if bytes.Contains(line, []byte("pre")) {
			if i, k := bytes.LastIndex(line, []byte("<pre")), bytes.LastIndex(line, []byte("</pre")); i != k {
				pre = i > k
			}
		}
	}
}
