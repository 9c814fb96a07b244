// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"context"
	"sync"
)

// Looker is one way of looking: clones, live pages, an API.
type Looker interface {
	// Takes says whether this way of looking can answer the probe.
	Takes(Probe) bool
	// Look answers every probe it was given, in any order, by calling see once
	// for each, possibly from several goroutines. A source that fails is an
	// observation; the error is for a context that ended.
	Look(ctx context.Context, asked []Probe, see func(Observation)) error
}

// Run hands each probe to the first looker that takes it and returns the
// observations, sorted. Probes with the same key are asked once; probes that
// no looker takes are not asked and leave no observation.
func Run(ctx context.Context, lookers []Looker, asked []Probe) ([]Observation, error) {
	return RunKept(ctx, lookers, asked, nil)
}

// RunKept is Run with a journal: what it holds is not asked again, and what is
// seen is added to it.
func RunKept(ctx context.Context, lookers []Looker, asked []Probe, journal *Journal) ([]Observation, error) {
	var (
		mu   sync.Mutex
		seen []Observation
		rest []Probe
	)
	for _, p := range asked {
		if o, ok := journal.has(p.Key); ok {
			seen = append(seen, o)
		} else {
			rest = append(rest, p)
		}
	}
	see := func(o Observation) {
		o = o.clean()
		if journal != nil {
			journal.Add(o)
		}
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, o)
	}
	shares := share(lookers, rest)
	for i, looker := range lookers {
		if len(shares[i]) == 0 {
			continue
		}
		if err := looker.Look(ctx, shares[i], see); err != nil {
			return nil, err
		}
	}
	Sort(seen)
	return seen, nil
}

func share(lookers []Looker, asked []Probe) [][]Probe {
	shares := make([][]Probe, len(lookers))
	known := make(map[string]bool, len(asked))
	for _, probe := range asked {
		if known[probe.Key] {
			continue
		}
		known[probe.Key] = true
		for i, looker := range lookers {
			if looker.Takes(probe) {
				shares[i] = append(shares[i], probe)
				break
			}
		}
	}
	return shares
}
