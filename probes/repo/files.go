// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// File is one file of a repository, as it stands at the commit that is read.
type File struct {
	Path string
	Data []byte // valid only while the file is shown
	Err  error  // why it could not be read; Data is nil then
	in   *Snapshot
}

// At is where a person can open the file, at the commit and at a line (from 1;
// 0: none).
func (f File) At(line int) string {
	if line < 1 {
		return f.in.webFile(f.Path, nil)
	}
	return f.in.webFile(f.Path, []span{{line, line}})
}

// Files shows files of a repository in the order of their paths. choose picks
// them from the paths of all regular files. The error is for a repository that
// cannot be read, or a context that ended.
func Files(ctx context.Context, repo Repo, choose func([]string) []string, see func(File)) error {
	t, err := repo.List(ctx)
	if err != nil {
		return err
	}
	var objects []string
	byObject := make(map[string][]string) // one content may have several names
	for _, path := range choose(t.Paths()) {
		f, ok := t.firstOf([]string{path})
		if !ok {
			return fmt.Errorf("%s has no file %s", repo.At().Name, path)
		}
		if byObject[f.Object] == nil {
			objects = append(objects, f.Object)
		}
		byObject[f.Object] = append(byObject[f.Object], path)
	}
	return repo.Cat(ctx, objects, func(i int, _ string, data []byte, err error) {
		for _, path := range byObject[objects[i]] {
			see(File{Path: path, Data: data, Err: err, in: repo.At()})
		}
	})
}

// In is the snapshot that the file is of.
func (f File) In() Snapshot { return *f.in }

// IsHash says whether a text is the name of a git object. It keeps the words of
// a server or a clone from becoming part of an address or a command.
func IsHash(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

var plainPart = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// ParseName reads OWNER/NAME. What comes from records is checked, so that no
// name leads to another address or folder.
func ParseName(name string) (owner, repository string, ok bool) {
	owner, repository, ok = strings.Cut(name, "/")
	return owner, repository, ok && plainName(owner) && plainName(repository)
}

func plainName(part string) bool { return part != "." && part != ".." && plainPart.MatchString(part) }
