// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"fmt"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// lookAtClones answers from the clones in a folder.
func (o *Options) lookAtClones(ctx context.Context, s *Seen) ([]probes.Observation, error) {
	mirror := o.mirror()
	err := mirror.Any(Repositories(o.Questions))
	if err != nil {
		return nil, NoSourceError{err}
	}
	if s.journal, err = o.openJournal(); err != nil {
		return nil, err
	}
	mirror.Now, mirror.Until, mirror.Excerpts = s.journal.Start(), o.until(), !o.NoExcerpts
	seen, err := probes.RunResumable(ctx, []probes.Looker{mirror}, o.Questions, s.journal)
	if err != nil {
		return nil, stopped(s.journal, err)
	}
	return seen, nil
}

func (o *Options) mirror() *gitclone.Mirror {
	return &gitclone.Mirror{Dir: o.Mirror, Progress: o.reporter(ReadRepositories), Former: ecosystems.Former(o.Ecosystems)}
}

// Mismatch is an item of evidence that did not match at the head of its
// repository's clone.
type Mismatch struct {
	Question probes.Probe
	probes.Observation
}

// Mismatches looks on the clones whether every page and path still exists and
// every item of evidence matches, and what matches and still is poor evidence.
// unread counts the items whose repository has no readable clone.
func Mismatches(ctx context.Context, o *Options) (wrong []Mismatch, doubtful []ecosystems.Doubt, unread int, err error) {
	m := o.mirror()
	m.Now = o.Now()
	seen, err := probes.Run(ctx, []probes.Looker{m}, o.Questions)
	if err != nil {
		return nil, nil, 0, err
	}
	byKey := make(map[string]probes.Observation, len(seen))
	for _, answer := range seen {
		byKey[answer.Key] = answer
	}
	for _, p := range o.Questions {
		answer, ok := byKey[p.Key]
		switch {
		case !ok:
		case answer.Outcome == probes.Matched:
			if text := doubtOf(ctx, m, p, answer); text != "" {
				doubtful = append(doubtful, ecosystems.Doubt{Origin: p.Origin, Feature: p.Feature, Text: text})
			}
		case m.Failed(p.Repository):
			unread++
		default:
			wrong = append(wrong, Mismatch{p, answer})
		}
	}
	return wrong, doubtful, unread, nil
}

// maxCitation is how many lines a citation may have without a remark.
const maxCitation = 20

// doubtOf says why something that matched is poor evidence: a citation much
// longer than a paragraph, or a commit that only moves files. "" when it is good.
func doubtOf(ctx context.Context, m *gitclone.Mirror, p probes.Probe, answer probes.Observation) string {
	if n := repo.LongestCitation(answer); n > maxCitation {
		return fmt.Sprintf("the citation is %d lines long: cite the row or the sentence", n)
	}
	if p.Method != probes.Commit {
		return ""
	}
	if moves, err := m.MovesOnly(ctx, p.Repository, p.Hash); err != nil || !moves {
		return ""
	}
	return fmt.Sprintf("commit %.10s of %s only moves files, which dates nothing: name the commit that brought what matched", p.Hash, p.Repository)
}
