// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Bounds keep a crawl on the documentation sites that it starts from.
type Bounds struct {
	Pages   int // most pages that are asked for; 0 means 300
	Depth   int // most links from a starting page; 0 means 5, negative none
	Workers int // pages fetched at a time; 0 means 8, two of one host
}

// Crawl reads documentation sites: the starting pages, and from there the pages
// of the same sites, those first whose address or link speaks of the features.
type Crawl struct {
	Client   *http.Client // carries robots, pace, cache, retries and limits
	Start    []string     // addresses; see sitesOf for what counts as their site
	Hosts    []string     // hosts that are crawled whole, from their front page
	Bounds   Bounds
	Features []catalog.Feature // what is looked for
	Progress func(Progress)    // called when a page is done; may be nil

	sites  []string // addresses begin with one of them
	words  map[string]bool
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
	score   int // how many of the words it has
}

// ErrNoPage says that none of the pages could be read.
var ErrNoPage = errors.New("no page could be read")

// Read crawls. What cannot be read is left out, and told to Progress. The error
// is ErrNoPage, with the first reason; a bad address; or a context that ended:
// then the pages read so far come with it.
func (c *Crawl) Read(ctx context.Context) ([]Page, error) {
	if err := c.begin(); err != nil {
		return nil, err
	}
	for ctx.Err() == nil {
		batch := c.take()
		if len(batch) == 0 {
			break
		}
		c.round(ctx, batch)
	}
	slices.SortFunc(c.pages, func(a, b Page) int { return strings.Compare(a.URL, b.URL) })
	c.pages = newest(c.pages, func(p Page) string { return p.URL })
	switch {
	case ctx.Err() != nil:
		return c.pages, ctx.Err()
	case len(c.pages) == 0 && len(c.failed) > 0:
		return nil, fmt.Errorf("%w: %w", ErrNoPage, c.failed[0])
	}
	return c.pages, nil
}

func (c *Crawl) begin() error {
	c.seen, c.room = make(map[string]bool), mostText
	c.words = make(map[string]bool)
	for _, f := range c.Features {
		for w, weight := range queryOf(f) {
			if weight > 1 { // of its title and name, and words for the same
				c.words[w] = true
			}
		}
	}
	sites, start, err := sitesOf(c.Start, c.Hosts)
	if err != nil {
		return err
	}
	c.sites = sites
	for _, address := range start {
		c.offer(address, "", 0)
	}
	return nil
}

// roundSize is how many pages are read before links are weighed again.
const roundSize = 32

// take picks the most promising pages; hosts take turns.
func (c *Crawl) take() []link {
	room := min(roundSize, cmp.Or(c.Bounds.Pages, 300)-c.asked)
	slices.SortFunc(c.front, func(a, b link) int {
		return cmp.Or(cmp.Compare(min(a.depth, 1), min(b.depth, 1)), cmp.Compare(b.score, a.score), cmp.Compare(a.depth, b.depth), strings.Compare(a.address, b.address))
	})
	turns := make(map[string]int)
	turn := make(map[string]int, len(c.front))
	for _, l := range c.front {
		turn[l.address] = turns[host(l.address)]
		turns[host(l.address)]++
	}
	slices.SortStableFunc(c.front, func(a, b link) int { return cmp.Compare(turn[a.address], turn[b.address]) })
	n := max(min(room, len(c.front)), 0)
	batch := slices.Clone(c.front[:n])
	c.front = slices.Delete(c.front, 0, n)
	return batch
}

// round reads a batch; its links are gathered in the batch's order, so that the
// result does not depend on which page came first.
func (c *Crawl) round(ctx context.Context, batch []link) {
	got := make([]leaf, len(batch))
	workers := cmp.Or(c.Bounds.Workers, 8)
	newQueue(len(batch), min(workers, 2), func(i int) string { return host(batch[i].address) }).run(ctx, workers, func(i int) {
		got[i] = c.read(ctx, batch[i].address)
		got[i].done = true
	})
	for i, l := range got {
		if !l.done || ctx.Err() != nil && l.err != nil {
			continue // we ended it ourselves: that says nothing of the page
		}
		c.asked++
		c.keep(batch[i], l)
		for _, a := range l.links {
			c.offer(a.address, a.text, batch[i].depth+1)
		}
	}
}

// mostOfPage is the size in bytes of the largest page that a crawl reads: it reads
// hundreds, of which none is known to be worth more.
const mostOfPage = 1 << 20

// mostText is how much of all pages a crawl keeps, in bytes; the index of it takes many
// times as much. 300 pages of documentation have some six megabytes.
const mostText = 8 << 20

// size of a document in memory, about.
func (d *Document) size() int {
	n := len(d.Title)
	for _, b := range d.Blocks {
		n += len(b.Text) + 128
	}
	return n
}

func (c *Crawl) keep(from link, l leaf) {
	if l.err == nil {
		if n := l.document.size(); n <= c.room {
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
		c.Progress(Progress{URL: from.address, Err: l.err, Done: c.asked, Total: min(cmp.Or(c.Bounds.Pages, 300), c.asked+len(c.front))})
	}
}

// leaf is what a crawl keeps of a page.
type leaf struct {
	document *Document
	links    []anchor
	err      error
	done     bool
}

func (c *Crawl) read(ctx context.Context, address string) leaf {
	p := fetch(transport.LimitBody(ctx, mostOfPage), c.Client, address, want{links: true})
	defer p.close()
	if p.err != nil {
		return leaf{err: transport.Reason(p.err)}
	}
	if p.final != nil && !c.within(p.final.String()) {
		return leaf{err: errors.New("redirected to another site")}
	}
	document, err := p.document("")
	if err != nil {
		return leaf{err: err}
	}
	if why := p.doubt(document); why != "" {
		return leaf{err: errors.New(why), links: p.links} // a list of links, perhaps
	}
	return leaf{document: document, links: p.links}
}

// Failed is how many pages could not be read, after Read.
func (c *Crawl) Failed() int { return len(c.failed) }
