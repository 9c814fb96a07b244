// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
)

// file is one regular file of a tree.
type file struct{ path, object string }

// tree lists the regular files of a commit, sorted by path, and what is no file
// but may hold text: symbolic links, and submodules.
type tree struct {
	files   []file
	links   []file
	modules []string
	targets map[string]string // what the links within a search name, by path
	byPath  map[string]int
	globs   map[string][]int // which files a glob matches, each worked out once
	doubt   string           // why there may be files that it does not list
}

// Bounds of a tree. A hundred kilobytes of git objects can name 10⁹ paths.
const (
	maxTreeEntries = 1_000_000
	maxTreeBytes   = 64 << 20 // of all paths
)

// list streams the whole tree.
func (r *repository) list(ctx context.Context) (*tree, error) {
	c, err := r.place().start(ctx, nil, callTree, r.commit)
	if err != nil {
		return nil, err
	}
	t, err := parseTree(c.out)
	if err != nil {
		c.stop(errEnough)
	}
	if failure := c.end(); failure != nil {
		return nil, fmt.Errorf("the tree of %s at %.10s cannot be read: %w%s", r.name, r.commit, failure, r.why())
	}
	if err != nil {
		return nil, &outcomeError{probes.Invalid, fmt.Sprintf("the tree of %s at %.10s cannot be read: %s", r.name, r.commit, err)}
	}
	return t, nil
}

// parseTree reads "MODE TYPE OBJECT\tPATH\0" records.
func parseTree(in *bufio.Reader) (*tree, error) {
	var (
		t     tree
		bytes int
	)
	for entries := 0; ; entries++ {
		record, err := in.ReadSlice(0)
		switch {
		case errors.Is(err, io.EOF) && len(record) == 0:
			return newTree(t), nil
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, errors.New("it has a path that is longer than any file's")
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
		meta, name, ok := strings.Cut(strings.TrimSuffix(string(record), "\x00"), "\t")
		fields := strings.Fields(meta)
		if !ok || len(fields) != 3 {
			continue
		}
		if bytes += len(name); entries >= maxTreeEntries || bytes > maxTreeBytes {
			return nil, fmt.Errorf("it has more than %d paths or %d bytes of them", maxTreeEntries, maxTreeBytes)
		}
		t.add(fields[0], file{path: name, object: fields[2]})
	}
}

// add takes an entry by its mode. Folders are known by their files.
func (t *tree) add(mode string, f file) {
	switch {
	case strings.HasPrefix(mode, "100"):
		t.files = append(t.files, f)
	case mode == "120000":
		t.links = append(t.links, f)
	case mode == "160000":
		t.modules = append(t.modules, f.path)
	}
}

func newTree(t tree) *tree {
	t.byPath, t.globs = make(map[string]int, len(t.files)), make(map[string][]int)
	sort.Slice(t.files, func(i, j int) bool { return t.files[i].path < t.files[j].path })
	for i, f := range t.files {
		t.byPath[f.path] = i
	}
	return &t
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
