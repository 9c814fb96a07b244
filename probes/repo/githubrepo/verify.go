// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"bytes"
	"cmp"
	"crypto/sha1" //nolint:gosec // git names objects by it
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/google/go-github/v62/github"
)

// provenTree says whether an answer lists a tree as git has it: git names a tree by
// a digest of its entries, so a list that lacks one, or has one more, has
// another name. A recursive answer holds every folder below it as well.
func provenTree(object string, entries []*github.TreeEntry, recursive bool) bool {
	folders := map[string]string{"": object}
	inside := make(map[string][]*github.TreeEntry)
	for _, e := range entries {
		dir := folderOf(e.GetPath())
		inside[dir] = append(inside[dir], e)
		if recursive && e.GetType() == "tree" {
			folders[e.GetPath()] = e.GetSHA()
		}
	}
	for dir, name := range folders {
		if treeName(name, inside[dir]) != name {
			return false
		}
		delete(inside, dir)
	}
	return len(inside) == 0 // nothing is in a folder that is not there
}

func folderOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}

// treeName is the name that git gives to a tree of these entries.
func treeName(like string, entries []*github.TreeEntry) string {
	order := func(e *github.TreeEntry) string { // git sorts a folder as if its name ended in a slash
		if e.GetType() == "tree" {
			return path.Base(e.GetPath()) + "/"
		}
		return path.Base(e.GetPath())
	}
	slices.SortFunc(entries, func(a, b *github.TreeEntry) int { return cmp.Compare(order(a), order(b)) })
	var b bytes.Buffer
	for _, e := range entries {
		id, err := hex.DecodeString(e.GetSHA())
		if err != nil {
			return ""
		}
		fmt.Fprintf(&b, "%s %s\x00%s", strings.TrimLeft(e.GetMode(), "0"), path.Base(e.GetPath()), id)
	}
	return objectName(like, "tree", b.Bytes())
}

// objectName is the name that git gives to an object: a digest of its kind,
// size and bytes, of the same length as like.
func objectName(like, kind string, data []byte) string {
	h := sha1.New() //nolint:gosec // git names objects by it
	if len(like) == 64 {
		h = sha256.New()
	}
	fmt.Fprintf(h, "%s %d\x00", kind, len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}
