// SPDX-License-Identifier: Apache-2.0

package refresh

import (
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Drift is a piece of evidence that the history of its repository lost since the
// release, and the commit that did it; or why that commit is not known.
type Drift struct {
	Observation string // key of the question
	Feature     string
	Repository  string
	Path        string // of the file whose change did it; where it is not known, the one that the release read
	Patterns    []string
	Section     string // the heading below which the patterns stood, and do not any more
	Appeared    bool   // the patterns are there now, and a search had found none
	MovedTo     string // where the same file stands since; "" for none
	Removed     bool   // the commit removed the file

	Commit, Date, URL string // "" where Problem says why
	Problem           string // in one line
}

// Sentence tells it in one sentence of plain text.
func (d Drift) Sentence() string {
	file := d.Path + " of " + d.Repository
	if d.Path == "" {
		file = d.Repository
	}
	says := d.passage()
	commit := fmt.Sprintf("commit %.10s of %s", d.Commit, d.Date)
	switch {
	case d.Problem != "":
		return fmt.Sprintf("Which commit took %s from %s is not known: %s.", says, file, strings.TrimSuffix(d.Problem, "."))
	case d.Appeared:
		return fmt.Sprintf("A search of %s finds %s since %s, which changed %s.", d.Repository, says, commit, d.Path)
	case d.MovedTo != "":
		return fmt.Sprintf("%s with %s went to %s with %s.", file, says, d.MovedTo, commit)
	case d.Removed:
		return fmt.Sprintf("%s with %s was removed with %s.", file, says, commit)
	}
	return fmt.Sprintf("%s no longer says %s since %s.", file, says, commit)
}

// passage names what was there.
func (d Drift) passage() string {
	var parts []string
	for _, p := range d.Patterns {
		if runes := []rune(p); len(runes) > 80 {
			p = string(runes[:80]) + "…"
		}
		parts = append(parts, "/"+p+"/")
	}
	text := table.JoinWords(parts[:min(len(parts), 3)])
	switch {
	case text == "":
		return "what was looked for"
	case d.Section != "":
		return text + " below the heading " + d.Section
	}
	return text
}
