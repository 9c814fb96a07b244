// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
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

// dated is a commit with the date that it counts from.
type dated struct {
	commit string
	at     int64 // Unix seconds; 0: no commit up to it has a date that counts
}

// chooseCommit reads a history, "SECONDS COMMIT" a line, from the head along
// first parents: a side branch's commits were not on the default branch before
// their merge. A commit counts from the latest date among it and its ancestors,
// as clocks are wrong at times, and dates that no clock can have shown count for
// nothing. The
// answer is the head, or the last commit that counts from until (0: none) or
// before; its commit is "" when there is none.
func chooseCommit(in *bufio.Reader, until, now int64) (found dated, err error) {
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			if until != 0 && found.at == 0 { // nothing says that it was there by then
				return dated{}, nil
			}
			return found, nil
		}
		if err != nil {
			return dated{}, unexpected(err)
		}
		seconds, commit, ok := strings.Cut(strings.TrimSpace(line), " ")
		date, wrong := strconv.ParseInt(seconds, 10, 64)
		if !ok || wrong != nil || !repo.IsHash(commit) {
			return dated{}, fmt.Errorf("git answered %.60q", strings.TrimSpace(line))
		}
		if !past.Plausible(date, now) {
			date = 0
		}
		switch {
		case until != 0 && date > until: // later, and so is all that follows it
			found = dated{}
		case found.commit == "":
			found = dated{commit, date}
		default:
			found.at = max(found.at, date)
		}
	}
}

// headAncestors is how many commits up to the head are looked at for the date
// that it counts from.
const headAncestors = 100

// chooseCommit chooses the commit to read, from the tip back.
func (r *repository) chooseCommit(ctx context.Context, until time.Time) error {
	r.tip, r.until = r.Commit, until
	// In a look at the past any commit may be the one; the head's own date is the
	// latest of a hundred unless all of their clocks were behind an older one.
	end, args := int64(0), []string{"--max-count=" + strconv.Itoa(headAncestors), r.tip}
	if !until.IsZero() {
		end, args = until.Unix(), args[1:]
	}
	c, err := r.place().startGit(ctx, nil, callHistory, args...)
	if err != nil {
		return err
	}
	found, err := chooseCommit(c.out, end, r.now.Unix())
	switch err = c.waitForEnd(err); {
	case err != nil:
		return fmt.Errorf("the history of %s cannot be read: %w%s", r.Name, err, r.missingHint())
	case found.commit == "":
		return r.noCommit(until)
	}
	r.Commit = found.commit
	if found.at != 0 {
		r.Date = time.Unix(found.at, 0).UTC()
	}
	return nil
}

func (r *repository) noCommit(until time.Time) error {
	day := until.UTC().Format(time.DateOnly)
	if r.shallow {
		return fmt.Errorf("the clone of %s is shallow and its history ends after %s: run git fetch --unshallow", r.Name, day)
	}
	return fmt.Errorf("%s has no commit on its default branch by %s", r.Name, day)
}
