// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/record"
)

// List is a documented list of an ecosystem's packages, from which cohorts are made.
type List struct {
	ID      string
	Line    int // in metrics.yml
	Title   string
	Ranked  bool     // the order is by popularity; otherwise it is an index of names
	URL     string   // where it is published; {page} counts from 1 when it comes in pages
	Paths   []string // file in the package, repository or folder that --from names, the first that exists
	Format  string   // of ListFormats
	Each    string   // json: pointer to the list or object
	At      string   // json: pointer to the name in an entry; "" for the entry itself, or the key of an object
	Count   string   // json: pointer to the number that an object's or list's entries are ranked by, within an entry; "/" for the entry itself
	Most    int      // pages that are asked at most
	Tarball string   // pointer, in what url answers, to the address of a tar.gz that holds path
}

// ListFormats are the forms in which lists come, with their meaning.
var ListFormats = map[string]string{
	"json":          "a list or object of names",
	"lines":         "a name a line",
	"csv":           "a column of names",
	"module":        "an ECMAScript module that exports an array of strings",
	"opam":          "the packages of an opam repository",
	"nuget-catalog": "the catalog of NuGet, in pages",
	"cargo-dump":    "the database dump of crates.io",
	"rubygems-dump": "the database dump of RubyGems",
}

type listRecord struct {
	Title   record.String  `yaml:"title"`
	Ranked  bool           `yaml:"ranked"`
	URL     record.String  `yaml:"url"`
	Path    record.Strings `yaml:"path"`
	Format  record.String  `yaml:"format"`
	Each    record.String  `yaml:"each"`
	At      record.String  `yaml:"at"`
	Count   record.String  `yaml:"count"`
	Pages   int            `yaml:"pages"`
	Tarball record.String  `yaml:"tarball"`
}

// List finds a list by id.
func (e *Ecosystem) List(id string) (List, bool) {
	return firstWith(e.Lists, func(l List) bool { return l.ID == id })
}

func (l *loader) list(f record.Field[listRecord]) List {
	r := f.Value
	list := List{
		ID: f.Key, Line: f.At.Line, Title: r.Title.Value, Ranked: r.Ranked, URL: r.URL.Value, Paths: r.Path.Values(),
		Format: r.Format.Value, Each: r.Each.Value, At: r.At.Value, Count: r.Count.Value, Most: max(r.Pages, 1),
		Tarball: l.jsonPointer(r.Tarball),
	}
	l.require(list.Title, f.At, "list %s needs title: what it lists, and by which measure", f.Key)
	if ListFormats[list.Format] == "" {
		l.addProblem(cmp.Or(r.Format.At, f.At), "format %q: %s", list.Format, closestWord(list.Format, sortedKeys(ListFormats)))
	}
	if list.URL == "" && len(list.Paths) == 0 {
		l.addProblem(f.At, "list %s needs url or path: where it is", f.Key)
	}
	if list.URL != "" && !strings.HasPrefix(list.URL, "https://") && !strings.HasPrefix(list.URL, "{registry}") {
		l.addProblem(r.URL.At, "url %q must begin with {registry} or https://", list.URL)
	}
	if (list.Most > 1) != strings.Contains(list.URL, "{page}") {
		l.addProblem(f.At, "list %s: pages and {page} in url go together", f.Key)
	}
	if list.Tarball != "" && (list.URL == "" || len(list.Paths) == 0) {
		l.addProblem(r.Tarball.At, "tarball needs url, which answers its address, and path, the file in it")
	}
	for _, p := range r.Path {
		l.goodPath(p, false)
	}
	return list
}
