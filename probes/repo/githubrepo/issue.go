// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// threadOf finds the issue or pull request that a probe of such a kind is about.
func threadOf(p probes.Probe) (probes.Thread, bool) {
	t, ok := p.Thread()
	return t, ok && (p.Kind == probes.Issue || p.Kind == probes.Proposal)
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

	Author      string // login
	Association string // the author's with the repository: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE, …
	PullRequest bool
	Assignees   []string // logins
	Scheduled   bool     // it has a milestone
}

// insiders are the associations of those who speak for a repository.
var insiders = []string{"OWNER", "MEMBER", "COLLABORATOR"}

// Labels that those who may set labels put on what they want, and on what they
// do not want.
var (
	wantedLabel   = regexp.MustCompile(`(?i)^(.*[:/ -])?(accepted|approved|planned|committed|roadmap|in[ -]?progress|backlog|help[ -]wanted|p(riority)?[:/ -]*(critical|high|medium|[0-3])|priority)$`)
	unwantedLabel = regexp.MustCompile(`(?i)^(.*[:/ -])?(wont[ -]?fix|won't[ -]fix|invalid|duplicate|declined|rejected|not[ -]planned|withdrawn|out[ -]of[ -]scope)$`)
)

// isWanted says whether the project wants what is asked for: somebody who speaks
// for it asked, took it on, scheduled it or labelled it so. maintainers are
// logins that count as theirs whatever GitHub shows of them.
func (i *Issue) isWanted(maintainers []string) bool {
	if slices.ContainsFunc(i.Labels, unwantedLabel.MatchString) {
		return false
	}
	inside := func(login string) bool {
		return slices.ContainsFunc(maintainers, func(m string) bool { return strings.EqualFold(m, login) })
	}
	takenOn := slices.ContainsFunc(i.Assignees, func(login string) bool {
		return inside(login) || !strings.EqualFold(login, i.Author) // bots assign whoever asks for it
	})
	return slices.Contains(insiders, i.Association) || inside(i.Author) || takenOn || i.Scheduled ||
		slices.ContainsFunc(i.Labels, wantedLabel.MatchString)
}

// state is how the request stands, whatever its author writes.
func (i *Issue) state(maintainers []string) probes.State {
	switch {
	case i.State == "merged":
		return probes.Merged
	case i.State == "open" && i.PullRequest:
		if i.isWanted(maintainers) {
			return probes.Underway
		}
		return probes.Proposed
	case i.State == "open":
		if i.isWanted(maintainers) {
			return probes.Wanted
		}
		return probes.Open
	case i.Reason == "completed" && !i.PullRequest:
		return probes.Completed
	}
	return probes.Declined
}

// asOf takes back what happened after a day. Words and labels stay as they are now.
func (i *Issue) asOf(until time.Time) {
	if !until.IsZero() && i.ClosedAt.After(until) {
		i.State, i.Reason, i.ClosedAt = "open", "", time.Time{}
	}
}

// wordsPage are the issue as a page: what patterns are matched on. All of it is its
// author's, so nothing else is in it.
func (i *Issue) wordsPage() []byte {
	return fmt.Appendf(nil, "# %s\n\n%s\n", strings.Join(strings.Fields(i.Title), " "), i.Body)
}

// factsPage are what GitHub says of the issue, as a page of its own: a pattern that
// asks for them is matched here and nowhere else.
func (i *Issue) factsPage() []byte {
	state := i.State
	if i.Reason != "" {
		state += " as " + strings.ReplaceAll(i.Reason, "_", " ")
	}
	return fmt.Appendf(nil, "State: %s\nLabels: %s\n", state, strings.Join(i.Labels, ", "))
}

// asksFacts begins a pattern about an issue's state or labels.
var asksFacts = regexp.MustCompile(`(?i)^(\(\?-?i\))?\^?(state|labels):`)

// withoutFacts takes the patterns about state and labels out of a probe; unsaid
// is one of them that the issue does not meet, or nil.
func (i *Issue) withoutFacts(p probes.Probe) (rest probes.Probe, unsaid *probes.Pattern) {
	rest, rest.Patterns = p, nil
	text := &probes.Text{Raw: i.factsPage()}
	for _, pattern := range p.Patterns {
		switch {
		case !asksFacts.MatchString(pattern.String()):
			rest.Patterns = append(rest.Patterns, pattern)
		case pattern.Find(text) == nil:
			unsaid = pattern
		}
	}
	return rest, unsaid
}

// digest tells a request from the same one with other words, or in another state.
func (i *Issue) digest() []byte {
	sum := sha256.Sum256(append(i.wordsPage(), i.factsPage()...))
	return sum[:]
}

// Issue asks for an issue or a pull request of a repository, in one request.
func (g *GitHub) Issue(ctx context.Context, repository string, number int) (*Issue, error) {
	if err := g.makeClients(); err != nil {
		return nil, err
	}
	owner, name, ok := repo.ParseName(repository)
	if !ok {
		return nil, fmt.Errorf("%q is not the name of a repository: OWNER/NAME is wanted", repository)
	}
	var got *github.Issue
	_, err := g.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
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
		CreatedAt: got.GetCreatedAt().UTC(), Author: got.GetUser().GetLogin(), Association: got.GetAuthorAssociation(),
		PullRequest: got.IsPullRequest(), Scheduled: got.Milestone != nil,
	}
	for _, user := range got.Assignees {
		i.Assignees = append(i.Assignees, user.GetLogin())
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
func (g *GitHub) readThreads(ctx context.Context, threads map[probes.Thread][]probes.Probe, see func(probes.Observation)) error {
	names := slices.SortedFunc(maps.Keys(threads), func(a, b probes.Thread) int {
		return cmp.Or(strings.Compare(a.Repository, b.Repository), a.Number-b.Number)
	})
	return repo.Each(ctx, cmp.Or(g.Workers, 2), names, func(t probes.Thread) {
		issue, err := g.Issue(ctx, t.Repository, t.Number)
		if ctx.Err() != nil {
			return
		}
		var document *page.Document
		if err == nil {
			issue.asOf(g.Until)
			if document, err = page.Reduce("issue.md", issue.wordsPage()); err != nil {
				err = repo.Failure(probes.Invalid, err.Error())
			}
		}
		for _, p := range threads[t] {
			see(g.judgeThread(p, t, issue, document, err))
		}
	})
}

func (g *GitHub) judgeThread(p probes.Probe, t probes.Thread, issue *Issue, document *page.Document, err error) probes.Observation {
	o := repo.Blank(p, g.Now)
	o.URL, o.Repository = p.URL, t.Repository
	if err != nil {
		o.Outcome, o.Detail = repo.OutcomeOf(err, probes.Unreachable), err.Error()
		return o
	}
	o.Digest, o.State = issue.digest(), issue.state(p.Maintainers)
	o.Locator = "state=" + string(o.State)
	if !g.Until.IsZero() && issue.CreatedAt.After(g.Until) {
		o.Outcome, o.Detail = probes.Unmatched, "it was opened on "+issue.CreatedAt.Format(time.DateOnly)+", after the day that was asked for"
		return o
	}
	p, unsaid := issue.withoutFacts(p)
	if unsaid != nil {
		o.Outcome, o.Detail = probes.Unmatched, fmt.Sprintf("%q does not hold: state=%s", unsaid, o.State)
		return o
	}
	found := page.Match(document, p)
	o.Outcome, o.Detail = found.Outcome, found.Detail
	if len(found.Blocks) > 0 && g.Excerpts {
		o.Excerpt = page.Excerpt(found.Blocks[0].Text)
	}
	return o
}
