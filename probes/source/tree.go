// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// file is one regular file of a tree.
type file struct{ path, object string }

// tree lists the regular files of a commit, sorted by path.
type tree struct {
	files  []file
	byPath map[string]int
	globs  map[string][]int // which files a glob matches, each worked out once
	doubt  string           // why there may be files that it does not list
}

// list reads the whole tree. Symbolic links and submodules are left out: their
// contents are not the repository's own text.
func (r *repository) list(ctx context.Context) (*tree, error) {
	out, err := r.git(ctx, "ls-tree", "-r", "-z", "--full-tree", r.commit)
	if err != nil {
		return nil, fmt.Errorf("the tree of %s at %.10s cannot be read: %w", r.name, r.commit, err)
	}
	return parseTree(out), nil
}

func parseTree(out []byte) *tree {
	var files []file
	for len(out) > 0 {
		record, rest, _ := bytes.Cut(out, []byte{0})
		out = rest
		meta, name, ok := strings.Cut(string(record), "\t")
		fields := strings.Fields(meta)
		if !ok || len(fields) != 3 || !strings.HasPrefix(fields[0], "100") {
			continue
		}
		files = append(files, file{path: name, object: fields[2]})
	}
	return newTree(files)
}

func newTree(files []file) *tree {
	t := &tree{files: files, byPath: make(map[string]int, len(files)), globs: make(map[string][]int)}
	sort.Slice(t.files, func(i, j int) bool { return t.files[i].path < t.files[j].path })
	for i, f := range t.files {
		t.byPath[f.path] = i
	}
	return t
}

// first returns the file at the first of the paths that exists.
func (t *tree) first(paths []string) (file, bool) {
	for _, p := range paths {
		if i, ok := t.byPath[p]; ok {
			return t.files[i], true
		}
	}
	return file{}, false
}

// match returns the files that match one of globs (all files when there are
// none) and none of except, sorted by path.
func (t *tree) match(globs, except []string) []file {
	if len(globs) == 0 {
		globs = []string{"**"}
	}
	hit := make([]bool, len(t.files))
	t.mark(hit, globs, true)
	t.mark(hit, except, false)
	var found []file
	for i, ok := range hit {
		if ok {
			found = append(found, t.files[i])
		}
	}
	return found
}

func (t *tree) mark(hit []bool, globs []string, value bool) {
	for _, glob := range globs {
		for _, i := range t.matchOne(glob) {
			hit[i] = value
		}
	}
}

// matchOne looks only below the folder that the glob names without wildcards:
// with hundreds of globs on thousands of paths that is most of the work saved.
func (t *tree) matchOne(glob string) []int {
	if i, ok := t.byPath[glob]; ok {
		return []int{i}
	}
	if found, ok := t.globs[glob]; ok {
		return found
	}
	base, rest := doublestar.SplitPattern(glob)
	prefix := base + "/"
	if base == "." {
		prefix = ""
	}
	var found []int
	start := sort.Search(len(t.files), func(i int) bool { return t.files[i].path >= prefix })
	for i := start; i < len(t.files) && strings.HasPrefix(t.files[i].path, prefix); i++ {
		if rest == "**" || doublestar.MatchUnvalidated(glob, t.files[i].path) {
			found = append(found, i)
		}
	}
	t.globs[glob] = found
	return found
}

// namesakes returns up to three paths that end in the same file name: where a
// page that moved may have gone.
func (t *tree) namesakes(paths []string) []string {
	var found []string
	for _, f := range t.files {
		for _, p := range paths {
			if path.Base(f.path) == path.Base(p) && len(found) < 3 {
				found = append(found, f.path)
			}
		}
	}
	return found
}
