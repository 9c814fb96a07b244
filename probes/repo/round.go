// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Progress tells how far a look has come.
type Progress struct {
	Repository  string
	Commit      string
	Err         error // the repository could not be read
	Done, Total int   // repositories
	Files       int   // read in this one
	Probes      int   // answered in this one
}

// settings are what every way of reading repositories is told.
type settings struct {
	now      time.Time
	excerpts bool
	workers  int
	progress func(Progress)
	read     func(repository string, objects []string)
	open     func(ctx context.Context, name string) (opened, error)
}

// round is one look at many repositories, each read once. It is shared by
// clones and the API, which differ in how a repository is opened.
type round struct {
	settings
	failed map[string]struct{} // repositories that could not be opened
	opened int
	mu     sync.Mutex
}

// Opened is how many repositories could be read and how many not, after Look.
func (r *round) Opened() (read, failed int) { return r.opened, len(r.failed) }

// Failed says, after Look, whether a repository could not be read.
func (r *round) Failed(name string) bool {
	_, failed := r.failed[name]
	return failed
}

func (r *round) look(ctx context.Context, with settings, asked []probes.Probe, see func(probes.Observation)) error {
	r.settings, r.failed, r.opened = with, make(map[string]struct{}), 0
	shares := make(map[string][]probes.Probe)
	for _, p := range asked {
		shares[p.Repository] = append(shares[p.Repository], p)
	}
	names := make([]string, 0, len(shares))
	for name := range shares {
		names = append(names, name)
	}
	sort.Strings(names)
	return each(ctx, cmp.Or(r.workers, 2), names, func(name string) {
		r.one(ctx, name, shares[name], len(names), see)
	})
}

// each calls do for every item from a few goroutines, and stops handing out
// items when the context ends.
func each[T any](ctx context.Context, workers int, items []T, do func(T)) error {
	queue := make(chan T)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for item := range queue {
				if ctx.Err() == nil {
					do(item)
				}
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	group.Wait()
	return ctx.Err()
}

func (r *round) one(ctx context.Context, name string, asked []probes.Probe, total int, see func(probes.Observation)) {
	files := 0
	repo, err := r.open(ctx, name)
	if repo != nil {
		defer repo.close()
	}
	if err == nil {
		files, err = r.answer(ctx, repo, asked, see)
	}
	if ctx.Err() != nil {
		return
	}
	at := &snapshot{name: name}
	if repo != nil {
		at = repo.at()
	}
	if err != nil {
		r.unreadable(at, asked, err, see)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.failed[name] = struct{}{}
	} else {
		r.opened++
	}
	if r.progress != nil {
		r.progress(Progress{Repository: name, Commit: at.commit, Err: err, Done: r.opened + len(r.failed),
			Total: total, Files: files, Probes: len(asked)})
	}
}

// unreadable answers every probe of a repository that could not be opened.
func (r *round) unreadable(at *snapshot, asked []probes.Probe, err error, see func(probes.Observation)) {
	for _, p := range asked {
		o := blank(p, r.now)
		o.Commit, o.CommittedAt = at.commit, at.date
		o.URL, o.Outcome, o.Detail = "https://github.com/"+at.name, outcomeOf(err, probes.Unreachable), err.Error()
		see(o)
	}
}

func blank(p probes.Probe, now time.Time) probes.Observation {
	return probes.Observation{
		Key: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
		Repository: p.Repository, RetrievedAt: now.UTC(),
	}
}

// answer plans which objects answer the probes, streams them once, and reports.
func (r *round) answer(ctx context.Context, repo opened, asked []probes.Probe, see func(probes.Observation)) (int, error) {
	files := newTree(tree{})
	if slices.ContainsFunc(asked, func(p probes.Probe) bool { return p.Method != probes.Commit }) {
		var err error
		if files, err = repo.list(ctx); err != nil {
			return 0, err
		}
		if err := follow(ctx, repo, files, asked); err != nil {
			return 0, err
		}
	}
	p := newPlan(repo, files, r.now, r.excerpts)
	for _, probe := range asked {
		p.add(probe)
	}
	if err := p.run(ctx); err != nil {
		return 0, err
	}
	if r.read != nil {
		r.read(repo.at().name, p.order)
	}
	for _, reader := range p.readers {
		see(reader.observe())
	}
	return len(p.order), nil
}

// outcomeError is a failure that knows which outcome it makes.
type outcomeError struct {
	outcome probes.Outcome
	text    string
}

func (e *outcomeError) Error() string { return e.text }

func outcomeOf(err error, otherwise probes.Outcome) probes.Outcome {
	var e *outcomeError
	if errors.As(err, &e) {
		return e.outcome
	}
	return otherwise
}
