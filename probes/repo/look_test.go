// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

const guide = "# Publishing\n\nSign with\n`--sign` first.\n\n# Other\n\nNothing here.\n"

func TestWhatIsSeen(t *testing.T) {
	c := newClone(t)
	c.write("docs/guide.md", guide)
	c.write("src/a.go", "package a\n")
	c.write("src/b.go", "package b\n// Verify checks\nfunc Verify() {}\n")
	c.write("src/logo.png", "quarantine")
	head := c.commit("2024-05-01T00:00:00Z", "Add signing")

	inSection := page("docs/guide.md", `sign with --sign`)
	inSection.Section = "publishing"
	elsewhere := page("docs/guide.md", `--sign`)
	elsewhere.Section = "Other"
	noSection := page("docs/guide.md", `--sign`)
	noSection.Section = "Gone"
	guarded := page("docs/guide.md", `--sign`)
	guarded.Unless = patterns("first")
	except := absent("src/**", "verify")
	except.Except = []string{"src/b.*"}

	for _, test := range []struct {
		name     string
		probe    probes.Probe
		outcome  probes.Outcome
		locator  string
		detail   string
		url      string
		ofBytes  string // whose SHA-256 is recorded
		excerpts string
	}{
		{"page", page("docs/guide.md", `sign with --sign first`), probes.Matched, "L3-L4", "", "/blob/" + head + "/docs/guide.md?plain=1#L3-L4", guide, "Sign with --sign first."},
		{"page in section", inSection, probes.Matched, "L3-L4", "", "", guide, ""},
		{"page, other section", elsewhere, probes.Unmatched, "", "does not say", "", guide, ""},
		{"page, no such heading", noSection, probes.Unmatched, "", `no heading "Gone"`, "", guide, ""},
		{"page, denial beside it", guarded, probes.Unmatched, "L3-L4", "beside it", "", guide, ""},
		{"page gone", page("old/guide.md", `sign`), probes.Unreachable, "", "the same name stands at docs/guide.md", "", "", ""},
		{"source", code("src/*.go", `func verify`), probes.Matched, "L3", "", "/blob/" + head + "/src/b.go#L3", "package b\n// Verify checks\nfunc Verify() {}\n", "func Verify"},
		{"source without it", code("src/*.go", `nothing`), probes.Unmatched, "files=2", "none of 2 files", "", "", ""},
		{"source gone", code("lib/*.go", `x`), probes.Unreachable, "", "no file at lib/*.go", "", "", ""},
		{"exists", probes.Probe{Method: probes.Exists, Paths: []string{"src/*.go"}}, probes.Matched, "", "", "/blob/" + head + "/src/a.go", "package a\n", ""},
		{"exists gone", probes.Probe{Method: probes.Exists, Paths: []string{"x/*"}}, probes.Unreachable, "", "no file at", "", "", ""},
		{"absent", absent("src/**", "quarantine"), probes.Matched, "files=2,bytes=54", "", "/tree/" + head + "/src", "", ""},
		{"absent with a trace", absent("src/**", "verify"), probes.Unmatched, "L2", "stands in src/b.go", "/blob/" + head + "/src/b.go#L2", "package b\n// Verify checks\nfunc Verify() {}\n", "Verify"},
		{"absent, excepted", except, probes.Matched, "files=1,bytes=10", "", "", "", ""},
		{"absent of nothing", absent("lib/**", "x"), probes.Unreachable, "", "no file at", "", "", ""},
		{"commit", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024-05"}, probes.Matched, "commit", "", "/commit/" + head, "", "Add signing"},
		{"commit of a year", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024"}, probes.Matched, "commit", "", "", "", ""},
		{"commit of another month", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024-06"}, probes.Unmatched, "commit", "not of 2024-06", "", "", ""},
		{"commit gone", probes.Probe{Method: probes.Commit, Hash: strings.Repeat("ab", 20), Month: "2024"}, probes.Unreachable, "commit", "missing", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := c.look(time.Time{}, test.probe)[0]
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Fatalf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
			if o.Locator != test.locator || !strings.HasSuffix(o.URL, test.url) {
				t.Errorf("got %s at %s, want %s at …%s", o.Locator, o.URL, test.locator, test.url)
			}
			if test.ofBytes != "" && hex.EncodeToString(o.Digest) != fmt.Sprintf("%x", sha256.Sum256([]byte(test.ofBytes))) {
				t.Errorf("the digest is not that of the file")
			}
			if test.excerpts != "" && o.Excerpt != test.excerpts {
				t.Errorf("excerpt %q, want %q", o.Excerpt, test.excerpts)
			}
			if test.outcome == probes.Matched && (len(o.Digest) != 32 || o.Commit != head || o.CommittedAt.IsZero()) {
				t.Errorf("a match needs digest, commit and date: %+v", o)
			}
		})
	}
}

// An absent search's digest can be made again with git alone.
func TestAbsentDigest(t *testing.T) {
	c := newClone(t)
	c.write("src/b", "two")
	c.write("src/a", "one")
	c.commit("2024-05-01T00:00:00Z", "x")
	o := c.look(time.Time{}, absent("src/**", "three"))[0]
	list := c.git("ls-tree", "-r", "--format=%(objectname) %(path)", "HEAD") + "\n"
	if want := sha256.Sum256([]byte(list)); hex.EncodeToString(o.Digest) != hex.EncodeToString(want[:]) {
		t.Errorf("digest %x, want that of\n%s", o.Digest, list)
	}
}

func TestAsOf(t *testing.T) {
	c := newClone(t)
	c.write("a.md", "Old words.\n")
	first := c.commit("2022-06-01T00:00:00Z", "old")
	c.git("checkout", "-q", "-b", "side")
	c.write("b.md", "Side words.\n")
	c.commit("2022-07-01T00:00:00Z", "on a side branch")
	c.git("checkout", "-q", "main")
	c.write("a.md", "New words.\n")
	c.commit("2023-06-01T00:00:00Z", "new")
	c.gitAt("2023-07-01T00:00:00Z", "merge", "-q", "--no-ff", "-m", "merge", "side")

	for _, test := range []struct {
		until   string
		probe   probes.Probe
		outcome probes.Outcome
	}{
		{"2022-12-31", page("a.md", "old words"), probes.Matched},
		{"2022-12-31", page("a.md", "new words"), probes.Unmatched},
		// A side branch's commit is older, but was on the default branch only from its merge.
		{"2022-12-31", page("b.md", "side words"), probes.Unreachable},
		{"2023-12-31", page("b.md", "side words"), probes.Matched},
		{"2023-12-31", page("a.md", "new words"), probes.Matched},
		{"2021-12-31", page("a.md", "old words"), probes.Unreachable},
		{"2021-12-31", probes.Probe{Method: probes.Commit, Hash: first, Month: "2022-06"}, probes.Unreachable},
	} {
		day, _ := time.Parse(time.DateOnly, test.until)
		if o := c.look(day.Add(24*time.Hour-time.Second), test.probe)[0]; o.Outcome != test.outcome {
			t.Errorf("%s: got %s (%s), want %s", test.until, o.Outcome, o.Detail, test.outcome)
		}
	}
}

// The default branch of a clone with a work tree is origin's, whatever is
// checked out; a bare clone's is its own HEAD, whatever remote refs were left in it.
func TestDefaultBranch(t *testing.T) {
	c := newClone(t)
	c.write("a.md", "Main words.\n")
	c.commit("2024-01-01T00:00:00Z", "main")
	c.git("update-ref", "refs/remotes/origin/main", "HEAD")
	c.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	c.git("checkout", "-q", "-b", "topic")
	c.write("a.md", "Topic words.\n")
	c.commit("2024-02-01T00:00:00Z", "topic")
	if o := c.look(time.Time{}, page("a.md", "main words"))[0]; o.Outcome != probes.Matched {
		t.Errorf("a checked-out topic was read: %s", o.Detail)
	}
	bare := filepath.Join(c.mirror, name+".git")
	if err := os.Rename(filepath.Join(c.dir, ".git"), bare); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("git", "--git-dir="+bare, "config", "core.bare", "true").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if o := c.look(time.Time{}, page("a.md", "topic words"))[0]; o.Outcome != probes.Matched {
		t.Errorf("a bare clone's HEAD was not read: %s", o.Detail)
	}
}

func TestDamage(t *testing.T) {
	big := strings.Repeat("quarantine 0123456789\n", MaxFile/22+2)
	for _, test := range []struct {
		name    string
		damage  func(*clone)
		outcome probes.Outcome // of the page that is concerned
		detail  string
		other   probes.Outcome // of another page
		absent  probes.Outcome // of a search of the whole tree
	}{
		{"missing clone", func(c *clone) { os.RemoveAll(c.dir) }, probes.Unreachable, "no clone at acme/docs.git", probes.Unreachable, probes.Unreachable},
		{"empty folder", func(c *clone) { os.RemoveAll(c.dir); os.Mkdir(c.dir, 0o755) }, probes.Unreachable, "not a git repository", probes.Unreachable, probes.Unreachable},
		{"no commit", func(c *clone) { os.RemoveAll(c.dir); os.Mkdir(c.dir, 0o755); c.git("init", "-q") }, probes.Unreachable, "default branch", probes.Unreachable, probes.Unreachable},
		{"a file in its place", func(c *clone) { os.RemoveAll(c.dir); os.WriteFile(c.dir, nil, 0o644) }, probes.Unreachable, "no clone", probes.Unreachable, probes.Unreachable},
		{"page moved", func(c *clone) { c.git("mv", "page.md", "moved.md"); c.commit("2024-05-02T00:00:00Z", "move") }, probes.Unreachable, "no file at page.md", probes.Matched, probes.Matched},
		{"page is a folder", func(c *clone) {
			c.git("rm", "-q", "page.md")
			c.write("page.md/index.md", "x\n")
			c.commit("2024-05-02T00:00:00Z", "folder")
		}, probes.Unreachable, "no file at page.md", probes.Matched, probes.Matched},
		{"page is a symbolic link", func(c *clone) {
			c.git("rm", "-q", "page.md")
			os.Symlink("/etc/passwd", filepath.Join(c.dir, "page.md"))
			c.commit("2024-05-02T00:00:00Z", "link")
		}, probes.Unreachable, "no file at page.md", probes.Matched, probes.Invalid},
		{"huge file", func(c *clone) { c.write("page.md", big); c.commit("2024-05-02T00:00:00Z", "big") }, probes.Invalid, "more than the", probes.Matched, probes.Invalid},
		{"not UTF-8", func(c *clone) {
			c.write("page.md", "Sign\xff with --sign\n")
			c.commit("2024-05-02T00:00:00Z", "bytes")
		}, probes.Invalid, "UTF-8", probes.Matched, probes.Matched},
		{"lost object", func(c *clone) { c.remove("page.md") }, probes.Invalid, "git fsck", probes.Matched, probes.Invalid},
		{"damaged object", func(c *clone) { c.overwrite("page.md") }, probes.Invalid, "git fsck", probes.Matched, probes.Invalid},
		{"damaged pack", (*clone).damagePack, "", "", "", ""},
		{"shallow", (*clone).makeShallow, probes.Matched, "", probes.Matched, probes.Matched},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.write("page.md", "Sign with --sign.\n")
			c.write("other.md", "Other words, at length.\n")
			c.write("third.md", strings.Repeat("Many words. ", 200))
			c.commit("2024-05-01T00:00:00Z", "first")
			test.damage(c)
			seen := c.look(time.Time{}, page("page.md", "--sign"), page("other.md", "other words"), absent("**", "quarantined"))
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
	c.write("page.md", "Sign with --sign.\n")
	first := c.commit("2022-05-01T00:00:00Z", "first")
	c.makeShallow()
	seen := c.look(time.Date(2022, 12, 31, 0, 0, 0, 0, time.UTC), page("page.md", "--sign"))
	if seen[0].Outcome != probes.Unreachable || !strings.Contains(seen[0].Detail, "git fetch --unshallow") {
		t.Errorf("past of a shallow clone: %s (%s)", seen[0].Outcome, seen[0].Detail)
	}
	seen = c.look(time.Time{}, probes.Probe{Method: probes.Commit, Hash: first, Month: "2022-05"})
	if seen[0].Outcome != probes.Unreachable || !strings.Contains(seen[0].Detail, "shallow") {
		t.Errorf("commit beyond a shallow clone: %s (%s)", seen[0].Outcome, seen[0].Detail)
	}
}

func (c *clone) object(path string) string {
	id := c.git("rev-parse", "HEAD:"+path)
	return filepath.Join(c.dir, ".git", "objects", id[:2], id[2:])
}

func (c *clone) remove(path string) {
	if err := os.Remove(c.object(path)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clone) overwrite(path string) {
	file := c.object(path)
	os.Chmod(file, 0o644)
	if err := os.WriteFile(file, []byte("no zlib stream"), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clone) damagePack() {
	c.git("repack", "-adq")
	packs, _ := filepath.Glob(filepath.Join(c.dir, ".git", "objects", "pack", "*.pack"))
	data, err := os.ReadFile(packs[0])
	if err != nil {
		c.t.Fatal(err)
	}
	for i := len(data) / 3; i < len(data)-20; i++ {
		data[i] ^= 0x55
	}
	os.Chmod(packs[0], 0o644)
	if err := os.WriteFile(packs[0], data, 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// makeShallow replaces the clone by a shallow one of its last commit.
func (c *clone) makeShallow() {
	c.commit("2024-06-01T00:00:00Z", "last")
	fresh := c.dir + "-shallow"
	if out, err := exec.Command("git", "clone", "-q", "--depth", "1", "file://"+c.dir, fresh).CombinedOutput(); err != nil {
		c.t.Fatalf("%v %s", err, out)
	}
	os.RemoveAll(c.dir)
	if err := os.Rename(fresh, c.dir); err != nil {
		c.t.Fatal(err)
	}
}
