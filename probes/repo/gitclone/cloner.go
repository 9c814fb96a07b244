// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

// The states of a clone after Cloner's work.
const (
	CloneMade    = "made"
	CloneRenewed = "renewed"
	CloneCurrent = "current"    // nothing new on the default branch
	CloneLeft    = "left alone" // not one that Cloner makes
	CloneFailed  = "failed"
)

// Cloned tells what became of one clone.
type Cloned struct {
	Repository  string
	State       string
	Err         error // of a failed one; why one was left alone
	Bytes       int64 // on disk
	Done, Total int
}

// Cloner makes and renews the clones that Mirror reads: bare ones at
// Dir/OWNER/NAME.git with all branches and tags, which git remote update renews
// as well. A clone takes its place only when it is whole, so that a run can be
// stopped at any moment and repeated.
type Cloner struct {
	Dir      string
	Host     string              // base URL of the host; empty: https://github.com
	Jobs     int                 // clones at a time; 0 means 2
	Former   map[string][]string // earlier names of repositories, under which clones may lie
	Silence  time.Duration       // how long a transfer may stand still; 0 means 5 minutes
	Progress func(Cloned)        // called when a clone is done; may be nil
	mu       sync.Mutex
	done     int
}

const defaultHost = "https://github.com"

// Clone makes or renews the clones of repositories, and tells of each in the
// order of their names. The error is for a folder that cannot be used, or a
// context that ended.
func (c *Cloner) Clone(ctx context.Context, names []string) ([]Cloned, error) {
	if _, err := c.allowedProtocols(); err != nil {
		return nil, err
	}
	var err error
	if c.Dir, err = filepath.Abs(c.Dir); err != nil { // git runs elsewhere
		return nil, err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return nil, err
	}
	held, err := os.OpenFile(filepath.Join(c.Dir, ".landscape-clone.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	defer func() { _ = held.Close() }()
	if err := lockFile(held); err != nil {
		return nil, fmt.Errorf("%s: another landscape clone is at work there", c.Dir)
	}
	var all []Cloned
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	err = repo.Each(ctx, cmp.Or(c.Jobs, 2), names, func(name string) {
		one := c.createOrRenew(ctx, name)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.done++
		one.Done, one.Total = c.done, len(names)
		all = append(all, one)
		if c.Progress != nil && ctx.Err() == nil {
			c.Progress(one)
		}
	})
	slices.SortFunc(all, func(a, b Cloned) int { return strings.Compare(a.Repository, b.Repository) })
	return all, err
}

// allowedProtocols is the one that git may speak: https, or http and files for a host
// of one's own.
func (c *Cloner) allowedProtocols() (string, error) {
	u, err := url.Parse(cmp.Or(c.Host, defaultHost))
	if err != nil {
		return "", fmt.Errorf("the address of the host %q is not a URL", c.Host)
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.User != nil || u.Scheme != "https" && u.Scheme != "file" && (u.Scheme != "http" || !loopback) {
		return "", fmt.Errorf("the address of the host %q must be https, or http on loopback, without a user", u.Redacted())
	}
	return u.Scheme, nil
}

func (c *Cloner) address(name string) string {
	return strings.TrimRight(cmp.Or(c.Host, defaultHost), "/") + "/" + name + ".git"
}

func (c *Cloner) createOrRenew(ctx context.Context, name string) Cloned {
	out := Cloned{Repository: name, State: CloneFailed}
	if _, _, ok := repo.ParseName(name); !ok {
		out.Err = fmt.Errorf("%q is not the name of a repository: OWNER/NAME is wanted", name)
		return out
	}
	dir, err := c.findExisting(ctx, name)
	switch {
	case err != nil:
		out.State, out.Err = CloneLeft, err
	case dir == "":
		dir = filepath.Join(c.Dir, filepath.FromSlash(name)+".git")
		out.State, out.Err = CloneMade, c.createClone(ctx, name, dir)
	default:
		out.State, out.Err = c.renewClone(ctx, name, dir)
	}
	if out.Err != nil && out.State != CloneLeft {
		out.State = CloneFailed
		return out
	}
	out.Bytes = diskUse(dir)
	return out
}

// findExisting finds the clone to renew; "" when there is none. The error is for one
// that is not as Cloner makes them: what it is set up to do is not run.
func (c *Cloner) findExisting(ctx context.Context, name string) (dir string, err error) {
	for _, each := range append([]string{name}, c.Former[name]...) {
		for _, candidate := range []string{each + ".git", each} {
			dir := filepath.Join(c.Dir, filepath.FromSlash(candidate))
			if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err := c.whyNotRenewable(ctx, dir); err != nil {
				return dir, fmt.Errorf("%s stands there and is not a clone that landscape renews (%w)", candidate, err)
			}
			return dir, nil
		}
	}
	return "", nil
}

// cloneKeys may be in the configuration of a clone that is renewed; none of
// them names a program, a file or another address.
var cloneKeys = []string{
	"core.repositoryformatversion", "core.filemode", "core.bare", "core.logallrefupdates", "core.ignorecase", "core.precomposeunicode",
	"remote.origin.url", "remote.origin.fetch", "remote.origin.mirror", "remote.origin.tagopt", "gc.auto", "extensions.objectformat",
}

// whyNotRenewable says what keeps a folder from being renewed, if anything.
func (c *Cloner) whyNotRenewable(ctx context.Context, dir string) error {
	for _, place := range []string{filepath.Dir(dir), dir} {
		if info, err := os.Lstat(place); err != nil || !info.IsDir() {
			return errors.New("it is a link or a file")
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		return errors.New("it has a work tree: git fetch renews it")
	}
	text, err := readRegular(filepath.Join(dir, "config"), maxConfig)
	if err != nil {
		return errors.New("it has no configuration of git")
	}
	empty, err := os.MkdirTemp("", "landscape-git-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(empty) }()
	listed, err := place{dir: empty, silence: c.Silence}.gitOutput(ctx, bytes.NewReader(text), 4*maxConfig, callConfig)
	if err != nil {
		return err
	}
	for entry := range bytes.SplitSeq(bytes.TrimSuffix(listed, []byte{0}), []byte{0}) {
		if key, _, _ := strings.Cut(string(entry), "\n"); !slices.Contains(cloneKeys, key) {
			return fmt.Errorf("its configuration sets %.60q", key)
		}
	}
	return noSwitches(dir)
}

// noSwitches refuses what steers git beside the configuration.
func noSwitches(dir string) error {
	for _, name := range []string{"commondir", "config.worktree", "objects/info/alternates", "info/grafts", "info/attributes", "shallow"} {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return fmt.Errorf("it has a file %s", name)
		}
	}
	for _, name := range []string{"HEAD", "packed-refs"} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("its %s is not a regular file", name)
		}
	}
	for _, name := range []string{"objects", "refs", "objects/pack"} {
		if info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil && !info.IsDir() {
			return fmt.Errorf("its %s is not a folder", name)
		}
	}
	return onlyFiles(filepath.Join(dir, "objects", "pack"))
}

// diskUse adds up the files of a folder.
func diskUse(dir string) (total int64) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error { // what cannot be seen is not counted
		if err == nil && entry.Type().IsRegular() {
			if info, err := entry.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil
	})
	return total
}
