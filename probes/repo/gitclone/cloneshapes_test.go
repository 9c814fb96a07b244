// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// Clones in every shape that git makes are read, or named truly. The upstream
// says "main words" on its default branch.
func TestShapesOfClones(t *testing.T) {
	for _, test := range []struct {
		name    string
		make    func(c *clone, from, at string)
		outcome probes.Outcome
		detail  string
	}{
		{"with a work tree", func(c *clone, from, at string) { c.Run(c.Mirror, "clone", "-q", from, at) }, probes.Matched, ""},
		{"bare", func(c *clone, from, at string) { c.Run(c.Mirror, "clone", "-q", "--bare", from, at+".git") }, probes.Matched, ""},
		{"mirror", func(c *clone, from, at string) { c.Run(c.Mirror, "clone", "-q", "--mirror", from, at+".git") }, probes.Matched, ""},
		{"a git directory elsewhere", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--separate-git-dir="+filepath.Join(c.Mirror, "apart"), from, at)
		}, probes.Matched, ""},
		{"a linked work tree", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", from, "main-clone")
			c.Run(filepath.Join(c.Mirror, "main-clone"), "worktree", "add", "-q", "-b", "wip", at)
			c.wip(at)
		}, probes.Matched, ""},
		{"another branch checked out", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", from, at)
			c.Run(at, "checkout", "-q", "-b", "wip")
			c.wip(at)
		}, probes.Matched, ""},
		{"a remote of another name", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "-o", "upstream", from, at)
			c.Run(at, "checkout", "-q", "-b", "wip")
			c.wip(at)
		}, probes.Matched, ""},
		{"a fork as origin", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", from, "fork")
			c.wip(filepath.Join(c.Mirror, "fork"))
			c.Run(c.Mirror, "clone", "-q", "fork", at)
			c.Run(at, "remote", "add", "-f", "upstream", from)
			c.Run(at, "remote", "set-head", "upstream", "--auto")
		}, probes.Matched, ""},
		{"a remote without a head", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", from, at)
			c.Run(at, "branch", "-q", "-r", "-d", "origin/HEAD")
			c.Run(at, "update-ref", "refs/remotes/origin/other", "HEAD")
		}, probes.Unreachable, "git remote set-head origin --auto"},
		{"a remote of one branch", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--single-branch", from, at)
			c.Run(at, "remote", "set-head", "origin", "--delete")
			c.Run(at, "checkout", "-q", "-b", "wip")
			c.wip(at)
		}, probes.Matched, ""},
		{"references packed", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", from, at)
			c.Run(at, "pack-refs", "--all")
		}, probes.Matched, ""},
		{"borrowing objects", func(c *clone, from, at string) { c.Run(c.Mirror, "clone", "-q", "--shared", from, at) }, probes.Matched, ""},
		{"borrowing from what is gone", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--shared", from, at)
			if err := os.Rename(from, from+"-gone"); err != nil {
				c.T.Fatal(err)
			}
		}, probes.Unreachable, "borrows objects from a repository that is not there"},
		{"partial", func(c *clone, from, at string) {
			c.Run(from, "config", "uploadpack.allowFilter", "true")
			c.Run(c.Mirror, "clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+from, at)
		}, probes.Invalid, "partial, made with --filter"},
		{"without trees", func(c *clone, from, at string) {
			c.Run(from, "config", "uploadpack.allowFilter", "true")
			c.Run(c.Mirror, "clone", "-q", "--no-checkout", "--filter=tree:0", "file://"+from, at)
		}, probes.Unreachable, "partial, made with --filter"},
		{"a reftable", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", from, at+".git")
			c.Run(at+".git", "config", "core.repositoryFormatVersion", "1")
			c.Run(at+".git", "config", "extensions.refStorage", "reftable")
		}, probes.Unreachable, "reftable"},
		{"an unknown extension", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", from, at+".git")
			c.Run(at+".git", "config", "core.repositoryFormatVersion", "1")
			c.Run(at+".git", "config", "extensions.quantum", "true")
		}, probes.Unreachable, "quantum"},
		{"a head that is not there", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", from, at+".git")
			c.Run(at+".git", "symbolic-ref", "HEAD", "refs/heads/master")
		}, probes.Unreachable, "refs/heads/master has no commit"},
		{"a .git that is no link", func(c *clone, from, at string) {
			_ = os.MkdirAll(at, 0o755)
			_ = os.WriteFile(filepath.Join(at, ".git"), []byte("hello\n"), 0o644)
		}, probes.Unreachable, "neither a folder nor a file that names one"},
		{"under its former name", func(c *clone, from, at string) {
			c.Run(c.Mirror, "clone", "-q", "--bare", from, filepath.Join(c.Mirror, "old", "name.git"))
		}, probes.Matched, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.Write("a.md", "Main words.\n")
			head := c.Commit("2024-01-01T00:00:00Z", "main")
			from := filepath.Join(t.TempDir(), "acme", "docs")
			_ = os.MkdirAll(filepath.Dir(from), 0o755)
			if err := os.Rename(c.Dir, from); err != nil {
				t.Fatal(err)
			}
			test.make(c, from, c.Dir)
			o := c.lookFormer(repotest.Page("a.md", "main words"))
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Fatalf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
			if o.Outcome == probes.Matched && (o.Commit != head || o.Repository != name || !strings.Contains(o.URL, name+"/blob/"+head)) {
				t.Errorf("cites %s at %s: %s", o.Repository, o.Commit, o.URL)
			}
		})
	}
}

// wip commits other words to what is checked out.
func (c *clone) wip(dir string) {
	c.T.Helper()
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("Unfinished.\n"), 0o644); err != nil {
		c.T.Fatal(err)
	}
	c.Run(dir, "commit", "-q", "-a", "-m", "wip")
}

func (c *clone) lookFormer(p probes.Probe) probes.Observation {
	c.T.Helper()
	p.Key, p.Repository = "a", name
	m := &Mirror{Dir: c.Mirror, Now: time.Now(), Former: map[string][]string{name: {"old/name"}}}
	seen, err := probes.Run(context.Background(), []probes.Looker{m}, []probes.Probe{p})
	if err != nil {
		c.T.Fatal(err)
	}
	return seen[0]
}

// A repository whose objects are named by SHA-256 is read as any other.
func TestSHA256(t *testing.T) {
	c := newClone(t)
	if err := os.RemoveAll(filepath.Join(c.Dir, ".git")); err != nil {
		t.Fatal(err)
	}
	c.Git("init", "-q", "-b", "main", "--object-format=sha256")
	c.Write("a.md", "Main words.\n")
	head := c.Commit("2024-01-01T00:00:00Z", "main")
	for _, o := range c.look(time.Time{}, repotest.Page("a.md", "main words"), repotest.Absent("**", "other")) {
		if o.Outcome != probes.Matched || o.Commit != head || len(head) != 64 {
			t.Errorf("%s (%s) at %s", o.Outcome, o.Detail, o.Commit)
		}
	}
}

// Few objects can name very many paths, or unpack to very many bytes.
func TestBombs(t *testing.T) {
	c := newClone(t)
	object := c.Git("hash-object", "-w", "--stdin")
	mode := "100644 blob"
	for range 7 {
		var b strings.Builder
		for i := range 10 {
			b.WriteString(mode + " " + object + "\tf" + string(rune('0'+i)) + "\n")
		}
		object = c.pipe(b.String(), "mktree")
		mode = "040000 tree"
	}
	c.Git("update-ref", "refs/heads/main", c.Git("commit-tree", object, "-m", "bomb"))
	if o := c.look(time.Time{}, repotest.Absent("**", "attestation"))[0]; o.Outcome != probes.Invalid || !strings.Contains(o.Detail, "more than 1000000 paths") {
		t.Errorf("%s (%s)", o.Outcome, o.Detail)
	}
}

func (c *clone) pipe(input string, args ...string) string {
	c.T.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = c.Dir, strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		c.T.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}
