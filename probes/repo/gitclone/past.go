// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// These read a whole history. Names of paths are taken as they stand: the
// environment says that none of them is a pattern.
var (
	callLine    = call{"rev-list", "--first-parent", "--timestamp", "--format=%T"}           // of a commit
	callFolders = call{"ls-tree", "-r", "-z", "--full-tree"}                                 // of a commit and paths
	callChanges = call{"diff-tree", "--stdin", "-r", "-z", "--raw"}                          // of "TREE TREE" lines on standard input, below paths: no commit is read again
	callRenames = call{"diff-tree", "--stdin", "-r", "-z", "--raw", "-M", "--diff-filter=R"} // the same, without paths
)

// line is a clone opened for the whole history of its default branch.
type line struct {
	repository
	moments []past.Moment // once they were asked for
	trees   []string      // of the moments
}

var _ past.Line = (*line)(nil)

// OpenPast opens a clone for all that its default branch has been along first
// parents. The error is one line for a person.
func (m *Mirror) OpenPast(ctx context.Context, name string) (past.Line, error) {
	opened, err := m.openTip(ctx, name)
	if err != nil {
		return nil, err
	}
	return &line{repository: *opened}, nil
}

// State names the tip and, of a shallow clone, where its history ends: with the same
// state comes the same past.
func (l *line) State() string {
	return fmt.Sprintf("%s %x", l.Commit, sha256.Sum256(l.ends))
}

// Moments reads the first-parent line, the first time it is asked for.
func (l *line) Moments(ctx context.Context) ([]past.Moment, error) {
	if l.moments != nil {
		return l.moments, nil
	}
	c, err := l.place().startGit(ctx, nil, callLine, l.Commit)
	if err != nil {
		return nil, err
	}
	moments, trees, err := parseMoments(c.out)
	if err = c.waitForEnd(err); err != nil {
		return nil, fmt.Errorf("the history of %s cannot be read: %w%s", l.Name, err, l.missingHint())
	}
	past.CountMoments(moments, l.now)
	l.moments, l.trees = moments, trees
	return moments, nil
}

// parseMoments reads two lines a commit, "SECONDS commit COMMIT" and its tree, the
// newest first, and turns them round.
func parseMoments(in *bufio.Reader) (list []past.Moment, trees []string, err error) {
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			slices.Reverse(list)
			slices.Reverse(trees)
			return list, trees, nil
		}
		tree := ""
		if err == nil {
			tree, err = in.ReadString('\n')
		}
		if err != nil {
			return nil, nil, unexpected(err)
		}
		seconds, commit, ok := strings.Cut(strings.TrimSpace(line), " commit ")
		date, wrong := strconv.ParseInt(seconds, 10, 64)
		if tree = strings.TrimSpace(tree); !ok || wrong != nil || !repo.IsHash(commit) || !repo.IsHash(tree) {
			return nil, nil, fmt.Errorf("git answered %.60q", strings.TrimSpace(line))
		}
		list, trees = append(list, past.Moment{Commit: commit, Committed: date}), append(trees, tree)
	}
}

// Shallow says whether the clone's history begins before the first moment.
func (l *line) Shallow() bool { return l.shallow }

// Tree lists what stands below the folders at a moment.
func (l *line) Tree(ctx context.Context, moment int, folders []string, see func(past.Change)) error {
	args := append([]string{l.moments[moment].Commit}, folders...)
	c, err := l.place().startGit(ctx, nil, callFolders, args...)
	if err != nil {
		return err
	}
	for err == nil {
		var record string
		if record, err = readRecord(c.out); record != "" {
			meta, name, _ := strings.Cut(record, "\t")
			if fields := strings.Fields(meta); len(fields) == 3 {
				see(past.Change{Mode: fields[0], Object: fields[2], Path: name})
			}
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	failure := c.waitForEnd(err)
	if failure != nil && !errors.Is(failure, err) {
		return fmt.Errorf("the tree of %s at %.10s cannot be read: %w%s", l.Name, l.moments[moment].Commit, failure, l.missingHint())
	}
	return failure
}

// Former says where files stood at the commit that later stand at paths: where they
// are moved to before the head. At the head itself nothing is later.
func (r *repository) Former(ctx context.Context, paths []string, stands func(string) bool) (map[string]string, error) {
	if r.until.IsZero() || r.Commit == r.tip {
		return nil, nil
	}
	tip := *r
	tip.Commit = r.tip
	found, err := past.Former(ctx, &line{repository: tip}, r.Commit, paths, stands)
	if ctx.Err() == nil {
		err = nil // what cannot be followed is where it is
	}
	return found, err
}

// readRecord reads up to a NUL.
func readRecord(in *bufio.Reader) (string, error) {
	record, err := in.ReadSlice(0)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errors.New("it has a path that is longer than any file's")
	case errors.Is(err, io.EOF) && len(record) > 0:
		return "", io.ErrUnexpectedEOF
	case err != nil:
		return "", err
	}
	return string(record[:len(record)-1]), nil
}

var authorLine = regexp.MustCompile(`(?m)^author .*> (\d+) [-+]\d{4}$`)

// Authored reads when commits of a clone were written, by their authors' clocks, in
// Unix seconds. What cannot be read is left out.
func (m *Mirror) Authored(ctx context.Context, name string, commits []string) (map[string]int64, error) {
	opened, err := m.openTip(ctx, name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	dates := make(map[string]int64, len(commits))
	err = opened.Cat(ctx, commits, func(i int, kind string, data []byte, err error) {
		head, _, _ := strings.Cut(string(data), "\n\n")
		if found := authorLine.FindStringSubmatch(head); err == nil && kind == "commit" && found != nil {
			dates[commits[i]], _ = strconv.ParseInt(found[1], 10, 64) // digits
		}
	})
	return dates, err
}

// MovesOnly says whether a commit did nothing but give files other paths, compared
// with its first parent: such a commit introduces nothing, and dates nothing. The
// error is for a clone or a commit that cannot be read; a commit without a parent
// moves nothing.
func (m *Mirror) MovesOnly(ctx context.Context, name, commit string) (bool, error) {
	opened, err := m.openClone(ctx, name)
	if err != nil {
		return false, err
	}
	defer opened.Close()
	r := opened.(*repository)
	after, err := r.contents(ctx, commit)
	if err != nil {
		return false, err
	}
	before, err := r.contents(ctx, commit+"^")
	if err != nil {
		return false, nil // the first commit, or the end of a shallow clone
	}
	return maps.Equal(before.count, after.count) && !maps.Equal(before.at, after.at), nil
}

// contents is what a tree holds: how often each object, and where.
type contents struct {
	count map[string]int
	at    map[string]string
}

func (r *repository) contents(ctx context.Context, commit string) (contents, error) {
	found := contents{make(map[string]int), make(map[string]string)}
	other := &repository{Snapshot: repo.Snapshot{Name: r.Name, Commit: commit}, git: r.git, now: r.now, silence: r.silence}
	t, err := other.List(ctx)
	if err != nil {
		return found, err
	}
	for _, f := range t.Entries() {
		found.count[f.Object]++
		found.at[f.Path] = f.Object
	}
	return found, nil
}
