// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"fmt"
	"strings"
)

// inCodeSpan shows text from elsewhere as it is: in a code span nothing is a link or
// a mention.
func inCodeSpan(s string) string {
	return "`` " + shorten(strings.ReplaceAll(s, "`", "'"), 500) + " ``"
}

// mostParts is how many failing parts an issue lists.
const mostParts = 20

// issueTitle is one line of a length that GitHub takes, the same for a repository
// or host always. In a title nothing can be quoted, so only the characters of
// such names stay.
func issueTitle(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._/:[]", r) {
			return r
		}
		return '?'
	}, name)
	return "Cannot read " + name[:min(len(name), 200)]
}

func issueText(g *group, f *Failing) string {
	var b strings.Builder
	runs, since := 0, ""
	for _, part := range g.parts {
		if r := f.Sources[part.Name]; r.Runs > runs {
			runs, since = r.Runs, r.Since
		}
	}
	fmt.Fprintf(&b, `The survey could not read this source, or a part of it, in %d runs in a row, the first on %s:

- source: %s
`, runs, since, inCodeSpan(g.name))
	for i, part := range g.parts {
		if i == mostParts {
			fmt.Fprintf(&b, "- and %d more\n", len(g.parts)-mostParts)
			break
		}
		what := "at the last run"
		if part.Name != g.name {
			what = inCodeSpan(part.Name)
		}
		fmt.Fprintf(&b, "- %s: %s\n", what, inCodeSpan(part.Reason))
	}
	b.WriteString(`
Verdicts that rest on it are kept, marked stale, and become unknown in time. If it moved, give the new place in
ecosystem.yml of the ecosystem; if it is gone, find other evidence. This issue is opened once a repository or host; a run
that can read all of it begins to count anew.
`)
	return b.String()
}
