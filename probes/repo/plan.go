// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"sort"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// reader answers one probe from the files it wants.
type reader interface {
	// wantedEntries names the files to read, and the error when there are none.
	wantedEntries(*Tree) ([]Entry, error)
	// read is called once for each wanted file, in no promised order.
	read(Entry, *Content)
	// observation is called when all were read.
	observation() probes.Observation
}

// wish is a file that a reader waits for.
type wish struct {
	reader reader
	file   Entry
}

// plan gathers all wishes of a repository, so that each object is read once.
type plan struct {
	repo     Repo
	tree     *Tree
	now      time.Time
	excerpts bool
	readers  []reader
	wishes   map[string][]wish // by object
	order    []string          // objects, by the path first wished for
}

func newPlan(repo Repo, files *Tree, now time.Time, excerpts bool) *plan {
	return &plan{repo: repo, tree: files, now: now, excerpts: excerpts, wishes: make(map[string][]wish)}
}

func (p *plan) addProbe(probe probes.Probe) {
	at := p.repo.At()
	base := answer{probe: probe, repo: at, excerpts: p.excerpts, seen: Blank(probe, p.now)}
	base.seen.Commit, base.seen.CommittedAt = at.Commit, at.Date
	base.seen.URL = at.webTree("")
	r := newReader(base)
	p.readers = append(p.readers, r)
	files, err := r.wantedEntries(p.tree)
	if err != nil {
		return // the reader keeps it for its observation
	}
	for _, f := range files {
		if len(p.wishes[f.Object]) == 0 {
			p.order = append(p.order, f.Object)
		}
		p.wishes[f.Object] = append(p.wishes[f.Object], wish{r, f})
	}
}

func (p *plan) answerObjects(ctx context.Context) error {
	// The tree's order is close to the pack's, which lets git reuse what it unpacked.
	sort.SliceStable(p.order, func(i, j int) bool {
		return p.wishes[p.order[i]][0].file.Path < p.wishes[p.order[j]][0].file.Path
	})
	b := &Content{}
	return p.repo.Cat(ctx, p.order, func(i int, kind string, data []byte, err error) {
		b.Reset(kind, data, err)
		for _, w := range p.wishes[p.order[i]] {
			w.reader.read(w.file, b)
		}
	})
}
