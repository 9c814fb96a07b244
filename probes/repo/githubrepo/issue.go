// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/docs"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// thread names an issue or a pull request.
type thread struct {
	repository string
	number     int
}

var threadURL = regexp.MustCompile(`^https://github\.com/([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)/(?:issues|pull)/([0-9]{1,9})/?(?:[?#].*)?$`)

// threadOf finds the issue or pull request that a page probe is about.
func threadOf(p probes.Probe) (thread, bool) {
	if p.Method != probes.Page || (p.Kind != probes.Issue && p.Kind != probes.Proposal) {
		return thread{}, false
	}
	found := threadURL.FindStringSubmatch(p.URL)
	if found == nil {
		return thread{}, false
	}
	number, _ := strconv.Atoi(found[2])
	_, _, ok := repo.ParseName(found[1])
	return thread{found[1], number}, ok && number > 0
}

// Issue is the state of an issue or a pull request.
type Issue struct {
	Title     string
	Body      string
	State     string   // open, closed, merged
	Reason    string   // why it was closed: completed, not_planned
	Labels    []string // sorted
	CreatedAt time.Time
	ClosedAt  time.Time // zero while it is open
}

// TitleDigest is the SHA-256 of the title, which tells a changed request from
// the one that was cited without keeping its words.
func (i *Issue) TitleDigest() [32]byte { return sha256.Sum256([]byte(i.Title)) }

// asOf takes back what happened after a day. Words and labels stay as they are now.
func (i *Issue) asOf(until time.Time) {
	if !until.IsZero() && i.ClosedAt.After(until) {
		i.State, i.Reason, i.ClosedAt = "open", "", time.Time{}
	}
}

// text is the issue as a page: what patterns are matched on.
func (i *Issue) text() []byte {
	state := i.State
	if i.Reason != "" {
		state += " as " + strings.ReplaceAll(i.Reason, "_", " ")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nState: %s\n\n", strings.Join(strings.Fields(i.Title), " "), state)
	if len(i.Labels) > 0 {
		fmt.Fprintf(&b, "Labels: %s\n\n", strings.Join(i.Labels, ", "))
	}
	b.WriteString(i.Body)
	b.WriteString("\n")
	return []byte(b.String())
}

// Issue asks for an issue or a pull request of a repository, in one request.
func (g *GitHub) Issue(ctx context.Context, repository string, number int) (*Issue, error) {
	if err := g.start(); err != nil {
		return nil, err
	}
	owner, name, ok := repo.ParseName(repository)
	if !ok {
		return nil, fmt.Errorf("%q is not the name of a repository: OWNER/NAME is wanted", repository)
	}
	var got *github.Issue
	_, err := g.gate.call(ctx, func() (response *github.Response, err error) {
		got, response, err = g.api.Issues.Get(ctx, owner, name, number)
		return response, err
	})
	if err != nil {
		return nil, err
	}
	if got.GetNumber() != number || got.GetTitle() == "" {
		return nil, repo.Failure(probes.Invalid, fmt.Sprintf("GitHub's answer is not the issue %s#%d", repository, number))
	}
	return issueOf(got), nil
}

func issueOf(got *github.Issue) *Issue {
	i := &Issue{
		Title: got.GetTitle(), Body: got.GetBody(), State: got.GetState(), Reason: got.GetStateReason(),
		CreatedAt: got.GetCreatedAt().UTC(),
	}
	if i.State == "closed" {
		i.ClosedAt = got.GetClosedAt().UTC()
	}
	if merged := got.GetPullRequestLinks().GetMergedAt(); !merged.IsZero() {
		i.State, i.Reason = "merged", ""
	}
	for _, label := range got.Labels {
		i.Labels = append(i.Labels, label.GetName())
	}
	slices.Sort(i.Labels)
	return i
}

// readThreads asks for each issue once and answers all of its probes.
func (g *GitHub) readThreads(ctx context.Context, threads map[thread][]probes.Probe, see func(probes.Observation)) error {
	names := make([]thread, 0, len(threads))
	for t := range threads {
		names = append(names, t)
	}
	slices.SortFunc(names, func(a, b thread) int {
		return cmp.Or(strings.Compare(a.repository, b.repository), a.number-b.number)
	})
	return repo.Each(ctx, cmp.Or(g.Workers, 2), names, func(t thread) {
		issue, err := g.Issue(ctx, t.repository, t.number)
		if ctx.Err() != nil {
			return
		}
		var document *docs.Document
		if err == nil {
			issue.asOf(g.Until)
			if document, err = docs.Reduce("issue.md", issue.text()); err != nil {
				err = repo.Failure(probes.Invalid, err.Error())
			}
		}
		for _, p := range threads[t] {
			see(g.judgeThread(p, t, issue, document, err))
		}
	})
}

func (g *GitHub) judgeThread(p probes.Probe, t thread, issue *Issue, document *docs.Document, err error) probes.Observation {
	o := repo.Blank(p, g.Now)
	o.URL, o.Repository = p.URL, t.repository
	if err != nil {
		o.Outcome, o.Detail = repo.OutcomeOf(err, probes.Unreachable), err.Error()
		return o
	}
	sum := sha256.Sum256(issue.text())
	o.Digest, o.Locator = sum[:], "state="+issue.State
	if !g.Until.IsZero() && issue.CreatedAt.After(g.Until) {
		o.Outcome, o.Detail = probes.Unmatched, "it was opened on "+issue.CreatedAt.Format(time.DateOnly)+", after the day that was asked for"
		return o
	}
	found := docs.Match(document, p)
	o.Outcome, o.Detail = found.Outcome, found.Detail
	if len(found.Blocks) > 0 && g.Excerpts {
		o.Excerpt = repo.Excerpt(found.Blocks[0].Text)
	}
	return o
}
