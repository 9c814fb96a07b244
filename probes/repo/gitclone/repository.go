// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

// repository is a clone opened at one commit of its default branch.
type repository struct {
	repo.Snapshot
	git     *borrowed
	now     time.Time // not Mirror.Now, which is the day asked for in a look at the past
	silence time.Duration
	shallow bool
	ends    []byte // where the history of a shallow clone ends, as git marks it
	partial bool
	tip     string    // of the default branch
	until   time.Time // zero: the head is read
}

var (
	_ repo.Repo     = (*repository)(nil)
	_ repo.Follower = (*repository)(nil)
)

// openClone finds the clone of a repository by its present name or a former
// one, and the commit to read: the head of the default branch, or its last
// commit at or before Until when that is not zero. The error is one line for a
// person.
func (m *Mirror) openClone(ctx context.Context, name string) (repo.Repo, error) {
	names := append([]string{name}, m.Former[name]...)
	dir, err := locateClone(m.Dir, names)
	if err != nil {
		return nil, err
	}
	r := &repository{Snapshot: repo.Snapshot{Name: name}, now: time.Now(), silence: m.Silence}
	if err := r.open(ctx, dir, names, m.Until); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *repository) open(ctx context.Context, dir cloneDir, names []string, until time.Time) error {
	if err := r.find(ctx, dir, names); err != nil {
		return err
	}
	r.tip, r.until = r.Commit, until
	return r.chooseCommit(ctx, r.Commit, until)
}

// find borrows the clone's objects and finds the tip of its default branch.
func (r *repository) find(ctx context.Context, dir cloneDir, names []string) error {
	bad := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("the clone of %s is not a git repository with a readable default branch: %w", r.Name, err)
	}
	settings, err := readSettings(ctx, dir, r.silence)
	if err != nil {
		return bad(err)
	}
	r.partial = settings.partial
	if r.Commit, err = defaultBranchTip(dir, settings, names); err != nil {
		return bad(err)
	}
	ends, err := shallowEnds(dir)
	if err != nil {
		return bad(err)
	}
	if len(ends) > 0 {
		r.ends, r.shallow, r.Advice = ends, true, "; the clone is shallow: run git fetch --unshallow"
	}
	if r.git, err = borrowObjects(dir, settings, ends); err != nil {
		return bad(err)
	}
	return nil
}

func (r *repository) place() place { return place{dir: r.git.dir, silence: r.silence} }

func (r *repository) Close() {
	if r.git != nil {
		r.git.close()
	}
}

// shallowEnds reads git's own mark of a shallow clone: where its history ends.
func shallowEnds(c cloneDir) ([]byte, error) {
	text, err := readRegular(filepath.Join(c.common, "shallow"), maxShallow)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("its mark of a shallow clone cannot be read: %w", err)
	}
	return text, nil
}

// missingHint is what may explain a missing object, to be added to a failure.
func (r *repository) missingHint() string {
	switch {
	case r.git != nil && r.git.lacks != "":
		return "; " + r.git.lacks
	case r.partial:
		return "; the clone is partial, made with --filter, and lacks what was never fetched: clone it whole"
	}
	return ""
}
