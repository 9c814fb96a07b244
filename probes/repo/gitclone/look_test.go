// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

const name = repotest.Name

// clone is a made repository in a mirror of its own.
type clone struct{ *repotest.Clone }

func newClone(t *testing.T) *clone { return &clone{repotest.New(t)} }

func (c *clone) look(until time.Time, asked ...probes.Probe) []probes.Observation {
	c.T.Helper()
	return repotest.Look(c.T, &Mirror{Dir: c.Mirror, Until: until, Now: repotest.Now, Excerpts: true}, asked...)
}

// The default branch of a clone with a work tree is origin's, whatever is
// checked out; a bare clone's is its own HEAD, whatever remote refs were left in it.
func TestDefaultBranch(t *testing.T) {
	c := newClone(t)
	c.Write("a.md", "Main words.\n")
	c.Commit("2024-01-01T00:00:00Z", "main")
	c.Git("update-ref", "refs/remotes/origin/main", "HEAD")
	c.Git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	c.Git("checkout", "-q", "-b", "topic")
	c.Write("a.md", "Topic words.\n")
	c.Commit("2024-02-01T00:00:00Z", "topic")
	if o := c.look(time.Time{}, repotest.Page("a.md", "main words"))[0]; o.Outcome != probes.Matched {
		t.Errorf("a checked-out topic was read: %s", o.Detail)
	}
	bare := filepath.Join(c.Mirror, name+".git")
	if err := os.Rename(filepath.Join(c.Dir, ".git"), bare); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("git", "--git-dir="+bare, "config", "core.bare", "true").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if o := c.look(time.Time{}, repotest.Page("a.md", "topic words"))[0]; o.Outcome != probes.Matched {
		t.Errorf("a bare clone's HEAD was not read: %s", o.Detail)
	}
}

func TestDamage(t *testing.T) {
	big := strings.Repeat("quarantine 0123456789\n", repo.MaxFile/22+2)
	for _, test := range []struct {
		name    string
		damage  func(*clone)
		outcome probes.Outcome // of the page that is concerned
		detail  string
		other   probes.Outcome // of another page
		absent  probes.Outcome // of a search of the whole tree
	}{
		{"missing clone", func(c *clone) { os.RemoveAll(c.Dir) }, probes.Unreachable, "no clone at acme/docs.git", probes.Unreachable, probes.Unreachable},
		{"empty folder", func(c *clone) { os.RemoveAll(c.Dir); os.Mkdir(c.Dir, 0o755) }, probes.Unreachable, "not a git repository", probes.Unreachable, probes.Unreachable},
		{"no commit", func(c *clone) { os.RemoveAll(c.Dir); os.Mkdir(c.Dir, 0o755); c.Git("init", "-q") }, probes.Unreachable, "default branch", probes.Unreachable, probes.Unreachable},
		{"a file in its place", func(c *clone) { os.RemoveAll(c.Dir); os.WriteFile(c.Dir, nil, 0o644) }, probes.Unreachable, "no clone", probes.Unreachable, probes.Unreachable},
		{"page moved", func(c *clone) { c.Git("mv", "page.md", "moved.md"); c.Commit("2024-05-02T00:00:00Z", "move") }, probes.Unreachable, "no file at page.md", probes.Matched, probes.Matched},
		{"page is a folder", func(c *clone) {
			c.Git("rm", "-q", "page.md")
			c.Write("page.md/index.md", "x\n")
			c.Commit("2024-05-02T00:00:00Z", "folder")
		}, probes.Unreachable, "no file at page.md", probes.Matched, probes.Matched},
		{"page is a symbolic link", func(c *clone) {
			c.Git("rm", "-q", "page.md")
			os.Symlink("/etc/passwd", filepath.Join(c.Dir, "page.md"))
			c.Commit("2024-05-02T00:00:00Z", "link")
		}, probes.Unreachable, "no file at page.md", probes.Matched, probes.Invalid},
		{"huge file", func(c *clone) { c.Write("page.md", big); c.Commit("2024-05-02T00:00:00Z", "big") }, probes.Invalid, "more than the", probes.Matched, probes.Invalid},
		{"not UTF-8", func(c *clone) {
			c.Write("page.md", "Sign\xff with --sign\n")
			c.Commit("2024-05-02T00:00:00Z", "bytes")
		}, probes.Invalid, "UTF-8", probes.Matched, probes.Matched},
		{"lost object", func(c *clone) { c.remove("page.md") }, probes.Invalid, "git fsck", probes.Matched, probes.Invalid},
		{"damaged object", func(c *clone) { c.overwrite("page.md") }, probes.Invalid, "git fsck", probes.Matched, probes.Invalid},
		{"damaged pack", (*clone).damagePack, "", "", "", ""},
		{"shallow", (*clone).makeShallow, probes.Matched, "", probes.Matched, probes.Matched},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.Write("page.md", "Sign with --sign.\n")
			c.Write("other.md", "Other words, at length.\n")
			c.Write("third.md", strings.Repeat("Many words. ", 200))
			c.Commit("2024-05-01T00:00:00Z", "first")
			test.damage(c)
			seen := c.look(time.Time{}, repotest.Page("page.md", "--sign"), repotest.Page("other.md", "other words"), repotest.Absent("**", "quarantined"))
			if test.outcome == "" { // what a damaged pack still gives depends on where it was hit
				for _, o := range seen {
					if o.Outcome == probes.Unmatched {
						t.Errorf("damage became a reading: %+v", o)
					}
				}
				return
			}
			for i, want := range []probes.Outcome{test.outcome, test.other, test.absent} {
				if seen[i].Outcome != want {
					t.Errorf("observation %d: got %s (%s), want %s", i, seen[i].Outcome, seen[i].Detail, want)
				}
			}
			if !strings.Contains(seen[0].Detail, test.detail) {
				t.Errorf("detail %q, want %q in it", seen[0].Detail, test.detail)
			}
		})
	}
}

func TestShallowPast(t *testing.T) {
	c := newClone(t)
	c.Write("page.md", "Sign with --sign.\n")
	first := c.Commit("2022-05-01T00:00:00Z", "first")
	c.makeShallow()
	seen := c.look(time.Date(2022, 12, 31, 0, 0, 0, 0, time.UTC), repotest.Page("page.md", "--sign"))
	if seen[0].Outcome != probes.Unreachable || !strings.Contains(seen[0].Detail, "git fetch --unshallow") {
		t.Errorf("past of a shallow clone: %s (%s)", seen[0].Outcome, seen[0].Detail)
	}
	seen = c.look(time.Time{}, probes.Probe{Method: probes.Commit, Hash: first, Month: "2022-05"})
	if seen[0].Outcome != probes.Unreachable || !strings.Contains(seen[0].Detail, "shallow") {
		t.Errorf("commit beyond a shallow clone: %s (%s)", seen[0].Outcome, seen[0].Detail)
	}
}

func (c *clone) object(path string) string {
	id := c.Git("rev-parse", "HEAD:"+path)
	return filepath.Join(c.Dir, ".git", "objects", id[:2], id[2:])
}

func (c *clone) remove(path string) {
	if err := os.Remove(c.object(path)); err != nil {
		c.T.Fatal(err)
	}
}

func (c *clone) overwrite(path string) {
	file := c.object(path)
	os.Chmod(file, 0o644)
	if err := os.WriteFile(file, []byte("no zlib stream"), 0o644); err != nil {
		c.T.Fatal(err)
	}
}

func (c *clone) damagePack() {
	c.Git("repack", "-adq")
	packs, _ := filepath.Glob(filepath.Join(c.Dir, ".git", "objects", "pack", "*.pack"))
	data, err := os.ReadFile(packs[0])
	if err != nil {
		c.T.Fatal(err)
	}
	for i := len(data) / 3; i < len(data)-20; i++ {
		data[i] ^= 0x55
	}
	os.Chmod(packs[0], 0o644)
	if err := os.WriteFile(packs[0], data, 0o644); err != nil {
		c.T.Fatal(err)
	}
}

// makeShallow replaces the clone by a shallow one of its last commit.
func (c *clone) makeShallow() {
	c.Commit("2024-06-01T00:00:00Z", "last")
	fresh := c.Dir + "-shallow"
	if out, err := exec.Command("git", "clone", "-q", "--depth", "1", "file://"+c.Dir, fresh).CombinedOutput(); err != nil {
		c.T.Fatalf("%v %s", err, out)
	}
	os.RemoveAll(c.Dir)
	if err := os.Rename(fresh, c.Dir); err != nil {
		c.T.Fatal(err)
	}
}
