// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// made is a clone with something of everything.
func made(t *testing.T) (c *clone, head string, asked []probes.Probe) {
	t.Helper()
	c = newClone(t)
	c.Write("docs/guide.md", guide)
	c.Write("src/a.go", "package a\n")
	c.Write("src/b.go", "package b\n// Verify checks\nfunc Verify() {}\n")
	c.Write("src/same.go", "package a\n")
	c.Write("src/bytes.bin", "\xff\x00")
	head = c.Commit("2024-05-01T00:00:00Z", "Add signing")
	exists := probes.Probe{Method: probes.Exists, Kind: probes.SourceCode, Paths: []string{"src/*.go"}}
	commit := probes.Probe{Method: probes.Commit, Kind: probes.SourceCode, Hash: head, Month: "2024-05"}
	other := commit
	other.Month = "2024-06"
	gone := commit
	gone.Hash = strings.Repeat("ab", 20)
	return c, head, []probes.Probe{
		repotest.Page("docs/guide.md", "sign with --sign"), repotest.Page("docs/guide.md", "nothing of it"), repotest.Page("old/guide.md", "sign"),
		repotest.Code("src/*.go", "func verify"), repotest.Code("src/*.go", "nothing of it"), repotest.Code("lib/*.go", "x"),
		exists, repotest.Absent("src/**", "quarantine"), repotest.Absent("src/**", "verify"), repotest.Absent("lib/**", "x"),
		commit, other, gone,
	}
}

// The API and a clone of the same commit give the same observations.
func TestSameAsClone(t *testing.T) {
	for _, over := range []int{30, 1} {
		t.Run(fmt.Sprintf("archive over %d", over), func(t *testing.T) {
			c, _, asked := made(t)
			want := c.look(time.Time{}, slices.Clone(asked)...)
			h := newHub(t, c)
			g := h.github(time.Time{})
			g.ArchiveOver = over
			got := h.ask(g, slices.Clone(asked)...)
			for i := range got {
				if asked[i].Method == probes.Commit {
					got[i].Digest, want[i].Digest = nil, nil // the API does not send git's own bytes
				}
				if asked[i].Hash != "" && got[i].Outcome == probes.Unreachable {
					got[i].Detail, want[i].Detail = "", ""
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("clone and API differ:\n%s", diff)
			}
			// head, tree, two commits; then four blobs, or an archive by way of a redirect
			if most := map[int]int{30: 8, 1: 6}[over]; len(h.requests()) > most {
				t.Errorf("%d requests, want at most %d: %q", len(h.requests()), most, h.requests())
			}
			if g.Failed(name) {
				t.Error("it could not be opened")
			}
		})
	}
}

func TestTakes(t *testing.T) {
	g := &GitHub{}
	issue := probes.Probe{Method: probes.Page, Kind: probes.Issue}
	for url, want := range map[string]bool{
		"https://github.com/acme/docs/issues/12":              true,
		"https://github.com/acme/docs/pull/12#issuecomment-1": true,
		"https://github.com/acme/docs/issues":                 false,
		"https://github.com/acme/../issues/1":                 false,
		"https://github.com/acme/docs/issues/0":               false,
		"https://example.org/acme/docs/issues/12":             false,
		"https://github.com/acme/docs/discussions/1":          false,
	} {
		issue.URL = url
		if g.Supports(issue) != want {
			t.Errorf("Takes(%s) is not %v", url, want)
		}
	}
	for _, test := range []struct {
		probe probes.Probe
		want  bool
	}{
		{probes.Probe{Method: probes.Page, Repository: name}, false},
		{probes.Probe{Method: probes.Page, Repository: name, ClientRendered: true}, true},
		{probes.Probe{Method: probes.Page, ClientRendered: true}, false},
		{probes.Probe{Method: probes.Absent, Repository: name}, true},
		{probes.Probe{Method: probes.Endpoint, Repository: name}, false},
		{probes.Probe{Method: probes.Page, Kind: probes.Documentation, URL: "https://github.com/acme/docs/issues/12"}, false},
	} {
		if g.Supports(test.probe) != test.want {
			t.Errorf("Takes(%+v) is not %v", test.probe, test.want)
		}
	}
}

// A commit probe alone needs no tree.
func TestFewRequests(t *testing.T) {
	c, head, _ := made(t)
	h := newHub(t, c)
	h.ask(h.github(time.Time{}), probes.Probe{Method: probes.Commit, Hash: head, Month: "2024"})
	if len(h.requests()) != 2 {
		t.Errorf("requests: %q", h.requests())
	}
}

// A file that the archive holds back or changes is asked for by itself.
func TestArchiveAttributes(t *testing.T) {
	c := newClone(t)
	for i := range 40 {
		c.Write(fmt.Sprintf("src/%02d.go", i), fmt.Sprintf("package p%d\n", i))
	}
	c.Write(".gitattributes", "src/07.go export-ignore\nsrc/08.go export-subst\n")
	c.Write("src/08.go", "// $Format:%H$ quarantine\n")
	c.Commit("2024-05-01T00:00:00Z", "x")
	h := newHub(t, c)
	got := h.ask(h.github(time.Time{}), repotest.Absent("src/**", "quarantine"), repotest.Code("src/07.go", "package p7"))
	if got[0].Outcome != probes.Unmatched || got[0].Path != "src/08.go" || got[1].Outcome != probes.Matched {
		t.Errorf("got %+v", got)
	}
	if len(h.requests()) != 6 { // head, tree, archive and its redirect, two blobs
		t.Errorf("%d requests: %q", len(h.requests()), h.requests())
	}
}

// A damaged, cut or false archive never makes a reading of what it does not hold.
func TestArchiveDamage(t *testing.T) {
	c := newClone(t)
	for i := range 300 {
		c.Write(fmt.Sprintf("src/%03d.go", i), fmt.Sprintf("package p%d // %s\n", i, strings.Repeat("x", i)))
	}
	c.Commit("2024-05-01T00:00:00Z", "x")
	for what, change := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"flipped": func(b []byte) []byte { b[len(b)/2] ^= 0x55; return b },
		"html":    func([]byte) []byte { return []byte("<html>Are you a robot?") },
		"empty":   func([]byte) []byte { return nil },
	} {
		t.Run(what, func(t *testing.T) {
			h := newHub(t, c)
			h.tar = change
			got := h.ask(h.github(time.Time{}), repotest.Absent("src/**", "quarantine"), repotest.Code("src/**", "quarantine"))
			for _, o := range got {
				if o.Outcome.Reached() || !strings.Contains(o.Detail, "archive") {
					t.Errorf("%s (%s)", o.Outcome, o.Detail)
				}
			}
			if len(h.requests()) > 4+maxLeft {
				t.Errorf("%d requests", len(h.requests()))
			}
		})
	}
}

func TestArchiveBound(t *testing.T) {
	c := newClone(t)
	c.Write("big", strings.Repeat("0123456789", 1<<17))
	for i := range 150 {
		c.Write(fmt.Sprintf("src/%03d.go", i), fmt.Sprint(i))
	}
	c.Commit("2024-05-01T00:00:00Z", "x")
	h := newHub(t, c)
	g := h.github(time.Time{})
	g.MaxArchive = 1 << 20
	if o := h.ask(g, repotest.Absent("**", "quarantine"))[0]; o.Outcome.Reached() || !strings.Contains(o.Detail, "more than 1048576 bytes") {
		t.Errorf("%s (%s)", o.Outcome, o.Detail)
	}
}

// A blob with other bytes than the tree names is no reading.
func TestBlobVerified(t *testing.T) {
	c, _, _ := made(t)
	h := newHub(t, c)
	h.before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/blobs/") {
			return false
		}
		fmt.Fprint(w, "# Publishing\n\nSign with --sign.\n")
		return true
	}
	got := h.ask(h.github(time.Time{}), repotest.Page("docs/guide.md", "--sign"), repotest.Absent("docs/**", "quarantine"))
	for _, o := range got {
		if o.Outcome != probes.Invalid || !strings.Contains(o.Detail, "not those that the tree names") {
			t.Errorf("%s (%s)", o.Outcome, o.Detail)
		}
	}
}

func TestTruncatedTree(t *testing.T) {
	c := newClone(t)
	for i := range 20 {
		c.Write(fmt.Sprintf("d%02d/sub/f.md", i), fmt.Sprintf("words of %d\n", i))
	}
	c.Commit("2024-05-01T00:00:00Z", "x")
	want := c.look(time.Time{}, repotest.Absent("**", "quarantine"))
	h := newHub(t, c)
	h.cutAt = 25
	got := h.ask(h.github(time.Time{}), repotest.Absent("**", "quarantine"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("walked tree differs:\n%s", diff)
	}
	h.cutAt = 10 // less than the root's own entries
	if o := h.ask(h.github(time.Time{}), repotest.Absent("**", "quarantine"))[0]; o.Outcome != probes.Invalid || !strings.Contains(o.Detail, "truncated") {
		t.Errorf("%s (%s)", o.Outcome, o.Detail)
	}
}

func TestAsOfThroughAPI(t *testing.T) {
	c := newClone(t)
	c.Write("a.md", "Old words.\n")
	first := c.Commit("2022-06-01T00:00:00Z", "old")
	c.Git("checkout", "-q", "-b", "side")
	c.Write("b.md", "Side words.\n")
	c.Commit("2022-07-01T00:00:00Z", "on a side branch")
	c.Git("checkout", "-q", "main")
	c.Write("a.md", "New words.\n")
	c.Commit("2023-06-01T00:00:00Z", "new")
	c.GitAt("2023-07-01T00:00:00Z", "merge", "-q", "--no-ff", "-m", "merge", "side")
	h := newHub(t, c)
	asked := []probes.Probe{repotest.Page("a.md", "old words"), repotest.Page("b.md", "side words"), repotest.Absent("**", "new words")}
	for _, day := range []string{"2022-06-15", "2022-12-31", "2023-06-15", "2023-12-31", "2021-12-31"} {
		until, _ := time.Parse(time.DateOnly, day)
		want := c.look(until, slices.Clone(asked)...)
		got := h.ask(h.github(until), slices.Clone(asked)...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("as of %s, clone and API differ:\n%s", day, diff)
		}
	}
	until := time.Date(2022, 12, 31, 0, 0, 0, 0, time.UTC)
	if o := h.ask(h.github(until), repotest.Page("a.md", "old words"))[0]; o.Commit != first {
		t.Errorf("a side branch was read: %s", o.Commit)
	}
}
