// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// The branch and file that remember which sources failed in earlier runs. The
// branch has no history in common with others.
const (
	StateBranch = "refresh/state"
	stateFile   = "failing.json"
)

// failures in a row after which an issue is opened.
const patience = 3

// Failing is what is remembered of sources: how many runs in a row failed.
type Failing struct {
	Looked  time.Time          `json:"looked"` // the last look that counted
	Sources map[string]*Record `json:"sources"`
}

// Record is one source that fails.
type Record struct {
	Runs  int    `json:"runs"`
	Since string `json:"since"` // date of the first
	Issue int    `json:"issue,omitempty"`
}

// Seen is how a source went in one run; no Reason means that it was read.
type Seen struct{ Name, Reason string }

// count takes a look into account, once. It says whether anything changed.
func (f *Failing) count(looked time.Time, seen []Seen) bool {
	if !looked.After(f.Looked) {
		return false
	}
	changed := false
	for _, s := range seen {
		switch record := f.Sources[s.Name]; {
		case s.Reason == "" && record == nil:
			continue
		case s.Reason == "":
			delete(f.Sources, s.Name)
		case record == nil:
			f.Sources[s.Name] = &Record{Runs: 1, Since: looked.UTC().Format(time.DateOnly)}
		default:
			record.Runs++
		}
		changed = true
	}
	if changed {
		f.Looked = looked.UTC()
	}
	return changed
}

// Remember counts the failures of a look, and opens one issue for each source
// that has failed in patience runs in a row. It returns what was done, one line
// each.
func (p *Proposer) Remember(ctx context.Context, looked time.Time, seen []Seen) ([]string, error) {
	f, err := p.remembered(ctx)
	if err != nil {
		return nil, err
	}
	changed := f.count(looked, seen)
	done, err := p.tell(ctx, f, seen)
	if !changed && len(done) == 0 {
		return nil, err
	}
	if failed := p.keep(ctx, f); failed != nil {
		return done, failed
	}
	return done, err
}

// remembered reads the branch.
func (p *Proposer) remembered(ctx context.Context) (*Failing, error) {
	f := &Failing{Sources: make(map[string]*Record)}
	tip := p.Repository.Head(StateBranch)
	if tip == "" {
		return f, nil
	}
	data, err := p.Repository.File(ctx, tip, stateFile)
	if err != nil || data == nil {
		return f, err
	}
	if err := json.Unmarshal(data, f); err != nil || f.Sources == nil {
		return nil, fmt.Errorf("branch %s: %s is not readable: remove the branch to begin anew", StateBranch, stateFile)
	}
	return f, nil
}

func (p *Proposer) keep(ctx context.Context, f *Failing) error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	commit, err := p.Repository.commit(ctx, p.Repository.Head(StateBranch), map[string][]byte{stateFile: append(data, '\n')}, "Sources that fail", f.Looked)
	if err != nil {
		return err
	}
	return p.Repository.push(ctx, StateBranch, commit)
}

// tell opens the issues that are due. One that is open with the same title, from
// a run that was stopped, is taken for it.
func (p *Proposer) tell(ctx context.Context, f *Failing, seen []Seen) ([]string, error) {
	var (
		open map[string]int
		done []string
	)
	for _, s := range seen {
		record := f.Sources[s.Name]
		if s.Reason == "" || record == nil || record.Runs < patience || record.Issue != 0 {
			continue
		}
		if open == nil {
			var err error
			if open, err = p.Service.openIssues(ctx); err != nil {
				return done, err
			}
		}
		title := issueTitle(s)
		n, there := open[title]
		if !there {
			var err error
			if n, err = p.Service.openIssue(ctx, title, issueText(s, record)); err != nil {
				return done, err
			}
		}
		record.Issue = n
		done = append(done, fmt.Sprintf("issue #%d: %s", n, title))
	}
	return done, nil
}
