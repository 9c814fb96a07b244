// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// hosted is a repository on GitHub at one commit of its default branch.
type hosted struct {
	repo.Snapshot
	hub         *GitHub
	owner, name string
	root        string           // the commit's tree
	sizes       map[string]int64 // of each blob of the tree
	total       int64            // bytes of all files
}

var _ repo.Repo = (*hosted)(nil)

// Close has nothing to free.
func (r *hosted) Close() {}

// historyPages bounds how many pages of a hundred commits are read to find the
// default branch as it was on a day.
const historyPages = 10

// ancestors is how many commits up to the one that is read are looked at for
// the date that it counts from.
const ancestors = 30

// pinAt takes the commit with a name, or the head, in one request, and the date that
// it counts from: the latest among it and its ancestors along first parents. A commit
// with a later one before it was not there by until, whatever its own clock said.
func (r *hosted) pinAt(ctx context.Context, hash string, until time.Time) error {
	list, _, err := r.commits(ctx, github.CommitsListOptions{SHA: hash, ListOptions: github.ListOptions{PerPage: ancestors}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return repo.Failure(probes.Unreachable, r.Name+" has no commit")
	}
	if err := r.settle(list[0]); err != nil {
		return err
	}
	r.Date = countsFrom(list, time.Now())
	if !until.IsZero() && (r.Date.IsZero() || r.Date.After(until)) {
		return repo.Failure(probes.Unreachable, fmt.Sprintf("%s: the clocks of its commits disagree, and which was there by %s cannot be told here: read a clone", r.Name, until.UTC().Format(time.DateOnly)))
	}
	return nil
}

// countsFrom is the latest date on the way from the first commit along first
// parents, as far as the list goes. Dates beyond now count for nothing.
func countsFrom(list []*github.RepositoryCommit, now time.Time) (latest time.Time) {
	byHash := make(map[string]*github.RepositoryCommit, len(list))
	for _, c := range list {
		byHash[c.GetSHA()] = c
	}
	for c := list[0]; c != nil; {
		delete(byHash, c.GetSHA())
		if date := c.GetCommit().GetCommitter().GetDate().UTC(); date.After(latest) && !date.After(now) {
			latest = date
		}
		if len(c.Parents) == 0 {
			break
		}
		c = byHash[c.Parents[0].GetSHA()]
	}
	return latest
}

// pinPast finds the last commit of the default branch at or before until. The
// API lists side branches among the others, so the newest commit of that time
// may have come to the branch later, by a merge. The commits since are walked
// along first parents where they fit into a few pages; beyond that, the newest
// commit is the best that a few requests can tell.
func (r *hosted) pinPast(ctx context.Context, until time.Time) error {
	list, _, err := r.commits(ctx, github.CommitsListOptions{Until: until, ListOptions: github.ListOptions{PerPage: 1}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return repo.Failure(probes.Unreachable, fmt.Sprintf("%s has no commit on its default branch by %s", r.Name, until.UTC().Format(time.DateOnly)))
	}
	hash, err := r.walkFirstParents(ctx, until)
	if err != nil {
		return err
	}
	return r.pinAt(ctx, cmp.Or(hash, list[0].GetSHA()), until)
}

// walkFirstParents follows first parents from the head to the first commit that is not
// after until; "" when that takes too many pages.
func (r *hosted) walkFirstParents(ctx context.Context, until time.Time) (string, error) {
	parents := make(map[string]string) // the first parent of each commit since
	beyondNow := make(map[string]bool)
	head := ""
	options := github.CommitsListOptions{Since: until.Add(time.Second), ListOptions: github.ListOptions{PerPage: 100}}
	for page := 1; page <= historyPages; page++ {
		options.Page = page
		list, next, err := r.commits(ctx, options)
		if err != nil {
			return "", err
		}
		for _, c := range list {
			if head == "" {
				head = c.GetSHA()
			}
			parents[c.GetSHA()] = ""
			if len(c.Parents) > 0 {
				parents[c.GetSHA()] = c.Parents[0].GetSHA()
			}
			beyondNow[c.GetSHA()] = c.GetCommit().GetCommitter().GetDate().After(time.Now())
		}
		if next == 0 {
			return descendParents(parents, beyondNow, head), nil
		}
	}
	return "", nil
}

// descendParents goes from a commit along first parents to the first that was there: a
// commit that is not among those since, or whose date is beyond now and whose
// parent was there.
func descendParents(parents map[string]string, beyondNow map[string]bool, hash string) string {
	for range len(parents) + 1 {
		parent, later := parents[hash]
		_, parentLater := parents[parent]
		if !later || beyondNow[hash] && parent != "" && !parentLater {
			return hash
		}
		hash = parent
	}
	return ""
}

func (r *hosted) commits(ctx context.Context, options github.CommitsListOptions) (list []*github.RepositoryCommit, next int, err error) {
	response, err := r.hub.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		list, response, err = r.hub.api.Repositories.ListCommits(ctx, r.owner, r.name, &options)
		return response, err
	})
	if err != nil {
		return nil, 0, r.nameRepository(err)
	}
	return list, response.NextPage, nil
}

// nameRepository names the repository in a failure that would be read without it.
func (r *hosted) nameRepository(err error) error {
	if isNotFound(err) {
		return fmt.Errorf("%s is not a public repository on GitHub, or was renamed: %w", r.Name, err)
	}
	if _, ok := errors.AsType[*statusError](err); ok {
		return fmt.Errorf("%s cannot be read: %w", r.Name, err)
	}
	return err
}

func (r *hosted) settle(c *github.RepositoryCommit) error {
	r.Commit, r.root = c.GetSHA(), c.GetCommit().GetTree().GetSHA()
	r.Date = c.GetCommit().GetCommitter().GetDate().UTC()
	if !repo.IsHash(r.Commit) || !repo.IsHash(r.root) || r.Date.IsZero() {
		r.Commit = ""
		return repo.Failure(probes.Invalid, "GitHub's answer names no commit of "+r.Name)
	}
	return nil
}
