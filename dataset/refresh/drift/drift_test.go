// SPDX-License-Identifier: Apache-2.0

package drift_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/refresh/drift"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

const (
	guide = "docs/guide.md"
	says  = "# Guide\n\n## Signing\n\nSign your packages with made sign.\n\n## Checking\n\nAnyone checks them with made verify.\n"
)

// lostSince is what a refresh would hold of a piece of evidence that the release read
// at a commit.
func lostSince(p probes.Probe, commit string) *refresh.Refresh {
	p.Key, p.Ecosystem, p.Feature, p.Repository = "made/f/1", "made", "f", repotest.Name
	e := &ecosystems.Ecosystem{ID: "made", Judgements: []ecosystems.Judgement{{Feature: "f", Rules: []ecosystems.Rule{{Evidence: []probes.Probe{p}}}}}}
	was := table.Observation{Observation: p.Key, Repository: repotest.Name, Commit: commit, Path: strings.Join(p.Paths, " "), Outcome: probes.Matched}
	is := was
	is.Outcome = probes.Unmatched
	return &refresh.Refresh{Ecosystem: e, Lost: []refresh.Pair{{Was: was, Is: is}}}
}

func findIn(t *testing.T, mirror string, change *refresh.Refresh) refresh.Drift {
	t.Helper()
	found, err := drift.Find(context.Background(), change, (&gitclone.Mirror{Dir: mirror}).OpenPast)
	if err != nil || len(found) != 1 {
		t.Fatalf("%+v: %v", found, err)
	}
	return found[0]
}

// started is a repository whose release commit says everything.
func started(t *testing.T) (c *repotest.Clone, released string) {
	t.Helper()
	c = repotest.New(t)
	c.Write("README.md", "# Made\n")
	c.Commit("2024-01-01T00:00:00Z", "begin")
	c.Write(guide, says)
	c.Write("src/a.go", "package a\n")
	released = c.Commit("2024-02-03T08:00:00Z", "guide")
	c.Write("README.md", "# Made\n\nMore.\n")
	c.Commit("2024-02-03T09:00:00Z", "beside it, on the same day")
	return c, released
}

func replaced(old, with string) string { return strings.ReplaceAll(says, old, with) }

// Each way in which a passage goes names the commit that did it, and no other.
func TestDrift(t *testing.T) {
	page := repotest.Page(guide, "made sign", "made verify")
	within := repotest.Page(guide, "made sign")
	within.Section = "Signing"
	for _, test := range []struct {
		name  string
		probe probes.Probe
		do    func(c *repotest.Clone) string // gives the commit that did it
		want  string                         // in the sentence, where COMMIT is that commit
	}{
		{"reworded", page, func(c *repotest.Clone) string {
			c.Write(guide, replaced("made sign", "made seal"))
			return c.Commit("2024-03-04T00:00:00Z", "reword")
		}, "docs/guide.md of acme/docs no longer says /made sign/ since commit COMMIT of 2024-03-04."},
		{"passage removed", page, func(c *repotest.Clone) string {
			c.Write(guide, "# Guide\n")
			return c.Commit("2024-03-04T00:00:00Z", "remove")
		}, "docs/guide.md of acme/docs no longer says /made sign/ and /made verify/ since commit COMMIT of 2024-03-04."},
		{"under another heading", within, func(c *repotest.Clone) string {
			c.Write(guide, replaced("## Signing", "## Sealing"))
			return c.Commit("2024-03-04T00:00:00Z", "heading")
		}, "docs/guide.md of acme/docs no longer says /made sign/ below the heading Signing since commit COMMIT of 2024-03-04."},
		{"file removed", page, func(c *repotest.Clone) string {
			c.Git("rm", "-q", guide)
			return c.Commit("2024-03-04T00:00:00Z", "remove")
		}, "docs/guide.md of acme/docs with /made sign/ and /made verify/ was removed with commit COMMIT of 2024-03-04."},
		{"file moved", page, func(c *repotest.Clone) string {
			c.Write("manual/keep", "")
			c.Git("mv", guide, "manual/signing.md")
			return c.Commit("2024-03-04T00:00:00Z", "move")
		}, "docs/guide.md of acme/docs with /made sign/ and /made verify/ went to manual/signing.md with commit COMMIT of 2024-03-04."},
		{"file moved and edited", page, func(c *repotest.Clone) string {
			c.Git("rm", "-q", guide)
			c.Write("manual/guide.md", says+"\nMore.\n")
			return c.Commit("2024-03-04T00:00:00Z", "move and edit")
		}, "went to manual/guide.md with commit COMMIT"},
		{"lost, found and lost again", page, func(c *repotest.Clone) string {
			c.Write(guide, "# Guide\n")
			c.Commit("2024-03-04T00:00:00Z", "remove")
			c.Write(guide, says)
			c.Commit("2024-03-05T00:00:00Z", "bring back")
			c.Write(guide, replaced("made verify", "made check"))
			return c.Commit("2024-03-06T00:00:00Z", "reword")
		}, "/made verify/ since commit COMMIT of 2024-03-06."},
		{"with a merge", page, func(c *repotest.Clone) string {
			c.Git("checkout", "-q", "-b", "side")
			c.Write(guide, "# Guide\n")
			c.Commit("2024-03-04T00:00:00Z", "on the side")
			c.Git("checkout", "-q", "main")
			c.Write("README.md", "# Made\n\nMore, on main.\n")
			c.Commit("2024-03-05T00:00:00Z", "beside it")
			c.GitAt("2024-03-06T00:00:00Z", "merge", "-q", "--no-ff", "-m", "merge", "side")
			return c.Git("rev-parse", "HEAD")
		}, "since commit COMMIT of 2024-03-06."},
		{"source", repotest.Code("src/*.go", `package a\b`), func(c *repotest.Clone) string {
			c.Write("src/a.go", "package b\n")
			return c.Commit("2024-03-04T00:00:00Z", "rename")
		}, `src/a.go of acme/docs no longer says /package a\b/ since commit COMMIT of 2024-03-04.`},
		{"what a search had not found", repotest.Absent("src/*.go", "sigstore"), func(c *repotest.Clone) string {
			c.Write("src/b.go", "package a // with sigstore\n")
			return c.Commit("2024-03-04T00:00:00Z", "add")
		}, "A search of acme/docs finds /sigstore/ since commit COMMIT of 2024-03-04, which changed src/b.go."},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, released := started(t)
			did := test.do(c)
			c.Write("README.md", "# Made\n\nLater.\n")
			c.Commit("2024-05-01T00:00:00Z", "later")
			found := findIn(t, c.Mirror, lostSince(test.probe, released))
			if want := strings.ReplaceAll(test.want, "COMMIT", did[:10]); !strings.Contains(found.Sentence(), want) {
				t.Errorf("%s, want %s", found.Sentence(), want)
			}
			if found.Commit != did || found.URL != "https://github.com/acme/docs/commit/"+did {
				t.Errorf("commit %s (%s), want %s", found.Commit, found.URL, did)
			}
		})
	}
}

// Where the history does not tell, the reason is said, and no commit is named.
func TestDriftNotKnown(t *testing.T) {
	page := repotest.Page(guide, "made sign")
	reword := func(c *repotest.Clone) {
		c.Write(guide, "# Guide\n")
		c.Commit("2024-03-04T00:00:00Z", "reword")
	}
	for _, test := range []struct {
		name string
		do   func(c *repotest.Clone, released string) (mirror string)
		want string
	}{
		{"history rewritten", func(c *repotest.Clone, _ string) string {
			c.Git("checkout", "-q", "--orphan", "new")
			c.Write(guide, "# Guide\n")
			c.Commit("2024-03-04T00:00:00Z", "anew")
			c.Git("branch", "-M", "new", "main")
			return c.Mirror
		}, "of the release is not on the default branch any more: its history was rewritten."},
		{"shallow", func(c *repotest.Clone, _ string) string {
			reword(c)
			mirror := t.TempDir()
			c.Run(mirror, "clone", "-q", "--bare", "--depth", "1", "file://"+c.Dir, filepath.Join(mirror, "acme", "docs.git"))
			return mirror
		}, "the clone is shallow and does not reach back to commit"},
		{"no clone", func(c *repotest.Clone, _ string) string {
			reword(c)
			mirror := t.TempDir()
			if err := os.MkdirAll(filepath.Join(mirror, "other"), 0o755); err != nil {
				t.Fatal(err)
			}
			return mirror
		}, "its history is not at hand: "},
		{"it is there", func(c *repotest.Clone, _ string) string { return c.Mirror }, "still has it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, released := started(t)
			found := findIn(t, test.do(c, released), lostSince(page, released))
			if found.Commit != "" || found.URL != "" || !strings.Contains(found.Sentence(), test.want) {
				t.Errorf("%+v: %s", found, found.Sentence())
			}
			if !strings.HasPrefix(found.Sentence(), "Which commit took /made sign/ from docs/guide.md of acme/docs is not known: ") {
				t.Error(found.Sentence())
			}
		})
	}
}

// What was not read from a repository, or by a rule that is gone, has no history.
func TestDriftOfOthers(t *testing.T) {
	c, released := started(t)
	change := lostSince(repotest.Page(guide, "made sign"), released)
	change.Lost[0].Was.Repository = ""
	other := lostSince(repotest.Page(guide, "made sign"), released).Lost[0]
	other.Was.Observation = "made/f/2"
	change.Lost = append(change.Lost, other)
	if found, err := drift.Find(context.Background(), change, (&gitclone.Mirror{Dir: c.Mirror}).OpenPast); err != nil || len(found) > 0 {
		t.Errorf("%+v: %v", found, err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := drift.Find(ended, lostSince(repotest.Page(guide, "made sign"), released), (&gitclone.Mirror{Dir: c.Mirror}).OpenPast); err == nil {
		t.Error("an ended context is no error")
	}
}
