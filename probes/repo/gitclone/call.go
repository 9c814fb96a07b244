// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// call is one way in which git is run on a clone: plumbing alone, which knows
// no hook, pager, filter or signature program. There are no other calls.
type call []string

var (
	callConfig  = call{"config", "--no-includes", "--file", "-", "--null", "--list"} // of the text on standard input; includes are not followed
	callHistory = call{"rev-list", "--first-parent", "--timestamp"}                  // of a commit
	callTree    = call{"ls-tree", "-r", "-z", "--full-tree"}                         // of a commit
	callSizes   = call{"cat-file", "--batch-check", "--buffer"}                      // of the objects on standard input
	callObjects = call{"cat-file", "--batch", "--buffer"}                            // the same
)

// These talk to a remote: landscape clone runs them in clones that it makes.
var (
	callHead  = call{"ls-remote", "--symref"} // of an address and HEAD
	callFetch = call{"fetch", "--progress", "--prune", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"}
)

// Limits of one call that reads a clone. Where they run out, git is killed.
const (
	callSilence = 2 * time.Minute  // without any answer
	callTotal   = 15 * time.Minute // from start to end
	callMemory  = 256 << 20        // bytes of its own, files that it maps left out (Linux)
	callCPU     = 600              // seconds (Linux)
)

// passedVariables are the variables of our environment that a child gets to see. No
// token, preload or setting of git's is among them.
var passedVariables = []string{"PATH", "TMPDIR", "SYSTEMROOT"}

// place is where and how calls are run.
type place struct {
	dir     string        // a git directory of ours
	silence time.Duration // how long git may go without an answer; 0 means callSilence
	fetches bool          // from a remote: no other limits, and the settings of remoteEnvironment
	extra   []string      // more environment
}

// gitEnvironment is all that git learns of the world: nobody's home, and no
// configuration but that of the git directory.
func (p place) gitEnvironment() []string {
	env := []string{
		"GIT_DIR=" + p.dir, "HOME=" + os.DevNull, "XDG_CONFIG_HOME=" + os.DevNull,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
	}
	for _, name := range passedVariables {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	if !p.fetches {
		env = append(env, "GIT_ALLOW_PROTOCOL=none")
	}
	return append(env, p.extra...)
}

// child is a call under way.
type child struct {
	cmd     *exec.Cmd
	out     *bufio.Reader
	errs    tail
	ctx     context.Context
	stop    context.CancelCauseFunc
	silence time.Duration
	quiet   *time.Timer // ends the call when it runs out
}

var (
	errSilent = errors.New("git gave no answer within its time and was ended")
	errEnough = errors.New("read to the end")
)

// startGit runs a call.
func (p place) startGit(ctx context.Context, stdin io.Reader, what call, args ...string) (*child, error) {
	c := &child{silence: cmp.Or(p.silence, callSilence)}
	c.ctx, c.stop = context.WithCancelCause(ctx)
	if !p.fetches {
		timed, cancel := context.WithTimeoutCause(c.ctx, callTotal, errSilent)
		context.AfterFunc(c.ctx, cancel)
		c.ctx = timed
	}
	c.cmd = exec.CommandContext(c.ctx, "git", append(what[:len(what):len(what)], args...)...)
	c.cmd.Dir, c.cmd.Env, c.cmd.Stdin, c.cmd.Stderr = p.dir, p.gitEnvironment(), stdin, &c.errs
	c.cmd.WaitDelay = 5 * time.Second
	ownProcessGroup(c.cmd, p.fetches)
	stdout, err := c.cmd.StdoutPipe()
	if err == nil {
		widenPipe(stdout)
		c.quiet = time.AfterFunc(c.silence, func() { c.stop(errSilent) })
		c.errs.activity = func() { c.quiet.Reset(c.silence) }
		err = c.cmd.Start()
	}
	if err != nil {
		c.stop(err)
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("git is not installed: install git")
		}
		return nil, err
	}
	if !p.fetches {
		limitResources(c.cmd.Process.Pid)
	}
	c.out = bufio.NewReaderSize(&activity{stdout, c}, 256<<10)
	return c, nil
}

// activity gives the call its time anew with everything that comes from it.
type activity struct {
	in io.Reader
	c  *child
}

func (h *activity) Read(p []byte) (int, error) {
	n, err := h.in.Read(p)
	if n > 0 {
		h.c.quiet.Reset(h.c.silence)
	}
	return n, err
}

// waitForEnd waits for git and says in one line what went wrong, if anything: with git,
// or else why its answer could not be read, for which git is ended. A call that was
// ended since all was read is none that failed.
func (c *child) waitForEnd(unreadable error) error {
	if unreadable != nil {
		c.stop(errEnough)
	}
	err := c.cmd.Wait()
	c.quiet.Stop()
	cause := context.Cause(c.ctx)
	c.stop(errEnough)
	switch {
	case errors.Is(cause, errEnough), cause == nil && err == nil:
		return unreadable
	case errors.Is(cause, errSilent):
		return errSilent
	case cause != nil:
		return cause
	}
	return errors.New(c.errs.complaintLine(err.Error()))
}

// tailBytes of what git complains of are kept.
const tailBytes = 8 << 10

// tail keeps the end of what git complains of.
type tail struct {
	text     []byte
	activity func()
}

func (t *tail) Write(p []byte) (int, error) {
	t.activity()
	t.text = append(t.text, p[max(0, len(p)-tailBytes):]...)
	t.text = t.text[max(0, len(t.text)-tailBytes):]
	return len(p), nil
}

// complaintLine is the line that says why git failed: progress and hints are not.
func (t *tail) complaintLine(otherwise string) string {
	var first string
	for _, line := range strings.FieldsFunc(string(t.text), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.ToValidUTF8(strings.TrimSpace(line), "\uFFFD")
		if strings.HasPrefix(line, "fatal: ") || strings.HasPrefix(line, "error: ") {
			return line
		}
		if first == "" {
			first = line
		}
	}
	return cmp.Or(first, otherwise)
}

// gitOutput runs a call whose answer is short: at most limit bytes.
func (p place) gitOutput(ctx context.Context, stdin io.Reader, limit int64, what call, args ...string) ([]byte, error) {
	c, err := p.startGit(ctx, stdin, what, args...)
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(c.out, limit+1))
	if int64(len(out)) > limit {
		c.stop(fmt.Errorf("git %s answered more than %d bytes", what[0], limit))
	}
	if failure := c.waitForEnd(nil); failure != nil {
		return nil, failure
	}
	return out, err
}
