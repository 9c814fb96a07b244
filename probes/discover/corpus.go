// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/website"
)

// Options say what documentation is read.
type Options struct {
	Ecosystem *ecosystems.Ecosystem
	Features  []catalog.Feature // what is looked for: pages that speak of it come first
	Mirror    string            // folder of local clones; "" reads live
	Client    *http.Client      // for live pages and GitHub
	Hosts     []string          // hosts that are crawled whole
	Pages     int               // most pages that are asked for
	Depth     int               // most links to follow from a known page; 0 reads the known pages only
	Log       *slog.Logger      // told of each page
}

// Corpus is the documentation of an ecosystem that was read.
type Corpus struct {
	Failed int // pages and repositories that could not be read

	ecosystem *ecosystems.Ecosystem
	log       *slog.Logger
	pages     []website.Page
	places    map[string]place // by the page's URL
}

// Read reads the documentation. With an error, of a context that ended or a
// source that failed, come the pages that were read until then.
func Read(ctx context.Context, o Options) (*Corpus, error) {
	c := &Corpus{ecosystem: o.Ecosystem, log: o.Log, places: make(map[string]place)}
	if o.Mirror != "" {
		return c, c.readClones(ctx, o.Mirror)
	}
	return c, c.readSites(ctx, o)
}

// Len is how many pages were read.
func (c *Corpus) Len() int { return len(c.pages) }

// place is where a person opens a page.
type place struct {
	page string           // its id in ecosystem.yml, if it has one
	live string           // its live address, if it is known
	at   func(int) string // by line; nil: the page's own address
}

func (c *Corpus) addPage(url string, d *page.Document, at place) {
	c.pages = append(c.pages, website.Page{URL: url, Document: d})
	c.places[url] = at
}

// knownPage finds a page of ecosystem.yml by its address, or by its file.
func (c *Corpus) knownPage(match func(ecosystems.Page) bool) (id, live string) {
	for _, p := range c.ecosystem.Pages {
		if match(p) {
			return p.ID, p.URL
		}
	}
	return "", ""
}

func bareAddress(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return strings.TrimSuffix(address, "/")
}

// readSites crawls, and reads what GitHub alone shows as text from its repository.
func (c *Corpus) readSites(ctx context.Context, o Options) error {
	start, repositories := c.startingPages()
	crawl := &website.Crawl{
		Client: o.Client, Start: start, Hosts: o.Hosts, Score: LinkScore(o.Features),
		Bounds: website.Bounds{Pages: o.Pages, Depth: o.Depth}, Progress: c.logCrawled,
	}
	if o.Depth == 0 {
		crawl.Bounds.Depth = -1
	}
	read, err := crawl.Read(ctx)
	for _, p := range Newest(read) {
		id, _ := c.knownPage(func(q ecosystems.Page) bool { return bareAddress(q.URL) == bareAddress(p.URL) })
		c.addPage(p.URL, p.Document, place{page: id})
	}
	c.Failed = crawl.Failed()
	if err == nil || errors.Is(err, website.ErrNoPage) {
		hub := c.readRepositories(ctx, repositories, (&githubrepo.GitHub{Client: o.Client}).Files)
		if len(c.pages) > 0 {
			err = hub
		}
	}
	return err
}

// startingPages sorts the documentation pages of ecosystem.yml into addresses to crawl
// from, and, where the live page is made by scripts or is a file that GitHub
// shows, the paths of each repository to read instead.
func (c *Corpus) startingPages() (live []string, repositories map[string][][]string) {
	repositories = make(map[string][][]string)
	for _, p := range c.ecosystem.Pages {
		switch {
		case p.Kind != probes.Documentation:
		case p.Repository != "" && (p.Rendered || strings.HasPrefix(p.URL, "https://github.com/"+p.Repository)):
			repositories[p.Repository] = append(repositories[p.Repository], p.Paths)
		case p.URL != "":
			live = append(live, p.URL)
		}
	}
	return live, repositories
}

// readClones reads the documentation in the repositories that pages are built from.
func (c *Corpus) readClones(ctx context.Context, dir string) error {
	known := make(map[string][][]string)
	for _, p := range c.ecosystem.Pages {
		if p.Repository != "" && p.Kind == probes.Documentation {
			known[p.Repository] = append(known[p.Repository], p.Paths)
		}
	}
	if len(known) == 0 {
		return fmt.Errorf("none of its pages names a repository")
	}
	return c.readRepositories(ctx, known, (&gitclone.Mirror{Dir: dir, Former: c.ecosystem.Former}).Files)
}

// filesOf shows the chosen files of a repository.
type filesOf func(ctx context.Context, name string, choose func([]string) []string, see func(repo.File)) error

// readRepositories reads each. One that cannot be read costs its pages; the error is
// for none that could.
func (c *Corpus) readRepositories(ctx context.Context, known map[string][][]string, files filesOf) error {
	var first error
	names := slices.Sorted(maps.Keys(known))
	for i, name := range names {
		before := len(c.pages)
		err := files(ctx, name, func(paths []string) []string { return Choose(paths, known[name]) }, func(f repo.File) { c.addFile(name, f) })
		done := fmt.Sprintf("%d/%d", i+1, len(names))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			c.Failed++
			c.log.Warn("cannot read "+name, "why", err, "repositories", done)
			first = cmp.Or(first, err)
		default:
			c.log.Info("read "+name, "pages", len(c.pages)-before, "repositories", done)
		}
	}
	if len(c.pages) == 0 {
		return first
	}
	return nil
}

func (c *Corpus) addFile(repository string, f repo.File) {
	d, err := (*page.Document)(nil), f.Err
	if err == nil {
		d, err = page.Reduce(f.Path, f.Data)
	}
	if err != nil {
		c.Failed++
		c.log.Warn("cannot read "+repository+"/"+f.Path, "why", err)
		return
	}
	if d.Draft != "" {
		return
	}
	id, live := c.knownPage(func(p ecosystems.Page) bool { return p.Repository == repository && slices.Contains(p.Paths, f.Path) })
	c.addPage(repository+"/"+f.Path, d, place{page: id, live: live, at: f.At})
}

// hintsFor gathers what the rules of other ecosystems, and those of this one
// for other features, tell of where to look.
func hintsFor(feature string, e *ecosystems.Ecosystem, rules []*ecosystems.Ecosystem) Hints {
	var others []probes.Probe
	for _, other := range rules {
		if other.ID == e.ID {
			continue
		}
		for _, p := range other.Probes() {
			if p.Feature == feature {
				others = append(others, p)
			}
		}
	}
	hints := NewHints(others)
	hints.Known = make(map[string]int)
	counted := make(map[string]bool)
	for _, p := range e.Probes() {
		if p.Feature == feature || p.Method != probes.Page {
			continue
		}
		names := []string{bareAddress(p.URL), bareAddress(p.URL) + "/"}
		for _, path := range p.Paths {
			names = append(names, p.Repository+"/"+path)
		}
		for _, name := range names {
			if !counted[p.Feature+" "+name] {
				counted[p.Feature+" "+name] = true
				hints.Known[name]++
			}
		}
	}
	return hints
}

// logCrawled tells of each page.
func (c *Corpus) logCrawled(p probes.Progress) {
	done := fmt.Sprintf("%d/%d", p.Done, p.Total)
	if p.Err != nil {
		c.log.Warn("cannot read "+p.Source, "why", p.Err, "pages", done)
		return
	}
	c.log.Info("read "+p.Source, "pages", done)
}
