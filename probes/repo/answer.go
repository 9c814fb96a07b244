// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"bytes"
	"fmt"
	"strings"

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

func (a *answer) failWith(outcome probes.Outcome, detail string) {
	a.seen.Outcome, a.seen.Detail = outcome, detail
}

// nothingThere says that no file is at the declared path. That is not a reading of the
// source, so it can never count against a feature.
func (a *answer) nothingThere(t *Tree) error {
	detail := fmt.Sprintf("no file at %s in %s at %.10s", strings.Join(a.probe.Paths, ", "), a.repo.Name, a.repo.Commit)
	if moved := t.namesakes(a.probe.Paths); len(moved) > 0 {
		detail += "; the same name stands at " + strings.Join(moved, ", ")
	}
	a.failWith(probes.Unreachable, detail)
	return fmt.Errorf("%s", detail)
}

// recordPlace records the file and the lines that were looked at.
func (a *answer) recordPlace(f Entry, b *Content, lines []span) {
	a.seen.Path = f.Path
	a.seen.Digest = b.digestSHA256()
	a.seen.Locator = linesLocator(lines)
	a.seen.URL = a.repo.webFile(f.Path, lines)
}

// excerptRunes bounds an excerpt.
const excerptRunes = 300

func (a *answer) recordExcerpt(text string) {
	if a.excerpts {
		a.seen.Excerpt = page.Excerpt(text)
	}
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
