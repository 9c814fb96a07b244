// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Proposal is one file with new content, to be read and merged by a person.
type Proposal struct {
	Branch  string
	Path    string // of the file in the repository
	Data    []byte
	Title   string // of the pull request and the commit
	Body    string // of the pull request, Markdown
	Message string // of the commit, below its title
	At      time.Time
	// Same says whether an earlier proposal of the file says the same in all that
	// matters: then it is left as it is.
	Same func(earlier []byte) bool
}

// Proposer opens, updates and closes proposals.
type Proposer struct {
	Repository *Repository
	Service    *Service
}

// commitMarker ties the text of a pull request to the commit that it tells of.
func commitMarker(commit string) string { return "<!-- landscape refresh " + commit + " -->" }

// Propose pushes the branch and opens or updates its pull request. What is there
// already is left alone, so that a run that was stopped anywhere is completed
// by the next. It returns what was done, in a few words.
func (p *Proposer) Propose(ctx context.Context, change Proposal) (string, error) {
	tip, keep, err := p.holdsProposal(ctx, change)
	if err != nil {
		return "", err
	}
	if !keep {
		commit, err := p.Repository.commitFiles(ctx, p.Repository.Head(p.Repository.Base), map[string][]byte{change.Path: change.Data}, change.Title+"\n\n"+change.Message, change.At)
		if err != nil {
			return "", err
		}
		if err := p.Repository.pushBranch(ctx, change.Branch, commit); err != nil {
			return "", err
		}
		tip = commit
	}
	return p.openPullRequest(ctx, change, tip, !keep)
}

// holdsProposal says whether the branch already holds the proposal. A branch to which
// others have added is an error: it is theirs to finish.
func (p *Proposer) holdsProposal(ctx context.Context, change Proposal) (tip string, keep bool, err error) {
	r := p.Repository
	tip = r.Head(change.Branch)
	if tip == "" {
		return "", false, nil
	}
	parent, ours, err := r.madeHere(ctx, tip)
	if err != nil {
		return "", false, err
	}
	if !ours {
		return "", false, fmt.Errorf("branch %s ends in a commit that was not made by refresh (%.12s), and is left as it is: merge or remove it", change.Branch, tip)
	}
	held, err := r.File(ctx, tip, change.Path)
	if err != nil || held == nil {
		return tip, false, err
	}
	return tip, r.sameFile(ctx, parent, r.Head(r.Base), change.Path) && change.Same(held), nil
}

// openPullRequest opens the pull request of a branch, or brings its text up to date.
func (p *Proposer) openPullRequest(ctx context.Context, change Proposal, tip string, pushed bool) (string, error) {
	base := p.Repository.Base
	body := strings.TrimSpace(change.Body) + "\n\n" + commitMarker(tip) + "\n"
	open, err := p.Service.listPullRequests(ctx, change.Branch, base, "open")
	if err != nil {
		return "", err
	}
	if len(open) > 0 {
		pull := open[0]
		if strings.Contains(pull.GetBody(), commitMarker(tip)) {
			return "as proposed in " + number(pull.GetNumber()), nil
		}
		return "updated " + number(pull.GetNumber()), p.Service.editPullRequest(ctx, pull.GetNumber(), change.Title, body)
	}
	if !pushed {
		closed, err := p.Service.listPullRequests(ctx, change.Branch, base, "closed")
		if err != nil {
			return "", err
		}
		for _, pull := range closed {
			if pull.GetHead().GetSHA() == tip {
				return number(pull.GetNumber()) + " was closed with the same content, and stays closed", nil
			}
		}
	}
	n, err := p.Service.createPullRequest(ctx, change.Branch, base, change.Title, body)
	return "opened " + number(n), err
}

func number(n int) string { return fmt.Sprintf("pull request #%d", n) }

// Withdraw closes the open pull request of a branch, if there is one, and then
// removes the branch.
func (p *Proposer) Withdraw(ctx context.Context, branch, why string) (string, error) {
	tip := p.Repository.Head(branch)
	if tip == "" {
		return "", nil
	}
	open, err := p.Service.listPullRequests(ctx, branch, p.Repository.Base, "open")
	if err != nil || len(open) == 0 {
		return "", err
	}
	if _, ours, err := p.Repository.madeHere(ctx, tip); err != nil || !ours {
		return "", err
	}
	if err := p.Service.closePullRequest(ctx, open[0].GetNumber(), why); err != nil {
		return "", err
	}
	return "closed " + number(open[0].GetNumber()), p.Repository.pushBranch(ctx, branch, "")
}
