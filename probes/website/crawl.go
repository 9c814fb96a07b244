// SPDX-License-Identifier: Apache-2.0

package website

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Bounds keep a crawl on the documentation sites that it starts from.
type Bounds struct {
	Pages   int // most pages that are asked for; 0 means 300
	Depth   int // most links from a starting page; 0 means 5, negative none
	Workers int // pages fetched at a time; 0 means 8, two of one host
}

// Crawl reads documentation sites: the starting pages, and from there the pages
// of the same sites, those first whose links are the most promising.
type Crawl struct {
	Client   *http.Client // carries robots, pace, cache, retries and limits
	Start    []string     // addresses; see sitesOf for what counts as their site
	Hosts    []string     // hosts that are crawled whole, from their front page
	Bounds   Bounds
	Score    func(address, text string) int // how promising a link is; pages of a higher score are read first
	Progress func(probes.Progress)          // called when a page is done; may be nil

	sites  []string // addresses begin with one of them
	seen   map[string]bool
	front  []link
	asked  int
	pages  []Page
	room   int // bytes of text that may still be kept
	failed []error
}

// link is a page to be read.
type link struct {
	address string
	depth   int
	score   int
}

// Page is a page that was read.
type Page struct {
	URL      string // or its path in a repository
	Document *page.Document
}

// ErrNoPage says that none of the pages could be read.
var ErrNoPage = errors.New("no page could be read")

// Read crawls. What cannot be read is left out, and told to Progress. The error
// is ErrNoPage, with the first reason; a bad address; or a context that ended:
// then the pages read so far come with it.
func (c *Crawl) Read(ctx context.Context) ([]Page, error) {
	sites, start, err := sitesOf(c.Start, c.Hosts)
	if err != nil {
		return nil, err
	}
	c.sites, c.seen, c.room = sites, make(map[string]bool), mostText
	for _, address := range start {
		c.offerLink(address, "", 0)
	}
	for ctx.Err() == nil {
		batch := c.takeBatch()
		if len(batch) == 0 {
			break
		}
		c.readBatch(ctx, batch)
	}
	slices.SortFunc(c.pages, func(a, b Page) int { return strings.Compare(a.URL, b.URL) })
	switch {
	case ctx.Err() != nil:
		return c.pages, ctx.Err()
	case len(c.pages) == 0 && len(c.failed) > 0:
		return nil, fmt.Errorf("%w: %w", ErrNoPage, c.failed[0])
	}
	return c.pages, nil
}

// roundSize is how many pages are read before links are weighed again.
const roundSize = 32

// takeBatch picks the most promising pages; hosts take turns.
func (c *Crawl) takeBatch() []link {
	room := min(roundSize, cmp.Or(c.Bounds.Pages, 300)-c.asked)
	slices.SortFunc(c.front, func(a, b link) int {
		return cmp.Or(cmp.Compare(min(a.depth, 1), min(b.depth, 1)), cmp.Compare(b.score, a.score), cmp.Compare(a.depth, b.depth), strings.Compare(a.address, b.address))
	})
	turns := make(map[string]int)
	turn := make(map[string]int, len(c.front))
	for _, l := range c.front {
		turn[l.address] = turns[hostOf(l.address)]
		turns[hostOf(l.address)]++
	}
	slices.SortStableFunc(c.front, func(a, b link) int { return cmp.Compare(turn[a.address], turn[b.address]) })
	n := max(min(room, len(c.front)), 0)
	batch := slices.Clone(c.front[:n])
	c.front = slices.Delete(c.front, 0, n)
	return batch
}

// readBatch reads a batch; its links are gathered in the batch's order, so that the
// result does not depend on which page came first.
func (c *Crawl) readBatch(ctx context.Context, batch []link) {
	got := make([]leaf, len(batch))
	workers := cmp.Or(c.Bounds.Workers, 8)
	newQueue(len(batch), min(workers, 2), func(i int) string { return hostOf(batch[i].address) }).runWorkers(ctx, workers, func(i int) {
		got[i] = c.readPage(ctx, batch[i].address)
		got[i].done = true
	})
	for i, l := range got {
		if !l.done || ctx.Err() != nil && l.err != nil {
			continue // we ended it ourselves: that says nothing of the page
		}
		c.asked++
		c.keepPage(batch[i], l)
		for _, a := range l.links {
			c.offerLink(a.address, a.text, batch[i].depth+1)
		}
	}
}

// mostOfPage is the size in bytes of the largest page that a crawl reads: it reads
// hundreds, of which none is known to be worth more.
const mostOfPage = 1 << 20

// mostText is how much of all pages a crawl keeps, in bytes; the index of it takes many
// times as much. 300 pages of documentation have some six megabytes.
const mostText = 8 << 20

// sizeOf is the size of a document in memory, about.
func sizeOf(d *page.Document) int {
	n := len(d.Title)
	for _, b := range d.Blocks {
		n += len(b.Text) + 128
	}
	return n
}

func (c *Crawl) keepPage(from link, l leaf) {
	if l.err == nil {
		if n := sizeOf(l.document); n <= c.room {
			c.room -= n
		} else {
			l.err = fmt.Errorf("the crawl keeps at most %d MiB of text", mostText>>20)
		}
	}
	if l.err != nil {
		c.failed = append(c.failed, fmt.Errorf("%s: %w", from.address, l.err))
	} else {
		c.pages = append(c.pages, Page{URL: from.address, Document: l.document})
	}
	if c.Progress != nil {
		c.Progress(probes.Progress{Source: from.address, Err: l.err, Done: c.asked, Total: min(cmp.Or(c.Bounds.Pages, 300), c.asked+len(c.front))})
	}
}

// leaf is what a crawl keeps of a page.
type leaf struct {
	document *page.Document
	links    []anchor
	err      error
	done     bool
}

func (c *Crawl) readPage(ctx context.Context, address string) leaf {
	p := fetchPage(transport.LimitBody(ctx, mostOfPage), c.Client, address, want{links: true})
	defer p.release()
	if p.err != nil {
		return leaf{err: transport.Reason(p.err)}
	}
	if p.final != nil && !c.withinSites(p.final.String()) {
		return leaf{err: errors.New("redirected to another site")}
	}
	document, err := p.documentAt("")
	if err != nil {
		return leaf{err: err}
	}
	if why := p.reasonToDoubt(document); why != "" {
		return leaf{err: errors.New(why), links: p.links} // a list of links, perhaps
	}
	return leaf{document: document, links: p.links}
}

// Failed is how many pages could not be read, after Read.
func (c *Crawl) Failed() int { return len(c.failed) }
