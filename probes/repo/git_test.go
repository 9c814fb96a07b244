// SPDX-License-Identifier: Apache-2.0

package repo

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

// clone is a made repository in a mirror of its own.
type clone struct {
	t      *testing.T
	mirror string
	dir    string
}

const name = "acme/docs"

func newClone(t *testing.T) *clone {
	t.Helper()
	c := &clone{t: t, mirror: t.TempDir()}
	c.dir = filepath.Join(c.mirror, name)
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c.git("init", "-q", "-b", "main")
	return c
}

func (c *clone) git(args ...string) string {
	c.t.Helper()
	return c.gitAt("2024-05-01T00:00:00Z", args...)
}

func (c *clone) gitAt(date string, args ...string) string {
	c.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Made", "-c", "user.email=made@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (c *clone) write(path, text string) {
	c.t.Helper()
	file := filepath.Join(c.dir, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// commit commits everything and returns the commit's id.
func (c *clone) commit(date, message string) string {
	c.t.Helper()
	c.git("add", "-A")
	c.gitAt(date, "commit", "-q", "--allow-empty", "-m", message)
	return c.git("rev-parse", "HEAD")
}

func (c *clone) look(until time.Time, asked ...probes.Probe) []probes.Observation {
	c.t.Helper()
	for i := range asked {
		asked[i].Key = string(rune('a' + i))
		if asked[i].Repository == "" {
			asked[i].Repository = name
		}
	}
	m := &Mirror{Dir: c.mirror, Until: until, Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Excerpts: true}
	seen, err := probes.Run(context.Background(), []probes.Looker{m}, asked)
	if err != nil {
		c.t.Fatal(err)
	}
	if len(seen) != len(asked) {
		c.t.Fatalf("%d observations of %d probes", len(seen), len(asked))
	}
	return seen
}

func patterns(texts ...string) []*probes.Pattern {
	var list []*probes.Pattern
	for _, text := range texts {
		list = append(list, probes.MustCompile(text))
	}
	return list
}

func page(path string, says ...string) probes.Probe {
	return probes.Probe{Method: probes.Page, Kind: probes.Documentation, PageID: "p", Paths: []string{path}, Patterns: patterns(says...)}
}

func code(glob string, has ...string) probes.Probe {
	return probes.Probe{Method: probes.Source, Kind: probes.SourceCode, Paths: []string{glob}, Patterns: patterns(has...)}
}

func absent(glob string, lacks ...string) probes.Probe {
	return probes.Probe{Method: probes.Absent, Kind: probes.SourceCode, Paths: []string{glob}, Patterns: patterns(lacks...)}
}
