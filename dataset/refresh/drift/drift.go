// SPDX-License-Identifier: Apache-2.0

package drift

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// Open opens a repository for all that its default branch has been.
type Open func(ctx context.Context, repository string) (past.Line, error)

// lost is a piece of evidence whose loss is looked into.
type lost struct {
	probe probes.Probe
	was   table.Observation
}

// Find looks into the lost evidence of a refresh that was read from repositories, in
// the order of the refresh. What no clone tells comes with the reason. The error is
// for a context that ended.
func Find(ctx context.Context, change *refresh.Refresh, open Open) ([]refresh.Drift, error) {
	asked := make(map[string]probes.Probe)
	for _, p := range change.Ecosystem.Probes() {
		asked[p.Key] = p
	}
	byRepository := make(map[string][]lost)
	var order []string
	for _, pair := range change.Lost {
		p, ok := asked[pair.Was.Observation]
		if !ok || p.Method == probes.Commit || pair.Was.Repository == "" || pair.Was.Commit == "" {
			continue
		}
		name := pair.Was.Repository
		if byRepository[name] == nil {
			order = append(order, name)
		}
		byRepository[name] = append(byRepository[name], lost{p, pair.Was})
	}
	var found []refresh.Drift
	for _, name := range order {
		drifts := searchRepository(ctx, name, byRepository[name], open)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		found = append(found, drifts...)
	}
	return found, nil
}

func searchRepository(ctx context.Context, name string, all []lost, open Open) []refresh.Drift {
	line, err := open(ctx, name)
	if err != nil {
		return allWith(all, "its history is not at hand: "+err.Error())
	}
	defer line.Close()
	moments, err := line.Moments(ctx)
	if err != nil {
		return allWith(all, err.Error())
	}
	s := &search{line: line, moments: moments}
	var drifts []refresh.Drift
	for _, l := range all {
		drifts = append(drifts, s.explain(ctx, l))
	}
	return drifts
}

// search is the work on one repository.
type search struct {
	line    past.Line
	moments []past.Moment // the oldest first
}

func allWith(all []lost, problem string) (drifts []refresh.Drift) {
	for _, l := range all {
		d := newDrift(l)
		d.Problem = problem
		drifts = append(drifts, d)
	}
	return drifts
}

func newDrift(l lost) refresh.Drift {
	d := refresh.Drift{Observation: l.probe.Key, Feature: l.probe.Feature, Repository: l.was.Repository, Path: l.was.Path, Appeared: l.probe.Method == probes.Absent}
	for _, p := range l.probe.Patterns {
		d.Patterns = append(d.Patterns, p.String())
	}
	return d
}

// explain finds the commit after which the evidence was never there again.
func (s *search) explain(ctx context.Context, l lost) refresh.Drift {
	d := newDrift(l)
	first := slices.IndexFunc(s.moments, func(m past.Moment) bool { return m.Commit == l.was.Commit })
	if first < 0 {
		d.Problem = s.missing(l.was)
		return d
	}
	// From the day before: what stood on the day of the release's commit is read too.
	story, err := past.Read(ctx, s.line, past.Questions{Asked: partsOf(l.probe), From: s.moments[first].Day() - 1})
	if err != nil {
		d.Problem = err.Error()
		return d
	}
	turn, ok := lastLoss(story.Turns[l.probe.Key], first)
	if !ok {
		d.Problem = fmt.Sprintf("its history since commit %.10s of the release still has it: what was read otherwise is not in the clone", l.was.Commit)
		return d
	}
	moment := s.moments[turn.Moment]
	d.Commit, d.Date = moment.Commit, time.Unix(moment.Committed, 0).UTC().Format(time.DateOnly)
	d.URL = "https://github.com/" + s.line.At().Name + "/commit/" + moment.Commit
	if turn.Path != "" {
		d.Path = turn.Path
	}
	d.Patterns = lostPatterns(l.probe, story)
	if outcome, asked := lastOutcome(story.Turns[l.probe.Key+anywhere]); asked && outcome == probes.Matched {
		d.Section = l.probe.Section
	}
	s.followFile(ctx, &d, turn.Moment)
	return d
}

func (s *search) missing(was table.Observation) string {
	if s.line.Shallow() {
		return fmt.Sprintf("the clone is shallow and does not reach back to commit %.10s of the release: run git fetch --unshallow", was.Commit)
	}
	return fmt.Sprintf("commit %.10s of the release is not on the default branch any more: its history was rewritten", was.Commit)
}

// Suffixes of keys of the questions into which one is parted.
const (
	anywhere = "#anywhere" // without its section
	pattern  = "#pattern"  // one of its patterns, by place
)

// partsOf is a question, and the same for each of its patterns alone and without its
// section: they tell what of it is lost.
func partsOf(p probes.Probe) []probes.Probe {
	asked := []probes.Probe{p}
	if p.Section != "" {
		whole := p
		whole.Key, whole.Section = p.Key+anywhere, ""
		asked = append(asked, whole)
	}
	if len(p.Patterns) > 1 {
		for i := range p.Patterns {
			one := p
			one.Key, one.Patterns = fmt.Sprint(p.Key, pattern, i), p.Patterns[i:i+1]
			asked = append(asked, one)
		}
	}
	return asked
}

// lostPatterns are the patterns that do not hold any more; all of them where each
// alone still does.
func lostPatterns(p probes.Probe, story *past.Story) []string {
	var gone, all []string
	for i, one := range p.Patterns {
		all = append(all, one.String())
		if outcome, asked := lastOutcome(story.Turns[fmt.Sprint(p.Key, pattern, i)]); asked && outcome != probes.Matched {
			gone = append(gone, one.String())
		}
	}
	if len(gone) > 0 {
		return gone
	}
	return all
}

func lastOutcome(turns []past.Turn) (probes.Outcome, bool) {
	if len(turns) == 0 {
		return "", false
	}
	return turns[len(turns)-1].Outcome, true
}

// lastLoss is the turn from which on the question does not match any more, by a commit
// after the given one; none where it matches at the end.
func lastLoss(turns []past.Turn, after int) (turn past.Turn, ok bool) {
	for _, t := range turns {
		switch {
		case t.Outcome == probes.Matched:
			ok = false
		case !ok && t.Moment > after:
			turn, ok = t, true
		}
	}
	return turn, ok
}

// followFile says what became of the file itself: whether the commit removed it, and
// where the same content, or else a file of its name that is new, stands since. What
// cannot be read is left open.
func (s *search) followFile(ctx context.Context, d *refresh.Drift, moment int) {
	if moment == 0 || d.Path == "" || strings.ContainsAny(d.Path, "*?[ ") {
		return
	}
	before, after := make(map[string]string), make(map[string]string)
	see := func(tree map[string]string) func(past.Change) {
		return func(c past.Change) { tree[c.Path] = c.Object }
	}
	if s.line.Tree(ctx, moment-1, nil, see(before)) != nil || s.line.Tree(ctx, moment, nil, see(after)) != nil {
		return
	}
	object := before[d.Path]
	if _, there := after[d.Path]; there || object == "" {
		return
	}
	d.Removed = true
	for _, name := range table.SortedKeys(after) {
		if before[name] != "" {
			continue
		}
		if after[name] == object {
			d.MovedTo = name
			return
		}
		if path.Base(name) == path.Base(d.Path) && d.MovedTo == "" {
			d.MovedTo = name
		}
	}
}
