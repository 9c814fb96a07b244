// SPDX-License-Identifier: Apache-2.0

package repotest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Clone is a made repository in a mirror of its own.
type Clone struct {
	T      *testing.T
	Mirror string
	Dir    string // its work tree
}

// Name is the repository that is made.
const Name = "acme/docs"

// New makes an empty repository with the branch main.
func New(t *testing.T) *Clone {
	t.Helper()
	c := &Clone{T: t, Mirror: t.TempDir()}
	c.Dir = filepath.Join(c.Mirror, Name)
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c.Git("init", "-q", "-b", "main")
	return c
}

// Git runs git in the clone and gives what it printed.
func (c *Clone) Git(args ...string) string {
	c.T.Helper()
	return c.GitAt("2024-05-01T00:00:00Z", args...)
}

// GitAt is Git with a date for commits.
func (c *Clone) GitAt(date string, args ...string) string {
	c.T.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Made", "-c", "user.email=made@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.T.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Write writes a file of the work tree.
func (c *Clone) Write(path, text string) {
	c.T.Helper()
	file := filepath.Join(c.Dir, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		c.T.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		c.T.Fatal(err)
	}
}

// Commit commits everything and returns the commit's id.
func (c *Clone) Commit(date, message string) string {
	c.T.Helper()
	c.Git("add", "-A")
	c.GitAt(date, "commit", "-q", "--allow-empty", "-m", message)
	return c.Git("rev-parse", "HEAD")
}

// Run is git in any folder, for clones that are made of a clone.
func (c *Clone) Run(dir string, args ...string) {
	c.T.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Made", "-c", "user.email=made@example.org", "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		c.T.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Look asks one way of looking, in the order of the probes, about Name where
// they name no repository.
func Look(t *testing.T, looker probes.Looker, asked ...probes.Probe) []probes.Observation {
	t.Helper()
	for i := range asked {
		asked[i].Key = string(rune('a' + i))
		if asked[i].Repository == "" && asked[i].URL == "" {
			asked[i].Repository = Name
		}
	}
	seen, err := probes.Run(context.Background(), []probes.Looker{looker}, asked)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(asked) {
		t.Fatalf("%d observations of %d probes", len(seen), len(asked))
	}
	return seen
}

// Now is the time of every look in a test.
var Now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Patterns compiles expressions.
func Patterns(texts ...string) []*probes.Pattern {
	var list []*probes.Pattern
	for _, text := range texts {
		list = append(list, probes.MustCompile(text))
	}
	return list
}

// Page asks what a page says.
func Page(path string, says ...string) probes.Probe {
	return probes.Probe{Method: probes.Page, Kind: probes.Documentation, PageID: "p", Paths: []string{path}, Patterns: Patterns(says...)}
}

// Code asks what files of source have.
func Code(glob string, has ...string) probes.Probe {
	return probes.Probe{Method: probes.Source, Kind: probes.SourceCode, Paths: []string{glob}, Patterns: Patterns(has...)}
}

// Absent asks whether files lack words.
func Absent(glob string, lacks ...string) probes.Probe {
	return probes.Probe{Method: probes.Absent, Kind: probes.SourceCode, Paths: []string{glob}, Patterns: Patterns(lacks...)}
}
