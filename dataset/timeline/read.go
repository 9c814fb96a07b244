// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"cmp"
	"context"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// Reading is how the past of repositories is read.
type Reading struct {
	Open     func(ctx context.Context, repository string) (past.Line, error)
	From     int            // first day, in days since 1970, UTC
	Workers  int            // repositories read at a time; 0 means 3: while one waits for git, two are worked on
	Kept     *Kept          // what earlier runs found out; may be nil
	Progress func(Progress) // called when a repository is done; may be nil

	Read func(repository string, objects []string) // told what is read, for measurements; may be nil
}

// Progress tells how far the reading has come.
type Progress struct {
	Repository  string
	Err         error // its past could not be read
	Story       *past.Story
	Done, Total int // repositories
}

// Stories reads the past of every repository that the rules ask about. failed says
// of each that could not be read why. The error is for a context that ended.
func Stories(ctx context.Context, all []*ecosystems.Ecosystem, with Reading) (stories map[string]*past.Story, failed map[string]error, err error) {
	shares := questions(all)
	stories, failed = make(map[string]*past.Story), make(map[string]error)
	var mu sync.Mutex
	names := table.SortedKeys(shares)
	err = repo.Each(ctx, cmp.Or(with.Workers, 3), names, func(name string) {
		story, err := with.one(ctx, name, shares[name])
		if ctx.Err() != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failed[name] = err
		} else {
			stories[name] = story
		}
		if with.Progress != nil {
			with.Progress(Progress{name, err, story, len(stories) + len(failed), len(names)})
		}
	})
	with.Kept.prune()
	return stories, failed, err
}

// questions shares the probes of the rules out among the repositories, each once.
func questions(all []*ecosystems.Ecosystem) map[string][]probes.Probe {
	shares := make(map[string][]probes.Probe)
	known := make(map[string]bool)
	for _, e := range all {
		for _, j := range e.Judgements {
			for _, p := range newlyAsked(j.Rules, known) {
				shares[p.Repository] = append(shares[p.Repository], p)
			}
		}
	}
	return shares
}

// newlyAsked lists the questions of rules that are not known yet, each once; then they are.
func newlyAsked(rules []ecosystems.Rule, known map[string]bool) (asked []probes.Probe) {
	for _, rule := range rules {
		for _, p := range rule.Evidence {
			if Asked(p) && !known[p.Key] {
				known[p.Key] = true
				asked = append(asked, p)
			}
		}
	}
	return asked
}

func (r *Reading) one(ctx context.Context, name string, asked []probes.Probe) (*past.Story, error) {
	line, err := r.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer line.Close()
	if story := r.Kept.story(ctx, line, asked, r.From); story != nil {
		return story, nil
	}
	signs := r.Kept.signsOf(name)
	var kept past.KeptSigns
	if signs != nil {
		kept = signs
	}
	with := past.Questions{Asked: asked, From: r.From, Kept: kept}
	if r.Read != nil {
		with.Read = func(objects []string) { r.Read(name, objects) }
	}
	story, err := past.Read(ctx, line, with)
	if err != nil {
		return nil, err
	}
	if signs != nil {
		signs.save()
	}
	r.Kept.keepStory(line, asked, r.From, story)
	return story, nil
}
