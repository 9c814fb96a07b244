// SPDX-License-Identifier: Apache-2.0

package website

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Site answers page probes from the live pages. It gets each address once,
// however many probes ask about it.
type Site struct {
	Client   *http.Client          // carries robots, pace, cache, retries and limits
	Now      time.Time             // stamped on observations where the transport tells no time
	Excerpts bool                  // keep the words that matched
	Workers  int                   // pages fetched at a time; 0 means 64
	PerHost  int                   // of these from one host; 0 means 2
	Progress func(probes.Progress) // called when a page is done; may be nil

	echoes echoes
}

var _ probes.Looker = (*Site)(nil)

// Supports says whether the probe asks about a page that can be read live. Pages
// that scripts make, and files that GitHub shows, are read from their
// repository instead.
func (s *Site) Supports(p probes.Probe) bool {
	return p.Method == probes.Page && p.URL != "" && !p.ClientRendered && !shownFile(p)
}

func shownFile(p probes.Probe) bool {
	rest, ok := strings.CutPrefix(p.URL, "https://github.com/"+p.Repository+"/blob/")
	return ok && p.Repository != "" && rest != ""
}

// Probe gets every page once and answers all of its probes.
func (s *Site) Probe(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	shares := byAddress(asked)
	q := newQueue(len(shares), cmp.Or(s.PerHost, 2), func(i int) string { return hostOf(shares[i].address) })
	var (
		mu   sync.Mutex
		done int
	)
	q.runWorkers(ctx, cmp.Or(s.Workers, 64), func(i int) {
		share := shares[i]
		shares[i].probes = nil // answered soon, and needed no more
		got := fetchPage(ctx, s.Client, share.address, want{selectors: share.allSelectors()})
		defer got.release()
		if ctx.Err() != nil && got.err != nil {
			return // the context ended the fetch: that says nothing of the page
		}
		for _, p := range share.probes {
			see(s.observePage(ctx, got, p))
		}
		mu.Lock()
		defer mu.Unlock()
		done++
		if s.Progress != nil {
			s.Progress(probes.Progress{Source: share.address, Err: got.err, Done: done, Total: len(shares), Probes: len(share.probes)})
		}
	})
	return ctx.Err()
}

// share is the probes about one address.
type share struct {
	address string
	probes  []probes.Probe
}

// byAddress groups the probes, sorted by address. A fragment names a place on
// the page, not another page.
func byAddress(asked []probes.Probe) []share {
	about := make(map[string][]probes.Probe)
	for _, p := range asked {
		address, _, _ := strings.Cut(p.URL, "#")
		about[address] = append(about[address], p)
	}
	shares := make([]share, 0, len(about))
	for _, address := range slices.Sorted(maps.Keys(about)) {
		shares = append(shares, share{address, about[address]})
	}
	return shares
}

func (s share) allSelectors() []string {
	var all []string
	for _, p := range s.probes {
		if !slices.Contains(all, p.Selector) {
			all = append(all, p.Selector)
		}
	}
	return all
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
