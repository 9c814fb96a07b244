// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v62/github"
)

// Service is the API of GitHub for one repository.
type Service struct {
	client      *github.Client
	owner, name string
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
	client := github.NewClient(&http.Client{
		Timeout:   time.Minute,
		Transport: &bearer{host: base.Host, token: token},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if req.URL.Host != base.Host || len(via) > 3 {
				return errors.New("redirected away from the API")
			}
			return nil
		},
	})
	client.BaseURL = base
	client.UserAgent = "landscape-refresh"
	return &Service{client, owner, name}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// bearer adds the token to requests for one host.
type bearer struct{ host, token string }

func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.token != "" && req.URL.Host == b.host {
		req = req.Clone(req.Context())
		req.Header.Set("Authorization", "Bearer "+b.token)
	}
	return http.DefaultTransport.RoundTrip(req)
}

// failed makes one line of an error of the API.
func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	var answer *github.ErrorResponse
	if errors.As(err, &answer) && answer.Response != nil {
		text := answer.Message
		for _, e := range answer.Errors {
			text += "; " + e.Message
		}
		return fmt.Errorf("%s: the API answers %d: %s", what, answer.Response.StatusCode, strings.Join(strings.Fields(text), " "))
	}
	return fmt.Errorf("%s: %s", what, strings.Join(strings.Fields(err.Error()), " "))
}

// pulls lists the pull requests of a branch, the newest first.
func (s *Service) pulls(ctx context.Context, branch, base, state string) ([]*github.PullRequest, error) {
	list, _, err := s.client.PullRequests.List(ctx, s.owner, s.name, &github.PullRequestListOptions{
		State: state, Head: s.owner + ":" + branch, Base: base, ListOptions: github.ListOptions{PerPage: 100},
	})
	if err != nil {
		return nil, failed("pull requests of "+branch+" cannot be listed", err)
	}
	// An API that does not know the filters lists others as well.
	return slices.DeleteFunc(list, func(p *github.PullRequest) bool {
		return p.GetHead().GetRef() != branch || state == "open" && p.GetState() != "open"
	}), nil
}

func (s *Service) create(ctx context.Context, branch, base, title, body string) (int, error) {
	pull, _, err := s.client.PullRequests.Create(ctx, s.owner, s.name, &github.NewPullRequest{
		Title: &title, Body: &body, Head: &branch, Base: &base, MaintainerCanModify: github.Bool(true),
	})
	return pull.GetNumber(), failed("the pull request of "+branch+" was not opened", err)
}

func (s *Service) edit(ctx context.Context, number int, title, body string) error {
	_, _, err := s.client.PullRequests.Edit(ctx, s.owner, s.name, number, &github.PullRequest{Title: &title, Body: &body})
	return failed(fmt.Sprintf("pull request #%d was not updated", number), err)
}

// close says why in a comment, and closes.
func (s *Service) close(ctx context.Context, number int, why string) error {
	if _, _, err := s.client.Issues.CreateComment(ctx, s.owner, s.name, number, &github.IssueComment{Body: &why}); err != nil {
		return failed(fmt.Sprintf("pull request #%d takes no comment", number), err)
	}
	_, _, err := s.client.PullRequests.Edit(ctx, s.owner, s.name, number, &github.PullRequest{State: github.String("closed")})
	return failed(fmt.Sprintf("pull request #%d was not closed", number), err)
}

// openIssues lists the open issues by title.
func (s *Service) openIssues(ctx context.Context) (map[string]int, error) {
	found := make(map[string]int)
	options := &github.IssueListByRepoOptions{State: "open", ListOptions: github.ListOptions{PerPage: 100}}
	for {
		list, answer, err := s.client.Issues.ListByRepo(ctx, s.owner, s.name, options)
		if err != nil {
			return nil, failed("open issues cannot be listed", err)
		}
		for _, issue := range list {
			if !issue.IsPullRequest() {
				found[issue.GetTitle()] = issue.GetNumber()
			}
		}
		if answer.NextPage <= options.Page {
			return found, nil
		}
		options.Page = answer.NextPage
	}
}

func (s *Service) openIssue(ctx context.Context, title, body string) (int, error) {
	issue, _, err := s.client.Issues.Create(ctx, s.owner, s.name, &github.IssueRequest{Title: &title, Body: &body})
	return issue.GetNumber(), failed("an issue was not opened", err)
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
