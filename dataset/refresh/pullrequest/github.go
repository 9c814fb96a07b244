// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/go-github/v62/github"
)

// Service is the API of GitHub for one repository.
type Service struct {
	client      *github.Client
	owner, name string
	wire        *wire
}

// NewService reaches the repository slug (OWNER/NAME) at the base address of an
// API. The token goes to that host alone, and in the clear to this machine only.
func NewService(api, slug, token string) (*Service, error) {
	owner, name, ok := strings.Cut(slug, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, fmt.Errorf("repository %q: write OWNER/NAME", slug)
	}
	base, err := url.Parse(strings.TrimSuffix(api, "/") + "/")
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("API %q: write an address such as https://api.github.com", api)
	}
	if base.Scheme != "https" && !loopback(base.Hostname()) {
		return nil, fmt.Errorf("API %s: must begin with https://, since a token goes there", api)
	}
	w := &wire{base: base, token: token, Limits: DefaultLimits()}
	client := github.NewClient(&http.Client{
		Transport: w,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if !w.isOwnAddress(req.URL) || len(via) > 3 {
				return errElsewhere
			}
			return nil
		},
	})
	client.BaseURL = base
	client.UserAgent = "landscape-refresh"
	return &Service{client, owner, name, w}, nil
}

// Limit says how the API is asked.
func (s *Service) Limit(limits Limits) { s.wire.Limits = limits }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// failed makes one line of an error of the API, without the token.
func (s *Service) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if answer, ok := errors.AsType[*github.ErrorResponse](err); ok && answer.Response != nil {
		text = fmt.Sprintf("the API answers %d: %s", answer.Response.StatusCode, answer.Message)
		for _, e := range answer.Errors {
			text += "; " + e.Message
		}
	}
	return fmt.Errorf("%s: %s", what, shorten(redactToken(text, s.wire.token), 500))
}

// shorten makes text one line of so many characters at most.
func shorten(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return text
}

// listPullRequests lists the pull requests of a branch, the newest first.
func (s *Service) listPullRequests(ctx context.Context, branch, base, state string) ([]*github.PullRequest, error) {
	list, _, err := s.client.PullRequests.List(ctx, s.owner, s.name, &github.PullRequestListOptions{
		State: state, Head: s.owner + ":" + branch, Base: base, ListOptions: github.ListOptions{PerPage: 100},
	})
	if err != nil {
		return nil, s.failed("pull requests of "+branch+" cannot be listed", err)
	}
	// An API that does not know the filters lists others as well.
	return slices.DeleteFunc(list, func(p *github.PullRequest) bool {
		return p.GetHead().GetRef() != branch || state == "open" && p.GetState() != "open"
	}), nil
}

func (s *Service) createPullRequest(ctx context.Context, branch, base, title, body string) (int, error) {
	pull, _, err := s.client.PullRequests.Create(ctx, s.owner, s.name, &github.NewPullRequest{
		Title: &title, Body: &body, Head: &branch, Base: &base, MaintainerCanModify: new(true),
	})
	return pull.GetNumber(), s.failed("the pull request of "+branch+" was not opened", err)
}

func (s *Service) editPullRequest(ctx context.Context, number int, title, body string) error {
	_, _, err := s.client.PullRequests.Edit(ctx, s.owner, s.name, number, &github.PullRequest{Title: &title, Body: &body})
	return s.failed(fmt.Sprintf("pull request #%d was not updated", number), err)
}

// closePullRequest says why in a comment, and closes.
func (s *Service) closePullRequest(ctx context.Context, number int, why string) error {
	if _, _, err := s.client.Issues.CreateComment(ctx, s.owner, s.name, number, &github.IssueComment{Body: &why}); err != nil {
		return s.failed(fmt.Sprintf("pull request #%d takes no comment", number), err)
	}
	_, _, err := s.client.PullRequests.Edit(ctx, s.owner, s.name, number, &github.PullRequest{State: new("closed")})
	return s.failed(fmt.Sprintf("pull request #%d was not closed", number), err)
}

// mostIssuePages bounds the listing of open issues, of a hundred each.
const mostIssuePages = 30

// openIssues lists the open issues by title; of the same title the oldest.
func (s *Service) openIssues(ctx context.Context) (map[string]int, error) {
	found := make(map[string]int)
	options := &github.IssueListByRepoOptions{State: "open", ListOptions: github.ListOptions{PerPage: 100}}
	for range mostIssuePages {
		list, answer, err := s.client.Issues.ListByRepo(ctx, s.owner, s.name, options)
		if err != nil {
			return nil, s.failed("open issues cannot be listed", err)
		}
		for _, issue := range list {
			if n := issue.GetNumber(); !issue.IsPullRequest() && (found[issue.GetTitle()] == 0 || n < found[issue.GetTitle()]) {
				found[issue.GetTitle()] = n
			}
		}
		if answer.NextPage <= options.Page {
			return found, nil
		}
		options.Page = answer.NextPage
	}
	return nil, errors.New("open issues cannot be listed: there is no end to them")
}

func (s *Service) openIssue(ctx context.Context, title, body string) (int, error) {
	issue, _, err := s.client.Issues.Create(ctx, s.owner, s.name, &github.IssueRequest{Title: &title, Body: &body})
	return issue.GetNumber(), s.failed("an issue was not opened", err)
}
