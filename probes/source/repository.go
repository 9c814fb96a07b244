// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// repository is a clone opened at one commit of its default branch.
type repository struct {
	snapshot
	dir     string // the git directory
	shallow bool
}

var _ opened = (*repository)(nil)

// open finds the clone of name below mirror and the commit to read: the head
// of the default branch, or its last commit at or before until when that is
// not zero. The error is one line for a person.
func open(ctx context.Context, mirror, name string, until time.Time) (opened, error) {
	dir, err := locate(mirror, name)
	if err != nil {
		return nil, err
	}
	r := &repository{snapshot: snapshot{name: name}, dir: dir}
	if _, err := os.Stat(filepath.Join(dir, "shallow")); err == nil { // git's own mark
		r.shallow, r.advice = true, "; the clone is shallow: run git fetch --unshallow"
	}
	return r, r.pin(ctx, until)
}

// locate accepts OWNER/NAME.git and OWNER/NAME, bare or with a work tree.
func locate(mirror, name string) (string, error) {
	for _, candidate := range []string{name + ".git", name} {
		dir := filepath.Join(mirror, filepath.FromSlash(candidate))
		if info, err := os.Stat(filepath.Join(dir, ".git")); err == nil && info.IsDir() {
			return filepath.Join(dir, ".git"), nil
		}
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no clone at %s.git or %s below the mirror: clone the repository there", name, name)
}

// pin chooses the commit. The default branch is HEAD in a bare clone; in one
// with a work tree, where HEAD is what somebody checked out, it is what
// origin/HEAD names, if anything. Only first parents are followed: a side
// branch's commits were not on the default branch before their merge.
func (r *repository) pin(ctx context.Context, until time.Time) error {
	args := []string{"log", "-1", "--first-parent", "--format=%H %ct"}
	if !until.IsZero() {
		args = append(args, "--before="+strconv.FormatInt(until.Unix(), 10))
	}
	branch := "HEAD"
	if _, err := os.Stat(filepath.Join(r.dir, "refs", "remotes", "origin", "HEAD")); err == nil && filepath.Base(r.dir) == ".git" {
		branch = "refs/remotes/origin/HEAD"
	}
	out, err := r.git(ctx, append(args, branch, "--")...)
	if err != nil {
		return fmt.Errorf("the clone of %s is not a git repository with a readable default branch: %w", r.name, err)
	}
	hash, seconds, ok := strings.Cut(strings.TrimSpace(string(out)), " ")
	if !ok {
		return r.noCommit(until)
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return fmt.Errorf("the head commit of %s has no readable date", r.name)
	}
	r.commit, r.date = hash, time.Unix(unix, 0).UTC()
	return nil
}

func (r *repository) noCommit(until time.Time) error {
	day := until.UTC().Format(time.DateOnly)
	if r.shallow {
		return fmt.Errorf("the clone of %s is shallow and its history ends after %s: run git fetch --unshallow", r.name, day)
	}
	return fmt.Errorf("%s has no commit on its default branch by %s", r.name, day)
}

// environment keeps a clone's own settings, replaced objects and missing
// objects' remotes from having a say: nothing in a clone is run or followed.
var environment = append(cleanEnvironment(os.Environ()),
	"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C")

func cleanEnvironment(all []string) []string {
	var kept []string
	for _, pair := range all {
		if !strings.HasPrefix(pair, "GIT_") && !strings.HasPrefix(pair, "LC_") {
			kept = append(kept, pair)
		}
	}
	return kept
}

// command prepares a git call on the clone. Blobs above the threshold are
// streamed by git instead of being held in its memory.
func (r *repository) command(ctx context.Context, args ...string) *exec.Cmd {
	fixed := []string{"--git-dir=" + r.dir, "-c", "safe.directory=*", "-c", "protocol.allow=never",
		"-c", "core.bigFileThreshold=" + strconv.Itoa(MaxFile), "-c", "core.fsmonitor=false"}
	cmd := exec.CommandContext(ctx, "git", append(fixed, args...)...)
	cmd.Env = environment
	return cmd
}

// git runs a git command and returns its output; the error is git's first line.
func (r *repository) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed: install git")
	}
	return nil, errors.New(firstLine(stderr.String(), err.Error()))
}

func firstLine(text, otherwise string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line == "" {
		return otherwise
	}
	return line
}
