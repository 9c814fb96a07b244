// SPDX-License-Identifier: Apache-2.0

package source

import (
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
)

// media are left out of a search for words: pictures, fonts, archives and keys.
var media = func() map[string]bool {
	set := make(map[string]bool)
	for _, ext := range strings.Fields("png jpg jpeg gif ico webp avif svg woff woff2 ttf otf eot pdf zip gz tgz bz2 xz zst jar class exe dll snk pfx p12 mp4 webm mov whl gem crate nupkg") {
		set["."+ext] = true
	}
	return set
}()

// absentReader searches every file below the globs to its end. It matches when
// all were read and none has a trace; one unreadable file and nothing can be said.
type absentReader struct {
	answer
	files    []file
	bytes    int64
	trace    string // path of the first trace
	problem  string
	troubled error  // what was wrong with it
	doubt    string // why there may be more files
}

func (r *absentReader) wants(t *tree) ([]file, error) {
	r.doubt = t.doubt
	r.files = slices.DeleteFunc(t.match(r.probe.Paths, r.probe.Except), func(f file) bool {
		return media[strings.ToLower(path.Ext(f.path))]
	})
	if len(r.files) == 0 {
		return nil, r.gone(t)
	}
	return r.files, nil
}

func (r *absentReader) read(f file, b *blob) {
	if b.err != nil {
		if r.problem == "" || f.path < r.problem {
			r.problem, r.troubled = f.path, b.err
		}
		return
	}
	r.bytes += int64(len(b.text.Raw))
	if r.trace != "" && r.trace < f.path {
		return
	}
	for _, pattern := range r.probe.Patterns {
		if at := pattern.Find(&b.text); at != nil {
			r.trace = f.path
			r.at(f, b, []span{lineSpan(b.text.Raw, at[0], at[1])})
			r.quote(string(b.text.Raw[at[0]:min(at[1], at[0]+4*excerptRunes)]))
			return
		}
	}
}

func (r *absentReader) observe() probes.Observation {
	switch {
	case r.seen.Outcome != "":
	case r.trace != "":
		r.fail(probes.Unmatched, "a trace of it stands in "+r.trace)
	case r.problem != "":
		r.seen.Path, r.seen.URL = r.problem, r.repo.webFile(r.problem, nil)
		r.fail(outcomeOf(r.troubled, probes.Invalid), "the search could not be finished: "+r.troubled.Error())
	case r.doubt != "":
		r.fail(probes.Invalid, "the search could not be finished: "+r.doubt)
	default:
		r.seen.Outcome = probes.Matched
		r.seen.Path = r.scope()
		r.seen.Locator = fmt.Sprintf("files=%d,bytes=%d", len(r.files), r.bytes)
		r.seen.Digest = r.listDigest()
		r.seen.URL = r.repo.webTree(r.folder())
	}
	return r.seen
}

func (r *absentReader) scope() string {
	if len(r.probe.Paths) == 0 {
		return "**"
	}
	return strings.Join(r.probe.Paths, " ")
}

// folder is the one folder that was searched, when there is one.
func (r *absentReader) folder() string {
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
		fmt.Fprintf(hash, "%s %s\n", f.object, f.path)
	}
	return hash.Sum(nil)
}
