// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// GitHub answers probes through GitHub's API: two requests a repository (head
// and tree), one for each object that is wanted, or one archive when they are
// many. It needs no token for a small selection of repositories. Pace, cache,
// proxies and the token are the business of Client's transport.
//
// go-github is used for its types and addresses, and because it is the
// library that the API's changes reach first. What it does not know of rate
// limits is in gate.
type GitHub struct {
	Client   *http.Client
	API      string                // base URL; empty: https://api.github.com/
	Until    time.Time             // read the last commit at or before; zero: the head
	Now      time.Time             // stamped on observations
	Excerpts bool                  // keep the words that matched
	Workers  int                   // repositories read at a time; 0 means 2
	Progress func(probes.Progress) // called when a repository is done; may be nil
	MaxWait  time.Duration         // the longest wait for a rate limit; 0 means 90 seconds, negative none

	ArchiveOver int   // more blobs than this are read from one archive; 0 means 30
	MaxArchive  int64 // bytes read of an archive, unpacked; 0 means 2 GiB
	Replay      bool  // Client answers from a recording: no wait for a rate limit

	sleep func(context.Context, time.Duration) error // for tests
	once  sync.Once
	wrong error
	api   *github.Client // its answers are bounded
	raw   *github.Client // for archives, which are streamed
	gate  gate
	repo.Round
}

var _ probes.Looker = (*GitHub)(nil)

const (
	defaultWait        = 90 * time.Second
	defaultArchiveOver = 30
	defaultMaxArchive  = 2 << 30
	// maxAnswer bounds one answer of the API. The largest tree that GitHub
	// sends whole has 7 MB, and a blob of repo.MaxFile bytes is sent raw.
	maxAnswer = 64 << 20
)

// Supports says whether the probe reads a repository, a page that only its
// repository shows, or an issue or pull request of one.
func (g *GitHub) Supports(p probes.Probe) bool {
	if _, ok := threadOf(p); ok {
		return true
	}
	switch p.Method {
	case probes.Page:
		return p.ClientRendered && p.Repository != ""
	case probes.Source, probes.Exists, probes.Absent, probes.Commit:
		return p.Repository != ""
	}
	return false
}

// Probe reads each repository once, and each issue once, and answers all probes.
func (g *GitHub) Probe(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	if err := g.makeClients(); err != nil {
		return err
	}
	var files []probes.Probe
	threads := make(map[probes.Thread][]probes.Probe)
	for _, p := range asked {
		if t, ok := threadOf(p); ok {
			threads[t] = append(threads[t], p)
		} else {
			files = append(files, p)
		}
	}
	err := g.Answer(ctx, repo.Settings{Now: g.Now, Excerpts: g.Excerpts, Workers: g.Workers, Progress: g.Progress, Open: g.openRepository}, files, see)
	if err != nil {
		return err
	}
	return g.readThreads(ctx, threads, see)
}

func (g *GitHub) openRepository(ctx context.Context, name string) (repo.Repo, error) {
	r := &hosted{Snapshot: repo.Snapshot{Name: name}, hub: g}
	var ok bool
	r.owner, r.name, ok = repo.ParseName(name)
	if !ok {
		return r, fmt.Errorf("%q is not the name of a repository: OWNER/NAME is wanted", name)
	}
	if g.Until.IsZero() {
		return r, r.pinAt(ctx, "", g.Until)
	}
	return r, r.pinPast(ctx, g.Until)
}

// makeClients makes the clients, once.
func (g *GitHub) makeClients() error {
	g.once.Do(func() {
		wait := cmp.Or(g.MaxWait, defaultWait)
		g.gate.most, g.gate.sleep = wait, pause
		if g.sleep != nil {
			g.gate.sleep = g.sleep
		}
		client := http.Client{}
		if g.Client != nil {
			client = *g.Client
		}
		_, g.gate.polite = client.Transport.(*transport.Transport)
		g.gate.instant = g.Replay
		client.Transport = unwatched{cmp.Or[http.RoundTripper](client.Transport, http.DefaultTransport)}
		if g.raw, g.wrong = newAPI(client, g.API); g.wrong != nil {
			return
		}
		client.Transport = &bounded{client.Transport}
		g.api, g.wrong = newAPI(client, g.API)
	})
	return g.wrong
}

func newAPI(client http.Client, base string) (*github.Client, error) {
	api := github.NewClient(&client)
	api.UserAgent = "" // the transport's, which names a contact
	if base == "" {
		return api, nil
	}
	u, err := url.Parse(strings.TrimRight(base, "/") + "/")
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("the address of GitHub's API, %q, is not a URL", base)
	}
	api.BaseURL = u
	return api, nil
}

// bounded cuts an answer off, so that the decoder fails instead of the memory.
type bounded struct{ http.RoundTripper }

func (b *bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(request)
	if err == nil && response.Body != nil {
		response.Body = &cut{response.Body, maxAnswer}
	}
	return response, err
}

type cut struct {
	io.ReadCloser
	left int64
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, fmt.Errorf("the answer has more than %d bytes", maxAnswer)
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// Files shows files of a repository in the order of their paths: two requests, and one per file, or one archive
// when they are many.
func (g *GitHub) Files(ctx context.Context, name string, choose func(paths []string) []string, see func(repo.File)) error {
	if err := g.makeClients(); err != nil {
		return err
	}
	opened, err := g.openRepository(ctx, name)
	if err != nil {
		return err
	}
	return repo.Files(ctx, opened, choose, see)
}
