// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
)

// Looker is one way of looking: clones, live pages, an API.
type Looker interface {
	// Supports says whether this way of looking can answer the probe.
	Supports(Probe) bool
	// Probe answers every probe it was given, in any order, by calling see once
	// for each, possibly from several goroutines. A source that fails is an
	// observation; the error is for a context that ended.
	Probe(ctx context.Context, asked []Probe, see func(Observation)) error
}

// Progress tells how far a look has come: of one source that is done.
type Progress struct {
	Source      string // repository or address
	Commit      string // of a repository
	Err         error  // the source could not be read
	Done, Total int    // sources
	Files       int    // read of a repository
	Probes      int    // answered by this source
}

// Run hands each probe to the first looker that takes it and returns the
// observations, sorted. The ways of looking go on side by side. Probes with the
// same key are asked once; probes that no looker takes, or whose source was not
// asked in time, leave no observation.
func Run(ctx context.Context, lookers []Looker, asked []Probe) ([]Observation, error) {
	return RunResumable(ctx, lookers, asked, nil)
}

// RunResumable is Run with a journal: what it holds is not asked again, and what is
// seen is added to it.
func RunResumable(ctx context.Context, lookers []Looker, asked []Probe, journal *Journal) ([]Observation, error) {
	var (
		mu   sync.Mutex
		seen []Observation
		rest []Probe
	)
	methods := make(map[string]Method, len(asked))
	for _, p := range asked {
		methods[p.Key] = p.Method
		if o, ok := journal.observed(p.Key); ok {
			o.Method = p.Method
			seen = append(seen, o)
		} else {
			rest = append(rest, p)
		}
	}
	see := func(o Observation) {
		if o.Outcome == Unasked {
			return
		}
		o = o.cleaned()
		o.Method = methods[o.Key]
		if journal != nil {
			journal.Add(o)
		}
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, o)
	}
	if err := lookAtOnce(ctx, lookers, shareProbes(lookers, rest), see); err != nil {
		return nil, err
	}
	slices.SortStableFunc(seen, func(a, b Observation) int { return strings.Compare(a.Key, b.Key) }) // the order of the dataset
	return seen, nil
}

// cleaned makes an observation one that any format can hold: a source may give
// bytes that are not text, and dates of no calendar.
func (o Observation) cleaned() Observation {
	for _, text := range []*string{&o.URL, &o.Path, &o.Locator, &o.Detail, &o.Excerpt} {
		*text = strings.ToValidUTF8(*text, "\uFFFD")
	}
	for _, at := range []*time.Time{&o.RetrievedAt, &o.CommittedAt} {
		if *at = at.UTC(); at.Year() < 1 || at.Year() > 9999 {
			*at = time.Time{}
		}
	}
	return o
}

// lookAtOnce lets every looker look at its share. The first that fails stops the
// others.
func lookAtOnce(ctx context.Context, lookers []Looker, shares [][]Probe, see func(Observation)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	for i, looker := range lookers {
		if len(shares[i]) == 0 {
			continue
		}
		group.Go(func() {
			if err := looker.Probe(ctx, shares[i], see); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// Taken counts the questions that one of the ways of looking takes.
func Taken(lookers []Looker, asked []Probe) int {
	n := 0
	for _, list := range shareProbes(lookers, asked) {
		n += len(list)
	}
	return n
}

func shareProbes(lookers []Looker, asked []Probe) [][]Probe {
	shares := make([][]Probe, len(lookers))
	known := make(map[string]bool, len(asked))
	for _, probe := range asked {
		if known[probe.Key] {
			continue
		}
		known[probe.Key] = true
		for i, looker := range lookers {
			if looker.Supports(probe) {
				shares[i] = append(shares[i], probe)
				break
			}
		}
	}
	return shares
}
