// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"context"
	"fmt"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// Release is the latest release of a repository, or its latest tag when it
// makes no releases.
type Release struct {
	Tag         string
	Name        string
	PublishedAt time.Time // UTC; zero for a bare tag
	Commit      string    // of a bare tag
	Assets      []Asset
}

// Asset is a file of a release.
type Asset struct {
	Name string
	Size int64
	URL  string
}

// LatestRelease asks for the latest release that is neither a draft nor a
// pre-release, and for the first tag where there is none.
func (g *GitHub) LatestRelease(ctx context.Context, repository string) (*Release, error) {
	owner, name, err := g.startOn(repository)
	if err != nil {
		return nil, err
	}
	var got *github.RepositoryRelease
	_, err = g.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		got, response, err = g.api.Repositories.GetLatestRelease(ctx, owner, name)
		return response, err
	})
	if isNotFound(err) {
		return g.firstTag(ctx, owner, name)
	}
	if err != nil {
		return nil, err
	}
	if got.GetTagName() == "" {
		return nil, repo.Failure(probes.Invalid, "GitHub's answer is not a release of "+repository)
	}
	r := &Release{Tag: got.GetTagName(), Name: got.GetName(), PublishedAt: got.GetPublishedAt().UTC()}
	for _, a := range got.Assets {
		r.Assets = append(r.Assets, Asset{a.GetName(), int64(a.GetSize()), a.GetBrowserDownloadURL()})
	}
	return r, nil
}

// firstTag takes the first tag of GitHub's list, which is sorted by name, the
// highest first.
func (g *GitHub) firstTag(ctx context.Context, owner, name string) (*Release, error) {
	var tags []*github.RepositoryTag
	_, err := g.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		tags, response, err = g.api.Repositories.ListTags(ctx, owner, name, &github.ListOptions{PerPage: 1})
		return response, err
	})
	if err != nil {
		return nil, err
	}
	if len(tags) == 0 || tags[0].GetName() == "" {
		return nil, repo.Failure(probes.Unreachable, fmt.Sprintf("%s/%s has neither a release nor a tag", owner, name))
	}
	return &Release{Tag: tags[0].GetName(), Commit: tags[0].GetCommit().GetSHA()}, nil
}
