// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/docs"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
)

// noDate judges by everything that was seen.
var noDate time.Time

// starts sorts the documentation pages of ecosystem.yml into addresses to crawl
// from, and, where the live page is made by scripts or is a file that GitHub
// shows, the paths of each repository to read instead.
func (c *corpus) starts() (live []string, repositories map[string][][]string) {
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

// clones reads the documentation in the repositories that pages are built from.
func (c *corpus) clones(ctx context.Context, dir string) error {
	known := make(map[string][][]string)
	for _, p := range c.ecosystem.Pages {
		if p.Repository != "" && p.Kind == probes.Documentation {
			known[p.Repository] = append(known[p.Repository], p.Paths)
		}
	}
	if len(known) == 0 {
		return fmt.Errorf("none of its pages names a repository")
	}
	return c.repositories(ctx, known, (&gitclone.Mirror{Dir: dir, Former: c.ecosystem.Former}).Files)
}

func (c *corpus) onGitHub(ctx context.Context, client *http.Client, known map[string][][]string) error {
	return c.repositories(ctx, known, (&githubrepo.GitHub{Client: client}).Files)
}

// filesOf shows the chosen files of a repository.
type filesOf func(ctx context.Context, name string, choose func([]string) []string, see func(repo.File)) error

// repositories reads each. One that cannot be read costs its pages; the error is
// for none that could.
func (c *corpus) repositories(ctx context.Context, known map[string][][]string, files filesOf) error {
	var first error
	names := slices.Sorted(maps.Keys(known))
	for i, name := range names {
		before := len(c.pages)
		err := files(ctx, name, func(paths []string) []string { return docs.Choose(paths, known[name]) }, func(f repo.File) { c.file(name, f) })
		done := fmt.Sprintf("%d/%d", i+1, len(names))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			c.failed++
			c.log.Warn("cannot read "+name, "why", err, "repositories", done)
			if first == nil {
				first = err
			}
		default:
			c.log.Info("read "+name, "pages", len(c.pages)-before, "repositories", done)
		}
	}
	if len(c.pages) == 0 {
		return first
	}
	return nil
}

func (c *corpus) file(repository string, f repo.File) {
	d, err := (*docs.Document)(nil), f.Err
	if err == nil {
		d, err = docs.Reduce(f.Path, f.Data)
	}
	if err != nil {
		c.failed++
		c.log.Warn("cannot read "+repository+"/"+f.Path, "why", err)
		return
	}
	id, live := c.known(func(p ecosystems.Page) bool { return p.Repository == repository && slices.Contains(p.Paths, f.Path) })
	c.add(repository+"/"+f.Path, d, place{page: id, live: live, at: f.At})
}

// hintsFor gathers what the rules of other ecosystems, and those of this one
// for other features, tell of where to look.
func hintsFor(feature string, e *ecosystems.Ecosystem, rules []*ecosystems.Ecosystem) docs.Hints {
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
	hints := docs.NewHints(others)
	hints.Known = make(map[string]int)
	counted := make(map[string]bool)
	for _, p := range e.Probes() {
		if p.Feature == feature || p.Method != probes.Page {
			continue
		}
		names := []string{bare(p.URL), bare(p.URL) + "/"}
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

// crawled tells of each page.
func (c *corpus) crawled(p docs.Progress) {
	done := fmt.Sprintf("%d/%d", p.Done, p.Total)
	if p.Err != nil {
		c.log.Warn("cannot read "+p.URL, "why", p.Err, "pages", done)
		return
	}
	c.log.Info("read "+p.URL, "pages", done)
}
