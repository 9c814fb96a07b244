// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

// page is one HTML file: what its layout needs, and Data for its template.
type page struct {
	*model
	Path        string // within the site, such as features/ID/index.html
	Template    string
	Title       string
	Description string
	Nav         string // the entry of the navigation that it belongs to
	Feed        string // path of its Atom feed, "" for that of the site
	JSON        string // path of the same content as JSON
	Script      string // its script in assets, "" for none
	LD          any    // its JSON-LD, nil for none
	NoIndex     bool
	Data        any
}

// root leads from a path to the top of the site: links are relative, so that
// the site works below any path and from a folder.
func root(file string) string {
	return strings.Repeat("../", strings.Count(file, "/"))
}

// To gives a link from this page to a path of the site.
func (p *page) To(file string) string {
	if p.Path == "404.html" && p.BaseURL != "" {
		// This page is shown for addresses at any depth.
		return p.base() + file
	}
	if p.Path == file {
		return path.Base(file)
	}
	return root(p.Path) + file
}

// Canonical is the page's own address, when the site's is known.
func (p *page) Canonical() string {
	if p.BaseURL == "" || p.NoIndex {
		return ""
	}
	return p.base() + strings.TrimSuffix(p.Path, "index.html")
}

// AtomFeed is the feed that this page names.
func (p *page) AtomFeed() string {
	if p.Feed != "" {
		return p.Feed
	}
	return "changes/atom.xml"
}

// APIPath is the JSON that this page names.
func (p *page) APIPath() string {
	if p.JSON != "" {
		return p.JSON
	}
	return "api/v1/index.json"
}

func (m *model) base() string { return strings.TrimSuffix(m.BaseURL, "/") + "/" }

// Absolute gives an address to cite: absolute when the site's is known.
func (m *model) Absolute(file string) string {
	file = strings.TrimSuffix(file, "index.html")
	if m.BaseURL == "" {
		return file
	}
	return m.base() + file
}

// parse reads the templates. The texts come from text/, so that a template holds
// structure only.
func parse(w words) (*template.Template, error) {
	t := template.New("").Funcs(template.FuncMap{
		"t": w.Format, "or": w.Or, "stateClass": stateClass, "tableHTML": func(t table) template.HTML { return t.html(w) },
		"verdictOf": func(v string) shown { return shown{verdictWord(w, v), class(v)} },
		"verdict":   func(v string) string { return verdictWord(w, v) }, "class": class, "inWords": inWords, "slug": slug, "link": address,
		"countsHTML": func(list []count) template.HTML { b := &writer{w: w}; b.counts(list); return b.html() },
		"date":       func(s string) template.HTML { b := &writer{w: w}; b.time(s); return b.html() },
		"evidences":  func(list []evidence) template.HTML { b := &writer{w: w}; b.evidences(list); return b.html() },
		"response":   func(r dataset.ResponseRow) template.HTML { b := &writer{w: w}; b.response(&r); return b.html() },
		"lines": func(s string) []string {
			return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
		},
	})
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if _, err := t.New(path.Base(name)).Parse(fold(string(text), w)); err != nil {
			return nil, err
		}
	}
	return t, nil
}

var plainText = regexp.MustCompile(`{{t "([a-z0-9.-]+)"}}`)

// fold puts plain texts into a template once, which saves most of its work on
// every page. What it does not know stays, for the template to complain.
func fold(template string, w words) string {
	return plainText.ReplaceAllStringFunc(template, func(call string) string {
		text, ok := w[plainText.FindStringSubmatch(call)[1]]
		if !ok || strings.Contains(text, "{{") {
			return call
		}
		return html.EscapeString(text)
	})
}

// render gives the page's bytes.
func (p *page) render(t *template.Template) ([]byte, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, p.Template, p); err != nil {
		return nil, err
	}
	return squeeze(b.Bytes()), nil
}

// squeeze drops empty lines and indentation, which templates leave in plenty;
// within pre, lines keep theirs.
func squeeze(page []byte) []byte {
	out := make([]byte, 0, len(page))
	pre := false
	for line := range bytes.Lines(page) {
		if pre {
			out = append(out, line...)
		} else if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 {
			out = append(append(out, trimmed...), '\n')
		}
		if bytes.Contains(line, []byte("pre")) {
			if i, k := bytes.LastIndex(line, []byte("<pre")), bytes.LastIndex(line, []byte("</pre")); i != k {
				pre = i > k
			}
		}
	}
	return out
}
