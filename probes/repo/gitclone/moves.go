// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"maps"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

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
