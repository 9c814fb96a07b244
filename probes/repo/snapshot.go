// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"net/url"
	"path"
	"strings"
	"time"
)

// opened is a repository opened at one commit: a local clone, or GitHub's API.
type opened interface {
	// at says which repository and commit it is.
	at() *snapshot
	// list reads the whole tree of the commit.
	list(ctx context.Context) (*tree, error)
	// cat reads objects, blobs and commits, and shows each once, in any order.
	// The slice is valid only during the call. An object that cannot be read
	// comes with an error and costs no other. cat's own error means that
	// nothing can be said of the repository.
	cat(ctx context.Context, objects []string, see func(i int, kind string, data []byte, err error)) error
	// close frees what opening took.
	close()
}

// snapshot names a repository at one commit of its default branch.
type snapshot struct {
	name   string // OWNER/NAME
	commit string
	date   time.Time // committer date of commit, UTC
	advice string    // what to do when an old commit is missing
}

func (s *snapshot) at() *snapshot { return s }

// webTree is the address of a folder at the commit.
func (s *snapshot) webTree(folder string) string {
	u := "https://github.com/" + s.name + "/tree/" + s.commit
	if folder != "" && folder != "." {
		u += "/" + escapePath(folder)
	}
	return u
}

// webFile is the address of a file at the commit, at the first lines given.
// GitHub shows line numbers of prose files only with plain=1.
func (s *snapshot) webFile(name string, lines []span) string {
	u := "https://github.com/" + s.name + "/blob/" + s.commit + "/" + escapePath(name)
	if len(lines) == 0 {
		return u
	}
	switch path.Ext(name) {
	case ".md", ".mdx", ".markdown", ".rst", ".adoc":
		u += "?plain=1"
	}
	return u + "#" + lines[0].String()
}

func escapePath(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}
