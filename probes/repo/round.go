// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Settings are what every way of reading repositories is told.
type Settings struct {
	Now      time.Time                                                // stamped on observations
	Excerpts bool                                                     // keep the words that matched
	Workers  int                                                      // repositories read at a time; 0 means 2
	Progress func(probes.Progress)                                    // called when a repository is done; may be nil
	Read     func(repository string, objects []string)                // told what was read, for measurements; may be nil
	Open     func(ctx context.Context, name string) (r Repo, e error) // a Repo beside an error still says which commit it is
}

// Round is one look at many repositories, each read once. It is shared by
// clones and the API, which differ in how a repository is opened.
type Round struct {
	settings Settings
	failed   map[string]struct{} // repositories that could not be opened
	opened   int
	mu       sync.Mutex
}

// Failed says, after Look, whether a repository could not be read.
func (r *Round) Failed(name string) bool {
	_, failed := r.failed[name]
	return failed
}

// Answer reads each repository once and answers all of its probes.
func (r *Round) Answer(ctx context.Context, with Settings, asked []probes.Probe, see func(probes.Observation)) error {
	r.settings, r.failed, r.opened = with, make(map[string]struct{}), 0
	shares := make(map[string][]probes.Probe)
	for _, p := range asked {
		shares[p.Repository] = append(shares[p.Repository], p)
	}
	names := slices.Sorted(maps.Keys(shares))
	return Each(ctx, cmp.Or(r.settings.Workers, 2), names, func(name string) {
		r.readRepository(ctx, name, shares[name], len(names), see)
	})
}

// Each calls do for every item from a few goroutines, and stops handing out
// items when the context ends.
func Each[T any](ctx context.Context, workers int, items []T, do func(T)) error {
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

func (r *Round) readRepository(ctx context.Context, name string, asked []probes.Probe, total int, see func(probes.Observation)) {
	files := 0
	repo, err := r.settings.Open(ctx, name)
	if repo != nil {
		defer repo.Close()
	}
	if err == nil {
		files, err = r.answerAll(ctx, repo, asked, see)
	}
	if ctx.Err() != nil {
		return
	}
	at := &Snapshot{Name: name}
	if repo != nil {
		at = repo.At()
	}
	if err != nil {
		r.answerUnreadable(at, asked, err, see)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.failed[name] = struct{}{}
	} else {
		r.opened++
	}
	if r.settings.Progress != nil {
		r.settings.Progress(probes.Progress{Source: name, Commit: at.Commit, Err: err, Done: r.opened + len(r.failed),
			Total: total, Files: files, Probes: len(asked)})
	}
}

// answerUnreadable answers every probe of a repository that could not be opened.
func (r *Round) answerUnreadable(at *Snapshot, asked []probes.Probe, err error, see func(probes.Observation)) {
	for _, p := range asked {
		o := Blank(p, r.settings.Now)
		o.Commit, o.CommittedAt = at.Commit, at.Date
		o.URL, o.Outcome, o.Detail = "https://github.com/"+at.Name, OutcomeOf(err, probes.Unreachable), err.Error()
		see(o)
	}
}

// Blank is the observation of a probe before anything was seen.
func Blank(p probes.Probe, now time.Time) probes.Observation {
	return probes.Observation{
		Key: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
		Repository: p.Repository, RetrievedAt: now.UTC(),
	}
}

// answerAll plans which objects answer the probes, streams them once, and reports.
func (r *Round) answerAll(ctx context.Context, repo Repo, asked []probes.Probe, see func(probes.Observation)) (int, error) {
	files := (&Tree{}).Sort()
	if slices.ContainsFunc(asked, func(p probes.Probe) bool { return p.Method != probes.Commit }) {
		var err error
		if files, err = repo.List(ctx); err != nil {
			return 0, err
		}
		if err := readLinks(ctx, repo, files, asked); err != nil {
			return 0, err
		}
		if err := files.followMoves(ctx, repo, asked); err != nil {
			return 0, err
		}
	}
	p := newPlan(repo, files, r.settings, asked)
	if err := p.answerObjects(ctx); err != nil {
		return 0, err
	}
	if r.settings.Read != nil {
		r.settings.Read(repo.At().Name, p.order)
	}
	for _, reader := range p.readers {
		see(reader.observation())
	}
	return len(p.order), nil
}

// outcomeError is a failure that knows which outcome it makes.
type outcomeError struct {
	outcome probes.Outcome
	text    string
}

func (e *outcomeError) Error() string { return e.text }

// Failure is an error that makes an outcome of its own.
func Failure(outcome probes.Outcome, text string) error { return &outcomeError{outcome, text} }

// OutcomeOf is the outcome that an error makes, and otherwise where it makes none.
func OutcomeOf(err error, otherwise probes.Outcome) probes.Outcome {
	if e, ok := errors.AsType[*outcomeError](err); ok {
		return e.outcome
	}
	return otherwise
}

// wish is a file that a reader waits for.
type wish struct {
	reader reader
	file   Entry
}

// plan gathers all wishes of a repository, so that each object is read once.
type plan struct {
	repo    Repo
	readers []reader
	wishes  map[string][]wish // by object
	order   []string          // objects, by the path first wished for
}

func newPlan(repo Repo, files *Tree, with Settings, asked []probes.Probe) *plan {
	p := &plan{repo: repo, wishes: make(map[string][]wish)}
	at := repo.At()
	for _, probe := range asked {
		base := answer{probe: probe, repo: at, excerpts: with.Excerpts, seen: Blank(probe, with.Now)}
		base.seen.Commit, base.seen.CommittedAt = at.Commit, at.Date
		base.seen.URL = at.webTree("")
		r := newReader(base)
		p.readers = append(p.readers, r)
		for _, f := range r.wantedEntries(files) {
			if len(p.wishes[f.Object]) == 0 {
				p.order = append(p.order, f.Object)
			}
			p.wishes[f.Object] = append(p.wishes[f.Object], wish{r, f})
		}
	}
	// The tree's order is close to the pack's, which lets git reuse what it unpacked.
	slices.SortStableFunc(p.order, func(a, b string) int {
		return strings.Compare(p.wishes[a][0].file.Path, p.wishes[b][0].file.Path)
	})
	return p
}

func (p *plan) answerObjects(ctx context.Context) error {
	b := &Content{}
	return p.repo.Cat(ctx, p.order, func(i int, kind string, data []byte, err error) {
		b.Reset(kind, data, err)
		for _, w := range p.wishes[p.order[i]] {
			w.reader.read(w.file, b)
		}
	})
}
