// SPDX-License-Identifier: Apache-2.0

package table

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// completeOlder fills in what files from before a column said in words only. This is
// the one place that reads them.
func completeOlder(rows any) {
	switch rows := rows.(type) {
	case []VerdictRow:
		for i := range rows {
			completeVerdict(&rows[i])
		}
	case []Observation:
		for i := range rows {
			if o := &rows[i]; o.Method == "" && o.Locator == "commit" {
				o.Method = probes.Commit
			}
		}
	}
}

var (
	olderTrait = regexp.MustCompile(`[Tt]rait (\w+)`)
	olderWords = map[string]vocabulary.Reason{
		"not probed": vocabulary.NotProbed, "not asked": vocabulary.NotAsked, "no rule names it yet.": vocabulary.NoRule,
	}
)

func completeVerdict(v *VerdictRow) {
	switch {
	case v.Verdict == vocabulary.NotApplicable && v.MissingTrait == "":
		if trait := olderTrait.FindStringSubmatch(v.Note); trait != nil {
			v.MissingTrait = trait[1]
		}
	case v.Verdict == vocabulary.Unknown && v.Reason == "":
		first, _, _ := strings.Cut(v.Note, ":")
		first, _, _ = strings.Cut(strings.ToLower(first), ",")
		if reason, ok := olderWords[first]; ok {
			v.Reason = reason
		} else if slices.Contains(vocabulary.Reasons, vocabulary.Reason(first)) {
			v.Reason = vocabulary.Reason(first)
		}
	}
}
