// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Bounds on what is read of a repository.
const (
	// MaxFile is the largest file, in bytes, that is read: 16 MiB. A larger one is
	// an observation that says so. No page or source file comes near it.
	MaxFile = 16 << 20
	// MaxRead is how many bytes are read of one repository: 4 GiB.
	MaxRead = 4 << 30
)

// Repo is a repository opened at one commit: a local clone, or GitHub's API.
type Repo interface {
	// At says which repository and commit it is.
	At() *Snapshot
	// List reads the whole tree of the commit, sorted.
	List(ctx context.Context) (*Tree, error)
	// Cat reads objects, blobs and commits, and shows each once, in any order.
	// The slice is valid only during the call. An object that cannot be read
	// comes with an error and costs no other. Cat's own error means that
	// nothing can be said of the repository.
	Cat(ctx context.Context, objects []string, see See) error
	// Close frees what opening took.
	Close()
}

// Follower is a Repo that may be at a commit of the past, and knows then where files
// stood that were moved since.
type Follower interface {
	// Former says where files stood at the commit that stand at paths later, by path;
	// what it cannot tell is left out. stands says what is there at the commit.
	Former(ctx context.Context, paths []string, stands func(string) bool) (map[string]string, error)
}

// See is shown one object: its index in the list that was asked for, its kind
// and bytes, or why it could not be read.
type See func(i int, kind string, data []byte, err error)

// Snapshot names a repository at one commit of its default branch.
type Snapshot struct {
	Name   string // OWNER/NAME
	Commit string
	Date   time.Time // UTC; of commit, by its committer
	Advice string    // what to do when an old commit is missing
}

// At is the snapshot itself, for implementations of Repo that embed it.
func (s *Snapshot) At() *Snapshot { return s }

// webTree is the address of a folder at the commit.
func (s *Snapshot) webTree(folder string) string {
	u := "https://github.com/" + s.Name + "/tree/" + s.Commit
	if folder != "" && folder != "." {
		u += "/" + probes.EscapePath(folder)
	}
	return u
}

// webFile is the address of a file at the commit, at the first lines given.
// GitHub shows line numbers of prose files only with plain=1.
func (s *Snapshot) webFile(name string, lines []span) string {
	u := "https://github.com/" + s.Name + "/blob/" + s.Commit + "/" + probes.EscapePath(name)
	if len(lines) == 0 {
		return u
	}
	switch path.Ext(name) {
	case ".md", ".mdx", ".markdown", ".rst", ".adoc":
		u += "?plain=1"
	}
	return u + "#" + lines[0].String()
}

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
