// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// answer is what every reader has: the probe and the observation in the making.
type answer struct {
	probe    probes.Probe
	repo     *Snapshot
	excerpts bool
	seen     probes.Observation
}

// reader answers one probe from the files it wants.
type reader interface {
	// wantedEntries names the files to read; the reader itself keeps why there are none.
	wantedEntries(*Tree) []Entry
	// read is called once for each wanted file, in no promised order.
	read(Entry, *Content)
	// observation is called when all were read.
	observation() probes.Observation
}

func newReader(base answer) reader {
	switch base.probe.Method {
	case probes.Page:
		return &pageReader{answer: base}
	case probes.Absent:
		return &absentReader{answer: base}
	case probes.Commit:
		return &commitReader{answer: base}
	default: // Source, and Exists, which is Source without patterns
		return &sourceReader{answer: base}
	}
}

// observation is the answer of a reader that needs no last look at all that it read.
func (a *answer) observation() probes.Observation { return a.seen }

func (a *answer) failWith(outcome probes.Outcome, detail string) {
	a.seen.Outcome, a.seen.Detail = outcome, detail
}

// nothingThere says that no file is at the declared path. That is not a reading of the
// source, so it can never count against a feature.
func (a *answer) nothingThere(t *Tree) {
	detail := fmt.Sprintf("no file at %s in %s at %.10s", strings.Join(a.probe.Paths, ", "), a.repo.Name, a.repo.Commit)
	if moved := t.namesakes(a.probe.Paths); len(moved) > 0 {
		detail += "; the same name stands at " + strings.Join(moved, ", ")
	}
	a.failWith(probes.Unreachable, detail)
}

// recordPlace records the file and the lines that were looked at.
func (a *answer) recordPlace(f Entry, b *Content, lines []span) {
	a.seen.Path = f.Path
	a.seen.Digest = b.digestSHA256()
	a.seen.Locator = linesLocator(lines)
	a.seen.URL = a.repo.webFile(f.Path, lines)
}

func (a *answer) recordExcerpt(text string) {
	if a.excerpts {
		a.seen.Excerpt = page.Excerpt(text)
	}
}

// pageReader reads a documentation page from the repository it is built from.
type pageReader struct{ answer }

func (r *pageReader) wantedEntries(t *Tree) []Entry {
	f, ok := t.firstOf(r.probe.Paths)
	if !ok {
		f, ok = t.formerOf(r.probe.Paths)
	}
	if !ok {
		r.nothingThere(t)
		return nil
	}
	return []Entry{f}
}

func (r *pageReader) read(f Entry, b *Content) {
	r.seen.Path, r.seen.URL = f.Path, r.repo.webFile(f.Path, nil)
	if b.Err != nil {
		r.failWith(OutcomeOf(b.Err, probes.Invalid), b.Err.Error())
		return
	}
	document, err := b.ReducedPage(f.Path)
	if err != nil {
		r.failWith(probes.Invalid, err.Error())
		return
	}
	if why := page.Withheld(document, r.seen.RetrievedAt); why != "" {
		r.failWith(probes.Invalid, why)
		return
	}
	found := page.Match(document, r.probe)
	r.seen.Outcome, r.seen.Detail = found.Outcome, found.Detail
	var lines []span
	for _, block := range found.Blocks {
		lines = append(lines, span{block.Start, block.End})
	}
	r.recordPlace(f, b, lines)
	if len(found.Blocks) > 0 {
		r.recordExcerpt(found.Blocks[0].Text)
	}
}

// sourceReader looks for a file below the globs in which every pattern
// matches. Without patterns it is enough that a file exists.
type sourceReader struct {
	answer
	files   int
	found   string // path of the match; of several, the first in order
	problem unread // the first file in order that could not be read
}

func (r *sourceReader) wantedEntries(t *Tree) []Entry {
	files := t.matchGlobs(r.probe.Paths, r.probe.Except)
	if len(files) == 0 {
		r.nothingThere(t)
	} else if r.probe.Method == probes.Exists {
		files = files[:1]
	}
	r.files = len(files)
	return files
}

func (r *sourceReader) read(f Entry, b *Content) {
	if r.found != "" && r.found < f.Path {
		return
	}
	err := b.Err
	if err == nil && r.probe.Method != probes.Exists {
		err = b.InvalidAt()
	}
	if err != nil {
		if r.problem.path == "" || f.Path < r.problem.path {
			r.problem = unread{f.Path, err}
		}
		return
	}
	lines, excerpt, ok := r.matchPatterns(b)
	if !ok {
		return
	}
	r.found = f.Path
	r.recordPlace(f, b, lines)
	r.recordExcerpt(excerpt)
}

func (r *sourceReader) matchPatterns(b *Content) (lines []span, excerpt string, ok bool) {
	for i, pattern := range r.probe.Patterns {
		at := pattern.Find(&b.Text)
		if at == nil {
			return nil, "", false
		}
		lines = append(lines, lineSpan(b.Text.Raw, at[0], at[1]))
		if i == 0 {
			excerpt = string(b.Text.Raw[at[0]:min(at[1], at[0]+4*page.MaxExcerpt)])
		}
	}
	for _, pattern := range r.probe.Unless {
		if pattern.Find(&b.Text) != nil {
			return nil, "", false
		}
	}
	return lines, excerpt, true
}

func (r *sourceReader) observation() probes.Observation {
	switch {
	case r.seen.Outcome != "":
	case r.found != "":
		r.seen.Outcome = probes.Matched
	case r.problem.path != "":
		r.seen.Path, r.seen.URL = r.problem.path, r.repo.webFile(r.problem.path, nil)
		r.failWith(OutcomeOf(r.problem.why, probes.Invalid), r.problem.why.Error())
	default:
		r.seen.Path = r.probe.Paths[0]
		r.seen.Locator, r.seen.Files = fmt.Sprintf("files=%d", r.files), r.files
		r.failWith(probes.Unmatched, fmt.Sprintf("none of %d files at %s has it", r.files, r.probe.Paths[0]))
	}
	return r.seen
}

// commitReader checks that a commit exists and lies in the month that a rule
// states, so that a date rests on history and not on memory.
type commitReader struct{ answer }

func (r *commitReader) wantedEntries(*Tree) []Entry {
	r.seen.URL = "https://github.com/" + r.repo.Name + "/commit/" + r.probe.Hash
	r.seen.Locator = "commit"
	return []Entry{{Object: r.probe.Hash}}
}

var committerLine = regexp.MustCompile(`(?m)^committer .*> (\d+) [-+]\d{4}$`)

func (r *commitReader) read(_ Entry, b *Content) {
	if b.Err != nil {
		r.failWith(OutcomeOf(b.Err, probes.Unreachable), b.Err.Error()+r.repo.Advice)
		return
	}
	found := committerLine.FindSubmatch(b.Text.Raw)
	if b.kind != "commit" || found == nil {
		r.failWith(probes.Invalid, fmt.Sprintf("%.10s is not a commit with a date", r.probe.Hash))
		return
	}
	seconds, _ := strconv.ParseInt(string(found[1]), 10, 64)
	r.judgeDate(time.Unix(seconds, 0).UTC(), b)
}

func (r *commitReader) judgeDate(date time.Time, b *Content) {
	head := r.seen.CommittedAt
	r.seen.Commit, r.seen.CommittedAt, r.seen.Digest = r.probe.Hash, date, b.digestSHA256()
	if date.After(head) {
		r.failWith(probes.Unmatched, fmt.Sprintf("the commit is of %s, after the one that was read", date.Format(time.DateOnly)))
		return
	}
	if !strings.HasPrefix(date.Format("2006-01"), r.probe.Month) {
		r.failWith(probes.Unmatched, fmt.Sprintf("the commit is of %s, not of %s", date.Format("2006-01"), r.probe.Month))
		return
	}
	r.seen.Outcome = probes.Matched
	_, subject, _ := strings.Cut(string(b.Text.Raw), "\n\n")
	subject, _, _ = strings.Cut(subject, "\n")
	r.recordExcerpt(subject)
}

// span is a range of lines, from 1, both ends included.
type span struct{ start, end int }

func (s span) String() string {
	if s.end <= s.start {
		return fmt.Sprintf("L%d", s.start)
	}
	return fmt.Sprintf("L%d-L%d", s.start, s.end)
}

func linesLocator(lines []span) string {
	var parts []string
	for i, s := range lines {
		if i == 0 || s != lines[i-1] {
			parts = append(parts, s.String())
		}
	}
	return strings.Join(parts, ",")
}

// LongestCitation is the number of lines of the longest range that an observation's
// locator names; 0 for a locator without lines.
func LongestCitation(o probes.Observation) int {
	longest := 0
	for part := range strings.SplitSeq(o.Locator, ",") {
		var s span
		switch n, _ := fmt.Sscanf(part, "L%d-L%d", &s.start, &s.end); n {
		case 1:
			longest = max(longest, 1)
		case 2:
			longest = max(longest, s.end-s.start+1)
		}
	}
	return longest
}

// lineSpan finds the lines of the bytes [from, to).
func lineSpan(data []byte, from, to int) span {
	start := 1 + bytes.Count(data[:from], []byte("\n"))
	return span{start, start + bytes.Count(bytes.TrimRight(data[from:to], "\n"), []byte("\n"))}
}
