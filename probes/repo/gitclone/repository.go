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
	r, err := m.openTip(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := r.chooseCommit(ctx, m.Until); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// openTip finds a clone and borrows its objects, and leaves open which commit is
// read: Commit is the tip of the default branch.
func (m *Mirror) openTip(ctx context.Context, name string) (*repository, error) {
	names := append([]string{name}, m.Former[name]...)
	dir, err := locateClone(m.Dir, names)
	if err != nil {
		return nil, err
	}
	r := &repository{Snapshot: repo.Snapshot{Name: name}, now: time.Now(), silence: m.Silence}
	switch err := r.borrow(ctx, dir, names); {
	case err == nil:
		return r, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	default:
		return nil, fmt.Errorf("the clone of %s is not a git repository with a readable default branch: %w", name, err)
	}
}

// borrow finds the tip of the clone's default branch, and borrows its objects.
func (r *repository) borrow(ctx context.Context, dir cloneDir, names []string) error {
	settings, err := readSettings(ctx, dir, r.silence)
	if err != nil {
		return err
	}
	r.partial = settings.partial
	if r.Commit, err = defaultBranchTip(dir, settings, names); err != nil {
		return err
	}
	if r.ends, err = shallowEnds(dir); err != nil {
		return err
	}
	if len(r.ends) > 0 {
		r.shallow, r.Advice = true, "; the clone is shallow: run git fetch --unshallow"
	}
	r.git, err = borrowObjects(dir, settings, r.ends)
	return err
}

func (r *repository) place() place { return place{dir: r.git.dir, silence: r.silence} }

func (r *repository) Close() { r.git.close() }

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
