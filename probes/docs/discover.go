// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Bounds keep a crawl on one documentation site.
type Bounds struct {
	Prefix   string // of every address; empty: the folders of the starting pages
	Pages    int    // most pages; 0 means 500
	Depth    int    // most links from a starting page; 0 means 5
	Passages int    // most passages a feature; 0 means 5
	Workers  int    // pages fetched at a time; 0 means 2
}

// Proposal is where a feature's evidence may stand, the likeliest first.
type Proposal struct {
	Feature  string
	Passages []Passage
}

// Discover crawls a documentation site from the starting pages and proposes,
// for each feature, the passages most likely to hold evidence. It says how many
// pages it read. What cannot be read is left out; the error is for starting
// pages of which none could be read, or a context that ended.
func Discover(ctx context.Context, client *http.Client, start []string, bounds Bounds, features []catalog.Feature) (proposals []Proposal, read int, err error) {
	c := &crawl{client: client, bounds: bounds, seen: make(map[string]bool)}
	if err := c.begin(start); err != nil {
		return nil, 0, err
	}
	for depth := 0; len(c.next) > 0 && depth <= cmp.Or(bounds.Depth, 5) && ctx.Err() == nil; depth++ {
		c.level(ctx)
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if len(c.pages) == 0 {
		return nil, 0, fmt.Errorf("no page could be read: %w", c.failed)
	}
	index := NewIndex(c.pages)
	for _, f := range features {
		found := index.Rank(f)
		proposals = append(proposals, Proposal{f.ID, found[:min(len(found), cmp.Or(bounds.Passages, 5))]})
	}
	return proposals, len(c.pages), nil
}

// crawl is a site in reading, level by level, so that the result does not
// depend on which page came first.
type crawl struct {
	client   *http.Client
	bounds   Bounds
	prefixes []string
	seen     map[string]bool
	next     []string
	pages    []Page
	failed   error // of the first page that could not be read
}

func (c *crawl) begin(start []string) error {
	if c.bounds.Prefix != "" {
		c.prefixes = []string{c.bounds.Prefix}
	}
	for _, address := range start {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return fmt.Errorf("%q is no address to start from", address)
		}
		if c.bounds.Prefix == "" {
			folder := u.Path[:strings.LastIndex(u.Path, "/")+1]
			c.prefixes = append(c.prefixes, u.Scheme+"://"+u.Host+cmp.Or(folder, "/"))
		}
		if u.Path == "" {
			u.Path = "/"
		}
		c.offer(u.String())
	}
	return nil
}

// offer notes an address for the next level, once, if it is within bounds.
func (c *crawl) offer(address string) {
	address, _, _ = strings.Cut(address, "#")
	if c.seen[address] || len(c.seen) >= cmp.Or(c.bounds.Pages, 500) || !c.within(address) {
		return
	}
	c.seen[address] = true
	c.next = append(c.next, address)
}

// within leaves out what lies elsewhere, what is no page, and queries, of
// which a site can make up any number.
func (c *crawl) within(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery != "" || u.User != nil || len(address) > 500 {
		return false
	}
	switch path.Ext(u.Path) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".css", ".js", ".json", ".xml", ".pdf", ".zip", ".gz", ".tgz", ".whl", ".gem", ".mp4", ".woff2":
		return false
	}
	return slices.ContainsFunc(c.prefixes, func(prefix string) bool { return strings.HasPrefix(address, prefix) })
}

// level reads the pages of one level and gathers the next.
func (c *crawl) level(ctx context.Context) {
	addresses := c.next
	c.next = nil
	slices.Sort(addresses)
	got := make([]leaf, len(addresses))
	workers := cmp.Or(c.bounds.Workers, 2)
	newQueue(len(addresses), workers, func(i int) string { return host(addresses[i]) }).run(ctx, workers, func(i int) {
		got[i] = c.read(ctx, addresses[i])
	})
	for i, l := range got {
		if l.err != nil && c.failed == nil {
			c.failed = l.err
		}
		if l.document != nil {
			c.pages = append(c.pages, Page{URL: addresses[i], Document: l.document})
		}
		for _, link := range l.links {
			c.offer(link)
		}
	}
}

// leaf is what a crawl keeps of a page.
type leaf struct {
	document *Document
	links    []string
	err      error
}

func (c *crawl) read(ctx context.Context, address string) leaf {
	p := fetch(ctx, c.client, address, want{links: true})
	if p.err != nil {
		return leaf{err: transport.Reason(p.err)}
	}
	if p.final != nil && !c.within(p.final.String()) {
		return leaf{err: fmt.Errorf("redirected out of bounds")}
	}
	document, err := p.document("")
	if err != nil {
		return leaf{err: err}
	}
	return leaf{document: document, links: p.links}
}
