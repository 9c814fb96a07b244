// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
)

// TestMain gives git an identity, and no configuration of the machine.
func TestMain(m *testing.M) {
	for _, pair := range pullrequesttest.Identity() {
		name, value, _ := strings.Cut(pair, "=")
		os.Setenv(name, value)
	}
	os.Exit(m.Run())
}

const file = "data/one.txt"

var day = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

type world struct {
	t           *testing.T
	bare, clone string
	hub         *pullrequesttest.GitHub
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	w.bare, w.clone = pullrequesttest.Repository(t, map[string][]byte{file: []byte("old\n"), "README": []byte("readme\n")})
	w.hub = pullrequesttest.New(t, w.bare)
	return w
}

func (w *world) proposer(ctx context.Context) (*Proposer, error) {
	service, err := NewService(w.hub.URL, pullrequesttest.Slug, "")
	if err != nil {
		return nil, err
	}
	limits := DefaultLimits()
	limits.Pause = 0
	service.Limit(limits)
	r := &Repository{Dir: w.clone, Remote: "origin", Base: "main"}
	return &Proposer{r, service}, r.Open(ctx, "refresh/")
}

// propose is one run with new content.
func (w *world) propose(ctx context.Context, content string) (string, error) {
	p, err := w.proposer(ctx)
	if err != nil {
		return "", err
	}
	return p.Propose(ctx, Proposal{
		Branch: "refresh/one", Path: file, Data: []byte(content), Title: "Refresh one", Body: "Body of " + content, Message: "What.", At: day,
		Same: func(earlier []byte) bool { return bytes.EqualFold(earlier, []byte(content)) },
	})
}

func (w *world) must(content, want string) {
	w.t.Helper()
	if said, err := w.propose(context.Background(), content); err != nil || said != want {
		w.t.Fatalf("%q: said %q, %v; want %q", content, said, err, want)
	}
}

func TestPropose(t *testing.T) {
	w := newWorld(t)
	before := pullrequesttest.Refs(t, w.clone)
	w.must("new\n", "opened pull request #1")
	if body := w.hub.Pulls()[0].Body; !strings.HasPrefix(body, "Body of new\n") {
		t.Errorf("body %q", body)
	}
	message := pullrequesttest.Git(t, w.bare, "log", "-1", "--format=%an <%ae> %aI%n%B", "refresh/one")
	if want := "Made <made@example.org> 2026-11-24T00:00:00+00:00\nRefresh one\n\nWhat.\n\nRefreshed-by: landscape refresh\nSigned-off-by: Made <made@example.org>"; message != want {
		t.Errorf("commit %q, want %q", message, want)
	}
	if got := pullrequesttest.Git(t, w.bare, "diff", "--name-status", "main", "refresh/one"); got != "M\t"+file {
		t.Errorf("the commit changes %q", got)
	}
	w.hub.Writes()
	refs := pullrequesttest.Refs(t, w.bare)
	w.must("new\n", "as proposed in pull request #1")
	w.must("NEW\n", "as proposed in pull request #1") // the same in what matters
	if writes := w.hub.Writes(); len(writes) > 0 || pullrequesttest.Refs(t, w.bare) != refs {
		t.Errorf("nothing changed, and written: %q", writes)
	}
	w.must("newer\n", "updated pull request #1")
	if got := pullrequesttest.Git(t, w.bare, "show", "refresh/one:"+file); got != "newer" {
		t.Errorf("the branch holds %q", got)
	}
	if got := pullrequesttest.Git(t, w.bare, "rev-list", "--count", "main..refresh/one"); got != "1" {
		t.Errorf("commits pile up: %s", got)
	}
	// The base moves elsewhere: nothing to do. It moves here: on top of it.
	pullrequesttest.Commit(t, w.clone, map[string][]byte{"README": []byte("other\n")})
	w.must("newer\n", "as proposed in pull request #1")
	pullrequesttest.Commit(t, w.clone, map[string][]byte{file: []byte("old but moved\n")})
	w.must("newer\n", "updated pull request #1")
	if got := pullrequesttest.Git(t, w.bare, "merge-base", "main", "refresh/one"); got != pullrequesttest.Git(t, w.bare, "rev-parse", "main") {
		t.Error("the branch is not on top of the base")
	}
	if n := len(w.hub.Pulls()); n != 1 {
		t.Errorf("%d pull requests", n)
	}
	// The clone has its work tree, index and branches as they were.
	if got := pullrequesttest.Git(t, w.clone, "status", "--porcelain"); got != "" {
		t.Errorf("work tree: %s", got)
	}
	if strings.Count(pullrequesttest.Refs(t, w.clone), "\n") != strings.Count(before, "\n") {
		t.Errorf("references of the clone: %s, before %s", pullrequesttest.Refs(t, w.clone), before)
	}
}

func TestClosedByAPersonStaysClosed(t *testing.T) {
	w := newWorld(t)
	w.must("new\n", "opened pull request #1")
	w.hub.Close(1)
	w.hub.Writes()
	w.must("new\n", "pull request #1 was closed with the same content, and stays closed")
	if writes := w.hub.Writes(); len(writes) > 0 {
		t.Errorf("written: %q", writes)
	}
	w.must("newer\n", "opened pull request #2")
}

func TestWithdraw(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.must("new\n", "opened pull request #1")
	withdraw := func() string {
		t.Helper()
		p, err := w.proposer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		said, err := p.Withdraw(ctx, "refresh/one", "As before.")
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	if said := withdraw(); said != "closed pull request #1" {
		t.Errorf("said %q", said)
	}
	pull := w.hub.Pulls()[0]
	if pull.State != "closed" || len(pull.Comments) != 1 || pull.Comments[0] != "As before." {
		t.Errorf("%+v", pull)
	}
	if strings.Contains(pullrequesttest.Refs(t, w.bare), "refresh/one") {
		t.Error("the branch is still there")
	}
	w.hub.Writes()
	if said := withdraw(); said != "" || len(w.hub.Writes()) > 0 {
		t.Errorf("withdrawn twice: %q", said)
	}
	w.must("new\n", "opened pull request #2")
}

// What cannot be pushed or opened is an error of one line, and the remote is as
// it was, or holds a whole branch that the next run goes on with.
func TestFailures(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(*world) // before the run
		want   string       // in the error
		pushed bool         // the branch is there all the same
	}{
		{"protected", func(w *world) { pullrequesttest.Hook(w.t, w.bare, "echo 'protected branch hook declined' >&2; exit 1") }, "branch refresh/one was not pushed: git push: ", false},
		{"not allowed to open", func(w *world) {
			w.hub.Before = func(r *http.Request) int { return map[string]int{http.MethodPost: http.StatusForbidden}[r.Method] }
		}, "the pull request of refresh/one was not opened: the API answers 403: made to fail", true},
		{"API down", func(w *world) { w.hub.Before = func(*http.Request) int { return http.StatusBadGateway } }, "pull requests of refresh/one cannot be listed: the API answers 502", true},
		{"API gone", func(w *world) {
			server := httptest.NewServer(http.NotFoundHandler())
			w.hub.URL = server.URL
			server.Close()
		}, "pull requests of refresh/one cannot be listed: ", true},
		{"remote gone", func(w *world) {
			pullrequesttest.Git(w.t, w.clone, "remote", "set-url", "origin", filepath.Join(w.clone, "no"))
		}, "git ls-remote: ", false},
		{"password in the address", func(w *world) {
			pullrequesttest.Git(w.t, w.clone, "remote", "set-url", "--push", "origin", "http://made:secret@127.0.0.1:1/x.git")
		}, "http://127.0.0.1:1/x.git", false},
		{"no base", func(w *world) { pullrequesttest.Git(w.t, w.bare, "branch", "-m", "main", "trunk") }, "remote origin has no branch main", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			url := w.hub.URL
			test.spoil(w)
			refs := pullrequesttest.Refs(t, w.bare)
			_, err := w.propose(context.Background(), "new\n")
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			if pushed := pullrequesttest.Refs(t, w.bare) != refs; pushed != test.pushed {
				t.Errorf("pushed: %v", pushed)
			}
			if test.pushed {
				w.hub.Before, w.hub.URL = nil, url
				w.must("new\n", "opened pull request #1")
			}
		})
	}
}

// Others' commits on a branch are not replaced, nor is a branch that moved since
// it was read.
func TestOthersWork(t *testing.T) {
	w := newWorld(t)
	w.must("new\n", "opened pull request #1")
	p, err := w.proposer(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	pullrequesttest.Git(t, w.clone, "fetch", "--quiet", "origin", "refresh/one")
	pullrequesttest.Git(t, w.clone, "checkout", "--quiet", "FETCH_HEAD")
	pullrequesttest.Git(t, w.clone, "commit", "--quiet", "--allow-empty", "--message", "A reviewer's own")
	pullrequesttest.Git(t, w.clone, "push", "--quiet", "origin", "HEAD:refresh/one")
	refs := pullrequesttest.Refs(t, w.bare)
	if _, err := p.Propose(context.Background(), Proposal{
		Branch: "refresh/one", Path: file, Data: []byte("newer\n"), Title: "Refresh one", At: day, Same: func([]byte) bool { return false },
	}); err == nil || !strings.Contains(err.Error(), "was not pushed") || !strings.Contains(err.Error(), "stale info") {
		t.Errorf("pushed over a branch that moved: %v", err)
	}
	if _, err := w.propose(context.Background(), "newer\n"); err == nil || !strings.Contains(err.Error(), "was not made by refresh") {
		t.Errorf("pushed over a reviewer's commit: %v", err)
	}
	if pullrequesttest.Refs(t, w.bare) != refs {
		t.Error("the branch is not as it was")
	}
}

func TestService(t *testing.T) {
	for _, test := range []struct{ api, slug, want string }{
		{"http://api.example.org", "a/b", "must begin with https://"},
		{"https://api.example.org", "a", "write OWNER/NAME"},
		{"https://api.example.org", "a/b/c", "write OWNER/NAME"},
		{"nowhere", "a/b", "write an address"},
	} {
		if _, err := NewService(test.api, test.slug, "secret"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: %v", test.api, test.slug, err)
		}
	}
}

// The token goes to the API, and nowhere that it redirects to.
func TestTokenStays(t *testing.T) {
	var leaked bool
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked = true }))
	defer other.Close()
	var got string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer api.Close()
	s, err := NewService(api.URL, "a/b", "secret")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.listPullRequests(context.Background(), "x", "main", "open")
	if err == nil || strings.Contains(err.Error(), "secret") || got != "Bearer secret" || leaked {
		t.Errorf("%v; token %q, followed %v", err, got, leaked)
	}
}
