// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"fmt"
	"strings"
)

// code shows text from elsewhere as it is: in a code span nothing is a link or
// a mention.
func code(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "`", "'")), " ")
	if runes := []rune(s); len(runes) > 500 {
		s = string(runes[:500]) + "…"
	}
	return "`` " + s + " ``"
}

// issueTitle is one line of a length that GitHub takes; the same for a source
// always.
func issueTitle(s Seen) string {
	name := []rune(strings.Join(strings.Fields(s.Name), " "))
	if len(name) > 200 {
		name = append(name[:200], '…')
	}
	return "Cannot read " + string(name)
}

func issueText(s Seen, r *Record) string {
	return fmt.Sprintf(`The survey could not read this source in %d runs in a row, the first on %s:

- source: %s
- at the last run: %s

Verdicts that rest on it are kept, marked stale, and become unknown in time. If it moved, give the new place in
ecosystem.yml of the ecosystem; if it is gone, find other evidence. This issue is opened once; a run that can read the
source begins to count anew.
`, r.Runs, r.Since, code(s.Name), code(s.Reason))
}
