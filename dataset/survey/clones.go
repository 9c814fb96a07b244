// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// lookAtClones answers from the clones in a folder.
func (o *Options) lookAtClones(ctx context.Context, s *Seen) ([]probes.Observation, error) {
	var err error
	if s.journal, err = o.openJournal(); err != nil {
		return nil, err
	}
	mirror := o.mirror()
	mirror.Now, mirror.Until, mirror.Excerpts = s.journal.Start(), o.until(), !o.NoExcerpts
	seen, err := probes.RunKept(ctx, []probes.Looker{mirror}, o.Questions, s.journal)
	if err != nil {
		return nil, stopped(s.journal, err)
	}
	return seen, nil
}

func (o *Options) mirror() *gitclone.Mirror {
	return &gitclone.Mirror{Dir: o.Mirror, Progress: o.repositoryDone, Former: ecosystems.Former(o.Ecosystems)}
}

// Mismatch is an item of evidence that did not match at the head of its
// repository's clone.
type Mismatch struct {
	Question probes.Probe
	probes.Observation
}

// Mismatches looks on the clones whether every page and path still exists and
// every item of evidence matches. unread counts the items whose repository has no
// readable clone.
func Mismatches(ctx context.Context, o *Options) (wrong []Mismatch, unread int, err error) {
	m := o.mirror()
	m.Now = o.Now()
	seen, err := probes.Run(ctx, []probes.Looker{m}, o.Questions)
	if err != nil {
		return nil, 0, err
	}
	byKey := make(map[string]probes.Observation, len(seen))
	for _, answer := range seen {
		byKey[answer.Key] = answer
	}
	for _, p := range o.Questions {
		answer, ok := byKey[p.Key]
		switch {
		case !ok || answer.Outcome == probes.Matched:
		case m.Failed(p.Repository):
			unread++
		default:
			wrong = append(wrong, Mismatch{p, answer})
		}
	}
	return wrong, unread, nil
}
