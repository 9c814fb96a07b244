// SPDX-License-Identifier: Apache-2.0

package release

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// notes checks NOTES.md: word for word against the release before, if it is given
// or there was none; otherwise each line against what these tables allow, which
// leaves open what the release before said.
func (v *verification) notes(features *catalog.Catalog, previous *report.Previous) {
	has := string(v.files[notesFile])
	first := report.Notes(v.data, v.recorded.Version, features, nil)
	want := first
	switch {
	case previous != nil:
		want = report.Notes(v.data, v.recorded.Version, features, previous)
	case !strings.HasPrefix(has, notesHead(first)):
		v.notesLines(has, features)
		return
	}
	if has != want {
		v.bad("%s: line %d is not what the tables give", notesFile, differs([]byte(has), []byte(want)))
	}
}

// notesHead is the title, and that there is no earlier release.
func notesHead(first string) string {
	head, _, _ := strings.Cut(first, "\n## ")
	return head
}

var (
	comparedWith = regexp.MustCompile(`^Compared with (?:release 20\d\d\.\d\d(?:\.\d+)?|a dataset of wave [0-9-]+)\.$`)
	idLine       = regexp.MustCompile(`^- (Added|Removed) ([a-z ]+): ([a-z0-9./-]+(?:, [a-z0-9./-]+)*)$`)
	datedText    = regexp.MustCompile(`^[a-z-]+(?: \((?:required|default|optional)\))?(?: since \d{4}(?:-\d\d)?(?: at the latest)?)?$`)
)

// notesLines checks notes on a release that is not at hand, line by line.
func (v *verification) notesLines(has string, features *catalog.Catalog) {
	lines := strings.Split(has, "\n")
	frame := []string{"# Release " + v.recorded.Version, "", "", "", "## Ids", ""}
	verdicts := slices.Index(lines, "## Verdicts")
	if len(lines) < len(frame)+4 || verdicts < len(frame)+2 || lines[len(lines)-1] != "" {
		v.bad("%s: not the notes of a release", notesFile)
		return
	}
	for i, want := range frame {
		if lines[i] != want && (i != 2 || !comparedWith.MatchString(lines[i])) {
			v.bad("%s: line %d is not one of release notes", notesFile, i+1)
		}
	}
	ids := lines[len(frame) : verdicts-1]
	if !slices.Equal(ids, []string{report.NoIDs}) {
		for i, line := range ids {
			if !v.idsAllow(line) {
				v.bad("%s: line %d is not true of these tables", notesFile, len(frame)+i+1)
			}
		}
	}
	if lines[verdicts-1] != "" || lines[verdicts+1] != "" {
		v.bad("%s: line %d is not one of release notes", notesFile, verdicts+1)
	}
	v.verdictLines(lines[verdicts+2:len(lines)-1], verdicts+3, features)
}

// idsAllow says whether added ids are in the tables, and removed ones are not.
func (v *verification) idsAllow(line string) bool {
	m := idLine.FindStringSubmatch(line)
	for _, ids := range report.IDSets {
		if m == nil || ids.Name != m[2] {
			continue
		}
		now := ids.Of(v.data)
		for id := range strings.SplitSeq(m[3], ", ") {
			if now[id] != (m[1] == "Added") {
				return false
			}
		}
		return true
	}
	return false
}

// verdictLines checks lines of verdicts that changed, of which the first is line
// at: each ends as a verdict of the tables does, in their order.
func (v *verification) verdictLines(lines []string, at int, features *catalog.Catalog) {
	if slices.Equal(lines, []string{report.NoVerdicts}) {
		return
	}
	t := report.NewLabels(features, v.data)
	rest := v.data.Verdicts
	for i, line := range lines {
		n := slices.IndexFunc(rest, func(row table.VerdictRow) bool {
			before, ok := strings.CutPrefix(line, t.ChangeHead(row))
			if !ok {
				return false
			}
			before, ok = strings.CutSuffix(before, t.ChangeTail(row))
			return ok && before != report.DatedVerdict(row) && datedText.MatchString(before)
		})
		if n < 0 {
			v.bad("%s: line %d is not true of these tables", notesFile, at+i)
			continue
		}
		rest = rest[n+1:]
	}
}
