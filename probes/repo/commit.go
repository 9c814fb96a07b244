// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// commitReader checks that a commit exists and lies in the month that a rule
// states, so that a date rests on history and not on memory.
type commitReader struct{ answer }

func (r *commitReader) wants(*Tree) ([]Entry, error) {
	r.seen.URL = "https://github.com/" + r.repo.Name + "/commit/" + r.probe.Hash
	r.seen.Locator = "commit"
	return []Entry{{Object: r.probe.Hash}}, nil
}

var committerLine = regexp.MustCompile(`(?m)^committer .*> (\d+) [-+]\d{4}$`)

func (r *commitReader) read(_ Entry, b *blob) {
	if b.err != nil {
		r.fail(OutcomeOf(b.err, probes.Unreachable), b.err.Error()+r.repo.Advice)
		return
	}
	found := committerLine.FindSubmatch(b.text.Raw)
	if b.kind != "commit" || found == nil {
		r.fail(probes.Invalid, fmt.Sprintf("%.10s is not a commit with a date", r.probe.Hash))
		return
	}
	seconds, _ := strconv.ParseInt(string(found[1]), 10, 64)
	r.judge(time.Unix(seconds, 0).UTC(), b)
}

func (r *commitReader) judge(date time.Time, b *blob) {
	head := r.seen.CommittedAt
	r.seen.Commit, r.seen.CommittedAt, r.seen.Digest = r.probe.Hash, date, b.sum()
	if date.After(head) {
		r.fail(probes.Unmatched, fmt.Sprintf("the commit is of %s, after the one that was read", date.Format(time.DateOnly)))
		return
	}
	if !strings.HasPrefix(date.Format("2006-01"), r.probe.Month) {
		r.fail(probes.Unmatched, fmt.Sprintf("the commit is of %s, not of %s", date.Format("2006-01"), r.probe.Month))
		return
	}
	r.seen.Outcome = probes.Matched
	_, subject, _ := strings.Cut(string(b.text.Raw), "\n\n")
	subject, _, _ = strings.Cut(subject, "\n")
	r.quote(subject)
}

func (r *commitReader) observe() probes.Observation { return r.seen }
