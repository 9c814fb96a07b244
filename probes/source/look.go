// SPDX-License-Identifier: Apache-2.0

// Package source looks at local clones of public git repositories: it reads
// documentation pages from the repository that they are built from, files of
// a source tree, and commits. It reads each repository once, whatever the
// number of questions, and nothing in a clone is run or followed.
package source

import (
	"cmp"
	"context"
	"sort"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Mirror answers probes from clones at Dir/OWNER/NAME or Dir/OWNER/NAME.git.
type Mirror struct {
	Dir      string
	Until    time.Time                                 // read the last commit at or before; zero: the head
	Now      time.Time                                 // stamped on observations
	Excerpts bool                                      // keep the words that matched
	Workers  int                                       // repositories read at a time; 0 means 2
	Progress func(Progress)                            // called when a repository is done; may be nil
	Read     func(repository string, objects []string) // told what was read, for measurements; may be nil
	failed   map[string]struct{}                       // repositories that could not be opened
	opened   int
	mu       sync.Mutex
}

// Progress tells how far a look has come.
type Progress struct {
	Repository  string
	Commit      string
	Err         error // the repository could not be read
	Done, Total int   // repositories
	Files       int   // read in this one
	Probes      int   // answered in this one
}

var _ probes.Looker = (*Mirror)(nil)

// Takes says whether the probe's source has a public repository.
func (m *Mirror) Takes(p probes.Probe) bool {
	return p.Repository != "" && p.Method != probes.Endpoint
}

// Opened is how many repositories could be read and how many not, after Look.
func (m *Mirror) Opened() (read, failed int) { return m.opened, len(m.failed) }

// Failed says, after Look, whether a repository could not be read.
func (m *Mirror) Failed(name string) bool {
	_, failed := m.failed[name]
	return failed
}

// Look reads each repository once and answers all of its probes.
func (m *Mirror) Look(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	shares := make(map[string][]probes.Probe)
	for _, p := range asked {
		shares[p.Repository] = append(shares[p.Repository], p)
	}
	names := make([]string, 0, len(shares))
	for name := range shares {
		names = append(names, name)
	}
	sort.Strings(names)
	m.failed = make(map[string]struct{})

	queue := make(chan string)
	var group sync.WaitGroup
	for range cmp.Or(m.Workers, 2) {
		group.Go(func() {
			for name := range queue {
				m.one(ctx, name, shares[name], len(names), see)
			}
		})
	}
	for _, name := range names {
		queue <- name
	}
	close(queue)
	group.Wait()
	return ctx.Err()
}

func (m *Mirror) one(ctx context.Context, name string, asked []probes.Probe, total int, see func(probes.Observation)) {
	if ctx.Err() != nil {
		return
	}
	files := 0
	repo, err := open(ctx, m.Dir, name, m.Until)
	if err == nil {
		files, err = m.read(ctx, repo, asked, see)
	}
	if err != nil {
		m.unreadable(name, repo, asked, err, see)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.failed[name] = struct{}{}
	} else {
		m.opened++
	}
	if m.Progress != nil {
		p := Progress{Repository: name, Err: err, Done: m.opened + len(m.failed), Total: total, Files: files, Probes: len(asked)}
		if repo != nil {
			p.Commit = repo.commit
		}
		m.Progress(p)
	}
}

// unreadable answers every probe of a repository that could not be opened.
func (m *Mirror) unreadable(name string, repo *repository, asked []probes.Probe, err error, see func(probes.Observation)) {
	for _, p := range asked {
		o := blank(p, m.Now)
		if repo != nil {
			o.Commit, o.CommittedAt = repo.commit, repo.date
		}
		o.URL, o.Outcome, o.Detail = "https://github.com/"+name, probes.Unreachable, err.Error()
		see(o)
	}
}

func blank(p probes.Probe, now time.Time) probes.Observation {
	return probes.Observation{
		Key: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
		Repository: p.Repository, RetrievedAt: now.UTC(),
	}
}

// read plans which objects answer the probes, streams them once, and reports.
func (m *Mirror) read(ctx context.Context, repo *repository, asked []probes.Probe, see func(probes.Observation)) (int, error) {
	files, err := repo.list(ctx)
	if err != nil {
		return 0, err
	}
	p := newPlan(repo, files, m.Now, m.Excerpts)
	for _, probe := range asked {
		p.add(probe)
	}
	if err := p.run(ctx); err != nil {
		return 0, err
	}
	if m.Read != nil {
		m.Read(repo.name, p.order)
	}
	for _, r := range p.readers {
		see(r.observe())
	}
	return len(p.order), nil
}
