// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	Issues  map[string]int     `json:"issues,omitempty"` // by repository or host
}

// Record is one source that fails.
type Record struct {
	Runs  int    `json:"runs"`
	Since string `json:"since"`           // date of the first
	Issue int    `json:"issue,omitempty"` // of the source alone, from before there was one per repository or host
}

// Seen is how a source went in one run; no Reason means that it was read. Group is
// the repository or host that it is, or belongs to.
type Seen struct{ Name, Group, Reason string }

// countLook takes a look into account, once. It says whether anything changed.
func (f *Failing) countLook(looked time.Time, seen []Seen) bool {
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

// Remember counts the failures of a look, and opens one issue for each repository
// or host of which something has failed in patience runs in a row, whatever it
// is. It returns what was done, one line each.
func (p *Proposer) Remember(ctx context.Context, looked time.Time, seen []Seen) ([]string, error) {
	f, err := p.readMemory(ctx)
	if err != nil {
		return nil, err
	}
	changed := f.countLook(looked, seen)
	done, err := p.openDueIssues(ctx, f, seen)
	if !changed && len(done) == 0 {
		return nil, err
	}
	if failed := p.keepMemory(ctx, f); failed != nil {
		return done, failed
	}
	return done, err
}

// readMemory reads the branch.
func (p *Proposer) readMemory(ctx context.Context) (*Failing, error) {
	f := &Failing{Sources: make(map[string]*Record), Issues: make(map[string]int)}
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
	if f.Issues == nil {
		f.Issues = make(map[string]int)
	}
	return f, nil
}

func (p *Proposer) keepMemory(ctx context.Context, f *Failing) error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	commit, err := p.Repository.commitFiles(ctx, p.Repository.Head(StateBranch), map[string][]byte{stateFile: append(data, '\n')}, "Sources that fail", f.Looked)
	if err != nil {
		return err
	}
	return p.Repository.pushBranch(ctx, StateBranch, commit)
}

// mostIssues is how many issues one run opens. When more fail at once it is
// sooner the network than the sources.
const mostIssues = 5

// group is a repository or host and what of it fails.
type group struct {
	name  string
	parts []Seen // that fail, in the order of their names
	due   bool   // one of them often enough
}

// groupFailing gathers what fails. Of a group where nothing does, a later failure is news.
func (f *Failing) groupFailing(seen []Seen) []*group {
	var list []*group
	by := make(map[string]*group)
	for _, s := range seen {
		name := cmp.Or(s.Group, s.Name)
		g := by[name]
		if g == nil {
			g = &group{name: name}
			by[name] = g
			list = append(list, g)
		}
		record := f.Sources[s.Name]
		if s.Reason == "" || record == nil {
			continue
		}
		g.parts = append(g.parts, s)
		g.due = g.due || record.Runs >= patience
		if record.Issue != 0 && f.Issues[name] == 0 {
			f.Issues[name] = record.Issue
		}
	}
	for _, g := range list {
		if len(g.parts) == 0 {
			delete(f.Issues, g.name)
		}
	}
	slices.SortFunc(list, func(a, b *group) int { return strings.Compare(a.name, b.name) })
	return list
}

// openDueIssues opens the issues that are due. One that is open already, for the same
// repository or host or a part of it, is taken for it.
func (p *Proposer) openDueIssues(ctx context.Context, f *Failing, seen []Seen) ([]string, error) {
	var (
		open          map[string]int
		done          []string
		opened, later int
	)
	for _, g := range f.groupFailing(seen) {
		if !g.due || f.Issues[g.name] != 0 {
			continue
		}
		if open == nil {
			var err error
			if open, err = p.Service.openIssues(ctx); err != nil {
				return done, err
			}
		}
		n := findOpenIssue(open, g.name)
		if n == 0 && opened == mostIssues {
			later++
			continue
		}
		if n == 0 {
			var err error
			if n, err = p.Service.openIssue(ctx, issueTitle(g.name), issueText(g, f)); err != nil {
				return done, err
			}
			opened++
		}
		f.Issues[g.name] = n
		done = append(done, fmt.Sprintf("issue #%d: %s", n, issueTitle(g.name)))
	}
	if later > 0 {
		done = append(done, fmt.Sprintf("%d more repositories or hosts fail; a run opens at most %d issues", later, mostIssues))
	}
	return done, nil
}

// findOpenIssue finds an open issue of a group: its own, or of one of its files or
// addresses, of which each had one before.
func findOpenIssue(open map[string]int, name string) int {
	if n := open[issueTitle(name)]; n != 0 {
		return n
	}
	found := 0
	for title, n := range open {
		for _, start := range []string{issueTitle(name) + " ", "Cannot read https://" + name + "/", "Cannot read http://" + name + "/"} {
			if strings.HasPrefix(title, start) && (found == 0 || n < found) {
				found = n
			}
		}
	}
	return found
}
