// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha1" //nolint:gosec // git names objects by it
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// maxTreeRequests bounds the walk of a tree that GitHub does not send whole: it cuts after 100,000
// entries or 7 MB.
const maxTreeRequests = 60

// List reads the whole tree, in one request where GitHub sends it whole, and
// else folder by folder.
func (r *hosted) List(ctx context.Context) (*repo.Tree, error) {
	w := &walker{repo: r}
	r.sizes, r.total = make(map[string]int64), 0
	if err := w.folder(ctx, "", r.root); err != nil {
		return nil, err
	}
	return w.tree.Sort(), nil
}

type walker struct {
	repo     *hosted
	tree     repo.Tree
	requests int
	entries  int
}

func (w *walker) folder(ctx context.Context, prefix, object string) error {
	whole, err := w.get(ctx, object, true)
	if err != nil {
		return err
	}
	if !whole.GetTruncated() {
		w.doubtList(object, whole.Entries, true)
		return w.keepFiles(prefix, whole.Entries)
	}
	level, err := w.get(ctx, object, false)
	if err != nil {
		return err
	}
	if level.GetTruncated() {
		return w.tooLarge("one folder has more entries than it sends")
	}
	w.doubtList(object, level.Entries, false)
	if err := w.keepFiles(prefix, level.Entries); err != nil {
		return err
	}
	for _, e := range level.Entries {
		if e.GetType() != "tree" || !repo.IsHash(e.GetSHA()) {
			continue
		}
		if err := w.folder(ctx, prefix+e.GetPath()+"/", e.GetSHA()); err != nil {
			return err
		}
	}
	return nil
}

// doubtList doubts a list that is not the tree it was asked for. The files that it
// names still prove themselves by their own names; that there is no other does not.
func (w *walker) doubtList(object string, entries []*github.TreeEntry, recursive bool) {
	if !provenTree(object, entries, recursive) {
		w.tree.Doubt = fmt.Sprintf("the list of files that GitHub sent is not the whole tree of %s at %.10s", w.repo.Name, w.repo.Commit)
	}
}

func (w *walker) get(ctx context.Context, object string, recursive bool) (t *github.Tree, err error) {
	if w.requests++; w.requests > maxTreeRequests {
		return nil, w.tooLarge(fmt.Sprintf("%d requests did not list it", maxTreeRequests))
	}
	r := w.repo
	_, err = r.hub.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		t, response, err = r.hub.api.Git.GetTree(ctx, r.owner, r.name, object, recursive)
		return response, err
	})
	if err != nil {
		return nil, r.nameRepository(err)
	}
	return t, nil
}

// keepFiles keeps what is not a folder.
func (w *walker) keepFiles(prefix string, entries []*github.TreeEntry) error {
	if w.entries += len(entries); w.entries > repo.MaxTreeEntries {
		return w.tooLarge(fmt.Sprintf("it has more than %d entries", repo.MaxTreeEntries))
	}
	for _, e := range entries {
		if e.GetType() == "tree" {
			continue
		}
		if !repo.IsHash(e.GetSHA()) || e.GetPath() == "" {
			return repo.Failure(probes.Invalid, "GitHub's answer is not a tree of "+w.repo.Name)
		}
		w.tree.Add(e.GetMode(), repo.Entry{Path: prefix + e.GetPath(), Object: e.GetSHA()})
		if e.GetType() != "blob" {
			continue
		}
		w.repo.sizes[e.GetSHA()] = int64(e.GetSize())
		w.repo.total += int64(e.GetSize())
	}
	return nil
}

func (w *walker) tooLarge(why string) error {
	return repo.Failure(probes.Invalid, fmt.Sprintf("the tree of %s at %.10s was sent truncated and is too large to walk (%s)", w.repo.Name, w.repo.Commit, why))
}

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
