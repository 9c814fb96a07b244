// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
)

// Entry is a name in a tree, and the object that it stands for.
type Entry struct{ Path, Object string }

// Tree lists the regular files of a commit, and what is not a file but may hold
// text: symbolic links, and submodules. An implementation of Repo adds every
// entry and sorts.
type Tree struct {
	Doubt string // why there may be files that it does not list

	files   []Entry
	links   []Entry
	modules []string
	targets map[string]string // what the links within a search name, by path
	byPath  map[string]int
	former  map[string]string // where files stood that stand elsewhere later, by their later path
	globs   map[string][]int  // which files a glob matches, each worked out once
}

// Bounds of a tree. A hundred kilobytes of git objects can name 10⁹ paths.
const (
	MaxTreeEntries = 1_000_000
	MaxTreeBytes   = 64 << 20 // of all paths
)

// Add takes an entry by its mode, as git writes it. Folders are known by their
// files.
func (t *Tree) Add(mode string, e Entry) {
	switch {
	case strings.HasPrefix(mode, "100"):
		t.files = append(t.files, e)
	case mode == "120000":
		t.links = append(t.links, e)
	case mode == "160000":
		t.modules = append(t.modules, e.Path)
	}
}

// Sort makes the tree ready to be searched, and returns it.
func (t *Tree) Sort() *Tree {
	t.byPath, t.globs = make(map[string]int, len(t.files)), make(map[string][]int)
	sort.Slice(t.files, func(i, j int) bool { return t.files[i].Path < t.files[j].Path })
	for i, f := range t.files {
		t.byPath[f.Path] = i
	}
	return t
}

// Entries lists all regular files, sorted by path.
func (t *Tree) Entries() []Entry { return t.files }

// Paths lists the regular files, sorted.
func (t *Tree) Paths() []string {
	paths := make([]string, len(t.files))
	for i, f := range t.files {
		paths[i] = f.Path
	}
	return paths
}

// firstOf returns the file at the first of the paths that exists.
func (t *Tree) firstOf(paths []string) (Entry, bool) {
	for _, p := range paths {
		if i, ok := t.byPath[p]; ok {
			return t.files[i], true
		}
	}
	return Entry{}, false
}

// stands says whether a file is at a path.
func (t *Tree) stands(name string) bool {
	_, ok := t.byPath[name]
	return ok
}

// formerOf returns the file that stands at the first of the paths later.
func (t *Tree) formerOf(paths []string) (Entry, bool) {
	for _, p := range paths {
		if name, ok := t.former[p]; ok {
			return t.firstOf([]string{name})
		}
	}
	return Entry{}, false
}

// followMoves asks where the pages were that are not at any of their paths yet.
func (t *Tree) followMoves(ctx context.Context, in Repo, asked []probes.Probe) error {
	follower, ok := in.(Follower)
	if !ok {
		return nil
	}
	var missing []string
	for _, p := range asked {
		if _, there := t.firstOf(p.Paths); p.Method == probes.Page && !there {
			missing = append(missing, p.Paths...)
		}
	}
	slices.Sort(missing)
	if missing = slices.Compact(missing); len(missing) == 0 {
		return nil
	}
	var err error
	t.former, err = follower.Former(ctx, missing, t.stands)
	return err
}

// matchGlobs returns the files that match one of globs (all files when there are
// none) and none of except, sorted by path.
func (t *Tree) matchGlobs(globs, except []string) []Entry {
	if len(globs) == 0 {
		globs = []string{"**"}
	}
	hit := make([]bool, len(t.files))
	t.markEntries(hit, globs, true)
	t.markEntries(hit, except, false)
	var found []Entry
	for i, ok := range hit {
		if ok {
			found = append(found, t.files[i])
		}
	}
	return found
}

func (t *Tree) markEntries(hit []bool, globs []string, value bool) {
	for _, glob := range globs {
		for _, i := range t.matchOne(glob) {
			hit[i] = value
		}
	}
}

// matchOne looks only below the folder that the glob names without wildcards:
// with hundreds of globs on thousands of paths that is most of the work saved.
func (t *Tree) matchOne(glob string) []int {
	if i, ok := t.byPath[glob]; ok {
		return []int{i}
	}
	if found, ok := t.globs[glob]; ok {
		return found
	}
	base, rest := doublestar.SplitPattern(glob)
	var found []int
	from, to := t.filesIn(base)
	for i := from; i < to; i++ {
		if rest == "**" || doublestar.MatchUnvalidated(glob, t.files[i].Path) {
			found = append(found, i)
		}
	}
	t.globs[glob] = found
	return found
}

// filesIn is where the files in a folder begin and end among all; "." is the whole tree.
func (t *Tree) filesIn(folder string) (from, to int) {
	if folder == "." {
		return 0, len(t.files)
	}
	firstFrom := func(path string) int {
		return sort.Search(len(t.files), func(i int) bool { return t.files[i].Path >= path })
	}
	return firstFrom(folder + "/"), firstFrom(folder + "0") // "0" follows "/"
}

// namesakes returns up to three paths that end in the same file name: where a
// page that moved may have gone.
func (t *Tree) namesakes(paths []string) []string {
	var found []string
	for _, f := range t.files {
		for _, p := range paths {
			if path.Base(f.Path) == path.Base(p) && len(found) < 3 {
				found = append(found, f.Path)
			}
		}
	}
	return found
}
