// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// IsMedia says whether a search for words leaves a file out, by its name: pictures,
// sound, fonts, typeset documents, compiled programs and keys. Archives are unpacked
// and searched.
func IsMedia(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp", ".avif", ".svg", ".woff", ".woff2", ".ttf", ".otf", ".eot",
		".pdf", ".class", ".exe", ".dll", ".snk", ".pfx", ".p12", ".mp4", ".webm", ".mov":
		return true
	}
	return false
}

// absentReader searches every file below the globs to its end. It matches when
// all were read and none has a trace; one unreadable file and nothing can be said.
type absentReader struct {
	answer
	files []Entry
	bytes int64
	trace string   // path of the first trace
	left  []unread // what could not be searched
	none  int      // how many of them are not files
	doubt string   // why there may be more files
}

func (r *absentReader) wantedEntries(t *Tree) []Entry {
	r.doubt = t.Doubt
	files := t.matchGlobs(r.probe.Paths, r.probe.Except)
	linked, left := t.linkedFiles(r.probe.Paths, r.probe.Except)
	r.left, r.none = left, len(left)
	if len(linked) > 0 {
		files = append(files, linked...)
		slices.SortFunc(files, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
		files = slices.Compact(files)
	}
	r.files = slices.DeleteFunc(files, func(f Entry) bool { return IsMedia(f.Path) })
	if len(r.files) == 0 && len(r.left) == 0 {
		r.nothingThere(t)
	}
	return r.files
}

func (r *absentReader) read(f Entry, b *Content) {
	if err := cmp.Or(b.Err, b.Opaque); err != nil {
		r.left = append(r.left, unread{f.Path, err})
		return
	}
	r.bytes += int64(len(b.raw))
	if r.trace != "" && r.trace < f.Path {
		return
	}
	for _, pattern := range r.probe.Patterns {
		if at := pattern.Find(&b.Text); at != nil {
			r.foundTrace(f, b, lineSpan(b.Text.Raw, at[0], at[1]))
			r.recordExcerpt(string(b.Text.Raw[at[0]:min(at[1], at[0]+4*page.MaxExcerpt)]))
			return
		}
		if plain := b.WithoutNULs(); plain != nil && pattern.Find(plain) != nil {
			r.foundTrace(f, b, span{})
			return
		}
	}
}

func (r *absentReader) foundTrace(f Entry, b *Content, lines span) {
	r.trace = f.Path
	if b.packed || lines.start == 0 {
		r.recordPlace(f, b, nil)
		return
	}
	r.recordPlace(f, b, []span{lines})
}

func (r *absentReader) observation() probes.Observation {
	switch {
	case r.seen.Outcome != "":
	case r.trace != "":
		r.failWith(probes.Unmatched, "a trace of it was found in "+r.trace)
	case len(r.left) > 0:
		slices.SortFunc(r.left, func(a, b unread) int { return strings.Compare(a.path, b.path) })
		first := r.left[0]
		r.seen.Path, r.seen.URL = first.path, r.repo.webFile(first.path, nil)
		r.failWith(OutcomeOf(first.why, probes.Invalid), "the search could not be finished: "+listUnread(r.left, len(r.files)+r.none))
	case r.doubt != "":
		r.failWith(probes.Invalid, "the search could not be finished: "+r.doubt)
	default:
		r.seen.Outcome = probes.Matched
		r.seen.Path = r.searchedScope()
		r.seen.Locator, r.seen.Files = fmt.Sprintf("files=%d,bytes=%d", len(r.files), r.bytes), len(r.files)
		r.seen.Digest = r.listDigest()
		r.seen.URL = r.repo.webTree(r.searchedFolder())
	}
	return r.seen
}

func (r *absentReader) searchedScope() string {
	if len(r.probe.Paths) == 0 {
		return "**"
	}
	return strings.Join(r.probe.Paths, " ")
}

// searchedFolder is the one folder that was searched, when there is one.
func (r *absentReader) searchedFolder() string {
	if len(r.probe.Paths) != 1 {
		return ""
	}
	base, pattern := doublestar.SplitPattern(r.probe.Paths[0])
	if pattern == path.Base(r.probe.Paths[0]) && !strings.ContainsAny(pattern, "*?[{") {
		return ""
	}
	return base
}

// listDigest is the SHA-256 of "<object> <path>\n" of every file searched, in
// order of paths: git ls-tree gives the same list to anyone.
func (r *absentReader) listDigest() []byte {
	hash := sha256.New()
	for _, f := range r.files {
		fmt.Fprintf(hash, "%s %s\n", f.Object, f.Path)
	}
	return hash.Sum(nil)
}
