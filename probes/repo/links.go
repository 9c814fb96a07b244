// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
)

// unread is something within a search that could not be searched.
type unread struct {
	path string
	why  error
}

// MaxLink is the longest text of a symbolic link, in bytes.
const MaxLink = 64 << 10

// maxLinks bounds the symbolic links that are followed in one repository.
const maxLinks = 10_000

// readLinks reads the symbolic links within the scope of searches, so that what
// they name is searched as well.
func readLinks(ctx context.Context, repo Repo, t *Tree, asked []probes.Probe) error {
	var objects []string
	byObject := make(map[string][]string)
	for _, p := range asked {
		if p.Method != probes.Absent {
			continue
		}
		for _, link := range t.links {
			if !MayReach(p.Paths, p.Except, link.Path) || slices.Contains(byObject[link.Object], link.Path) {
				continue
			}
			if byObject[link.Object] == nil && len(objects) < maxLinks {
				objects = append(objects, link.Object)
			}
			byObject[link.Object] = append(byObject[link.Object], link.Path)
		}
	}
	t.targets = make(map[string]string)
	if len(objects) == 0 {
		return nil
	}
	return repo.Cat(ctx, objects, func(i int, kind string, data []byte, err error) {
		for _, name := range byObject[objects[i]] {
			if err == nil && kind == "blob" && len(data) <= MaxLink {
				t.targets[name] = string(data)
			}
		}
	})
}

// MayReach says whether a folder or link is within a scope, or may hold something
// that is.
func MayReach(globs, except []string, name string) bool {
	if len(globs) == 0 {
		globs = []string{"**"}
	}
	in := func(glob string) bool { return doublestar.MatchUnvalidated(glob, name) || mayHold(glob, name) }
	out := func(glob string) bool {
		return doublestar.MatchUnvalidated(glob, name) || doublestar.MatchUnvalidated(glob, name+"/x")
	}
	return slices.ContainsFunc(globs, in) && !slices.ContainsFunc(except, out)
}

// mayHold says whether a glob can match below a folder.
func mayHold(glob, folder string) bool {
	if before, rest, ok := strings.Cut(glob, "{"); ok { // a brace may hold a slash
		inside, after, _ := strings.Cut(rest, "}")
		return slices.ContainsFunc(strings.Split(inside, ","), func(one string) bool { return mayHold(before+one+after, folder) })
	}
	parts := strings.Split(glob, "/")
	for i, name := range strings.Split(folder, "/") {
		switch {
		case i < len(parts) && parts[i] == "**":
			return true
		case i >= len(parts) || !doublestar.MatchUnvalidated(parts[i], name):
			return false
		}
	}
	return len(parts) > strings.Count(folder, "/")+1
}

// linkedFiles lists the files that symbolic links bring into a scope, and what in it
// cannot be searched: submodules, and links that lead out of the repository.
func (t *Tree) linkedFiles(globs, except []string) (files []Entry, left []unread) {
	for _, module := range t.modules {
		if MayReach(globs, except, module) {
			left = append(left, unread{module, &opaqueError{"a submodule"}})
		}
	}
	for _, link := range t.links {
		if !MayReach(globs, except, link.Path) {
			continue
		}
		more, err := t.filesBehindLink(link.Path, globs, except)
		if err != nil {
			left = append(left, unread{link.Path, err})
		}
		files = append(files, more...)
	}
	return files, left
}

// filesBehindLink lists the files of a scope that stand behind a symbolic link.
func (t *Tree) filesBehindLink(link string, globs, except []string) ([]Entry, error) {
	target, err := t.linkTarget(link, 0)
	if err != nil {
		return nil, err
	}
	if i, ok := t.byPath[target]; ok {
		if InScope(globs, except, link) {
			return []Entry{t.files[i]}, nil
		}
		return nil, nil
	}
	if slices.Contains(t.modules, target) {
		return nil, &opaqueError{"a symbolic link into a submodule"}
	}
	from, to := t.filesIn(target)
	if from == to {
		return nil, &opaqueError{"a symbolic link to nothing in the repository"}
	}
	var found []Entry
	for _, f := range t.files[from:to] {
		if rest := strings.TrimPrefix(f.Path, target); InScope(globs, except, path.Join(link, rest)) {
			found = append(found, f)
		}
	}
	return found, nil
}

// InScope says whether a name matches one of globs (none: every name does) and none
// of except.
func InScope(globs, except []string, name string) bool {
	match := func(glob string) bool { return doublestar.MatchUnvalidated(glob, name) }
	return (len(globs) == 0 || slices.ContainsFunc(globs, match)) && !slices.ContainsFunc(except, match)
}

// LinkTarget finds what a symbolic link names, as a path of the tree. targets are
// the texts of the links that are there, by path, and modules the submodules.
func LinkTarget(targets map[string]string, modules []string, link string) (string, error) {
	return (&Tree{targets: targets, modules: modules}).linkTarget(link, 0)
}

// maxHops is how many links may lead to the next.
const maxHops = 10

// linkTarget finds what a link names, as a path of the tree.
func (t *Tree) linkTarget(link string, hops int) (string, error) {
	target, ok := t.targets[link]
	switch {
	case !ok:
		return "", &opaqueError{"a symbolic link that was not read"}
	case hops == maxHops:
		return "", &opaqueError{"a symbolic link that leads in a circle"}
	case path.IsAbs(target):
		return "", &opaqueError{"a symbolic link out of the repository"}
	}
	name := path.Join(path.Dir(link), target)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", &opaqueError{"a symbolic link out of the repository"}
	}
	for i := 1; i <= len(name); i++ { // a folder on the way may be a link itself
		if i < len(name) && name[i] != '/' {
			continue
		}
		if _, ok := t.targets[name[:i]]; ok {
			on, err := t.linkTarget(name[:i], hops+1)
			return path.Join(on, name[i:]), err
		}
		if slices.Contains(t.modules, name[:i]) {
			return name[:i], nil
		}
	}
	return name, nil
}

// listUnread names a few of what could not be searched.
func listUnread(left []unread, of int) string {
	var parts []string
	for _, u := range left[:min(len(left), 3)] {
		parts = append(parts, fmt.Sprintf("%s (%s)", u.path, u.why))
	}
	text := strings.Join(parts, ", ")
	if more := len(left) - len(parts); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%d of %d in its scope could not be searched: %s", len(left), of, text)
}
