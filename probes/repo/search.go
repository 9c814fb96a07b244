// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/probes"
)

// sourceReader looks for a file below the globs in which every pattern
// matches. Without patterns it is enough that a file exists.
type sourceReader struct {
	answer
	files    int
	found    string // path of the match; of several, the first in order
	problem  string // path of an unreadable file
	troubled error  // what was wrong with it
}

func (r *sourceReader) wants(t *Tree) ([]Entry, error) {
	files := t.match(r.probe.Paths, r.probe.Except)
	if len(files) == 0 {
		return nil, r.nothingThere(t)
	}
	if r.probe.Method == probes.Exists {
		files = files[:1]
	}
	r.files = len(files)
	return files, nil
}

func (r *sourceReader) read(f Entry, b *blob) {
	if r.found != "" && r.found < f.Path {
		return
	}
	err := b.err
	if err == nil && r.probe.Method != probes.Exists {
		err = b.valid()
	}
	if err != nil {
		if r.problem == "" || f.Path < r.problem {
			r.problem, r.troubled = f.Path, err
		}
		return
	}
	lines, excerpt, ok := r.match(b)
	if !ok {
		return
	}
	r.found = f.Path
	r.at(f, b, lines)
	r.quote(excerpt)
}

func (r *sourceReader) match(b *blob) (lines []span, excerpt string, ok bool) {
	for i, pattern := range r.probe.Patterns {
		at := pattern.Find(&b.text)
		if at == nil {
			return nil, "", false
		}
		lines = append(lines, lineSpan(b.text.Raw, at[0], at[1]))
		if i == 0 {
			excerpt = string(b.text.Raw[at[0]:min(at[1], at[0]+4*excerptRunes)])
		}
	}
	for _, pattern := range r.probe.Unless {
		if pattern.Find(&b.text) != nil {
			return nil, "", false
		}
	}
	return lines, excerpt, true
}

func (r *sourceReader) observe() probes.Observation {
	switch {
	case r.seen.Outcome != "":
	case r.found != "":
		r.seen.Outcome = probes.Matched
	case r.problem != "":
		r.seen.Path, r.seen.URL = r.problem, r.repo.webFile(r.problem, nil)
		r.fail(OutcomeOf(r.troubled, probes.Invalid), r.troubled.Error())
	default:
		r.seen.Path = r.probe.Paths[0]
		r.seen.Locator, r.seen.Files = fmt.Sprintf("files=%d", r.files), r.files
		r.fail(probes.Unmatched, fmt.Sprintf("none of %d files at %s has it", r.files, r.probe.Paths[0]))
	}
	return r.seen
}
