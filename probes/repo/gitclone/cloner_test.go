// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// host makes acme/docs at a folder that stands for a host of repositories.
func host(t *testing.T) (c *clone, root string) {
	t.Helper()
	c, root = newClone(t), t.TempDir()
	c.Write("a.md", "Main words.\n")
	c.Commit("2024-01-01T00:00:00Z", "one")
	c.Run(c.Mirror, "clone", "-q", "--bare", c.Dir, filepath.Join(root, "acme", "docs.git"))
	return c, root
}

// publish commits other words and sends them to the host, as a branch.
func (c *clone) publish(root, words, branch string) {
	c.T.Helper()
	c.Write("a.md", words)
	c.Commit("2024-02-01T00:00:00Z", "two")
	c.Run(c.Dir, "push", "-q", "-f", filepath.Join(root, "acme", "docs.git"), "HEAD:refs/heads/"+branch)
}

func clones(t *testing.T, c *Cloner, names ...string) []Cloned {
	t.Helper()
	all, err := c.Clone(context.Background(), names)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func says(t *testing.T, dir, words string) {
	t.Helper()
	m := &Mirror{Dir: dir}
	seen, err := probes.Run(context.Background(), []probes.Looker{m}, []probes.Probe{{
		Key: "a", Method: probes.Page, Repository: name, Paths: []string{"a.md"}, Patterns: repotest.Patterns(words),
	}})
	if err != nil || seen[0].Outcome != probes.Matched {
		t.Errorf("%v: %+v, want %q", err, seen, words)
	}
}

func TestClonesAreMadeAndRenewed(t *testing.T) {
	upstream, root := host(t)
	dir := t.TempDir()
	c := &Cloner{Dir: dir, Host: "file://" + root}
	for _, step := range []struct {
		name  string
		do    func()
		state string
		words string
	}{
		{"first", func() {}, CloneMade, "main words"},
		{"nothing new", func() {}, CloneCurrent, "main words"},
		{"a new commit", func() { upstream.publish(root, "New words.\n", "main") }, CloneRenewed, "new words"},
		{"history rewritten", func() {
			upstream.Git("commit", "-q", "--amend", "-m", "other")
			upstream.publish(root, "Rewritten words.\n", "main")
		}, CloneRenewed, "rewritten words"},
		{"another default branch", func() {
			upstream.publish(root, "Trunk words.\n", "trunk")
			upstream.Run(filepath.Join(root, "acme", "docs.git"), "symbolic-ref", "HEAD", "refs/heads/trunk")
		}, CloneRenewed, "trunk words"},
		{"its own branch removed", func() {
			upstream.Run(filepath.Join(root, "acme", "docs.git"), "branch", "-q", "-D", "main")
			upstream.publish(root, "Last words.\n", "trunk")
		}, CloneRenewed, "last words"},
		{"by hand", func() {
			upstream.publish(root, "Hand words.\n", "trunk")
			upstream.Run(filepath.Join(dir, "acme", "docs.git"), "remote", "update", "--prune")
		}, CloneCurrent, "hand words"},
	} {
		step.do()
		all := clones(t, c, name)
		if len(all) != 1 || all[0].State != step.state || all[0].Err != nil || all[0].Bytes == 0 {
			t.Fatalf("%s: %+v, want %s", step.name, all, step.state)
		}
		says(t, dir, step.words)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "acme", ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestCloneOverHTTP(t *testing.T) {
	_, root := host(t)
	path, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		t.Fatal(err)
	}
	backend := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(path)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1"},
	}
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("credentials were sent to %s", r.URL)
		}
		switch {
		case strings.HasPrefix(r.URL.Path, "/acme/moved"):
			http.Redirect(w, r, "/acme/docs"+strings.TrimPrefix(r.URL.Path, "/acme/moved")+"?"+r.URL.RawQuery, http.StatusMovedPermanently)
		case strings.HasPrefix(r.URL.Path, "/acme/private"):
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		default:
			asked = append(asked, r.URL.Path)
			backend.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	all := clones(t, &Cloner{Dir: dir, Host: server.URL, Jobs: 1}, "acme/docs", "acme/gone", "acme/moved", "acme/private")
	for i, want := range []struct{ state, why string }{
		{CloneMade, ""}, {CloneFailed, "not found"}, {CloneFailed, "it has moved"}, {CloneFailed, "it is not there, or private"},
	} {
		why := ""
		if all[i].Err != nil {
			why = all[i].Err.Error()
		}
		if all[i].State != want.state || !strings.Contains(why, want.why) || strings.Contains(why, "\n") {
			t.Errorf("%s: %s (%s), want %s (%s)", all[i].Repository, all[i].State, why, want.state, want.why)
		}
	}
	says(t, dir, "main words")
	if len(asked) == 0 {
		t.Error("the host was not asked")
	}
}

// What stands in a clone's place and is not a clone as they are made here stays
// as it is, and nothing that it names is run.
func TestOtherClonesAreLeftAlone(t *testing.T) {
	for _, test := range []struct {
		name, why string
		make      func(c *clone, root, at string)
	}{
		{"a work tree", "work tree", func(c *clone, root, at string) {
			c.Run(c.Mirror, "clone", "-q", filepath.Join(root, "acme", "docs.git"), at)
		}},
		{"a setting that runs a program", `"core.sshcommand"`, func(c *clone, root, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", filepath.Join(root, "acme", "docs.git"), at+".git")
			c.Run(at+".git", "config", "core.sshCommand", "touch "+filepath.Join(root, "ran"))
		}},
		{"a setting for another address", `"url.https://elsewhere.insteadof"`, func(c *clone, root, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", filepath.Join(root, "acme", "docs.git"), at+".git")
			c.Run(at+".git", "config", "url.https://elsewhere.insteadOf", "file://")
		}},
		{"alternates", "objects/info/alternates", func(c *clone, root, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", "--shared", filepath.Join(root, "acme", "docs.git"), at+".git")
		}},
		{"a link", "a link or a file", func(c *clone, root, at string) {
			_ = os.MkdirAll(filepath.Dir(at), 0o755)
			_ = os.Symlink(filepath.Join(root, "acme", "docs.git"), at+".git")
		}},
		{"a folder of notes", "no configuration of git", func(c *clone, root, at string) {
			_ = os.MkdirAll(at, 0o755)
			_ = os.WriteFile(filepath.Join(at, "notes.txt"), []byte("mine"), 0o644)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			upstream, root := host(t)
			dir := t.TempDir()
			test.make(upstream, root, filepath.Join(dir, "acme", "docs"))
			upstream.publish(root, "New words.\n", "main")
			all := clones(t, &Cloner{Dir: dir, Host: "file://" + root}, name)
			if all[0].State != CloneLeft || !strings.Contains(all[0].Err.Error(), test.why) {
				t.Errorf("%s: %v", all[0].State, all[0].Err)
			}
			if _, err := os.Stat(filepath.Join(root, "ran")); err == nil {
				t.Error("a program was run")
			}
		})
	}
}

// A clone of git clone --bare is renewed, and hooks in it are not run.
func TestBareCloneIsRenewed(t *testing.T) {
	upstream, root := host(t)
	dir := t.TempDir()
	at := filepath.Join(dir, "acme", "docs.git")
	upstream.Run(upstream.Mirror, "clone", "-q", "--bare", filepath.Join(root, "acme", "docs.git"), at)
	mark := filepath.Join(root, "ran")
	for _, hook := range []string{"reference-transaction", "pre-auto-gc", "post-update"} {
		_ = os.MkdirAll(filepath.Join(at, "hooks"), 0o755)
		if err := os.WriteFile(filepath.Join(at, "hooks", hook), []byte("#!/bin/sh\ntouch "+mark+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	upstream.publish(root, "New words.\n", "main")
	if all := clones(t, &Cloner{Dir: dir, Host: "file://" + root}, name); all[0].State != CloneRenewed {
		t.Errorf("%+v", all)
	}
	says(t, dir, "new words")
	if _, err := os.Stat(mark); err == nil {
		t.Error("a hook was run")
	}
}

// A run that was stopped leaves nothing that reads as a clone, and is repeated.
func TestCloneStopped(t *testing.T) {
	_, root := host(t)
	dir := t.TempDir()
	half := filepath.Join(dir, "acme", ".landscape-new-docs.git")
	if err := emptyRepository(half, "file://"+root+"/acme/docs.git"); err != nil {
		t.Fatal(err)
	}
	m := &Mirror{Dir: dir}
	if _, err := m.openClone(context.Background(), name); err == nil || !strings.Contains(err.Error(), "no clone at") {
		t.Errorf("half a clone was read: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := (&Cloner{Dir: dir, Host: "file://" + root}).Clone(ctx, []string{name}); err == nil {
		t.Error("a run that was stopped says nothing")
	}
	if all := clones(t, &Cloner{Dir: dir, Host: "file://" + root}, name); all[0].State != CloneMade {
		t.Errorf("%+v", all)
	}
	says(t, dir, "main words")
	if _, err := os.Stat(half); err == nil {
		t.Error("half a clone is left")
	}
}

func TestHostsOfClones(t *testing.T) {
	for address, ok := range map[string]bool{
		"": true, "https://example.org": true, "http://127.0.0.1:1": true, "http://[::1]:1": true, "http://localhost:1": true, "file:///srv": true,
		"http://example.org": false, "ssh://example.org": false, "git://example.org": false, "ext::sh -c x": false, "https://user:secret@example.org": false,
	} {
		_, err := (&Cloner{Host: address}).allowedProtocols()
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
