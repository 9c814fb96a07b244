// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// causeWords are the causes as the site says them.
var causeWords = map[vocabulary.Cause]string{
	vocabulary.RegistryChanged: "the registry changed",
	vocabulary.AnswerWider:     "the answer was wider than the criterion",
	vocabulary.AnswerNarrower:  "the answer was narrower than the criterion",
	vocabulary.CauseNotKnown:   "not known",
}

// causeMeanings say in a sentence what each cause rests on.
var causeMeanings = map[vocabulary.Cause]string{
	vocabulary.RegistryChanged: "Evidence of October 2022 says otherwise, or today's verdict began later.",
	vocabulary.AnswerWider:     "Evidence of October 2022 shows no more than today's.",
	vocabulary.AnswerNarrower:  "Evidence of October 2022 or before shows as much as today's.",
	vocabulary.CauseNotKnown:   "Evidence does not tell whether the registry changed.",
}

// tallyLines count the changes by direction, a line for each; those since the survey
// of 2022 by cause, the others apart whose date is not known.
func tallyLines(changes []table.Change) []string {
	count, dateless := make(map[vocabulary.Direction]int), make(map[vocabulary.Direction]int)
	causes := make(map[vocabulary.Direction]map[vocabulary.Cause]int)
	for _, c := range changes {
		if !tellsOfRegistry(c) {
			continue
		}
		count[c.Direction]++
		if isUndated(c) {
			dateless[c.Direction]++
		}
		if causes[c.Direction] == nil {
			causes[c.Direction] = make(map[vocabulary.Cause]int)
		}
		causes[c.Direction][c.Cause]++
	}
	var lines []string
	for _, direction := range vocabulary.Directions {
		if count[direction] == 0 {
			continue
		}
		line := fmt.Sprintf("%d %s", count[direction], directionWords(direction))
		if why := tallyCauses(causes[direction]); why != "" {
			line += ": " + why
		} else if n := dateless[direction]; n > 0 {
			line += fmt.Sprintf(" (%d at a date not known)", n)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		lines = append(lines, "nothing changed")
	}
	return lines
}

func tallyCauses(count map[vocabulary.Cause]int) string {
	var parts []string
	for _, cause := range vocabulary.Causes {
		switch n := count[cause]; {
		case n == 0:
		case cause == vocabulary.CauseNotKnown:
			parts = append(parts, fmt.Sprintf("%d %s why", n, causeWords[cause]))
		default:
			parts = append(parts, fmt.Sprintf("%d where %s", n, causeWords[cause]))
		}
	}
	return table.JoinWords(parts)
}

// writeCauses lists the changes since the survey of 2022 by cause, and apart what was
// planned and is not there yet.
func (d *diff) writeCauses() {
	for _, cause := range vocabulary.Causes {
		heading := "## " + capitalize(causeWords[cause])
		if cause == vocabulary.CauseNotKnown {
			heading = "## Not known why"
		}
		d.writeSection(heading+"\n\n"+causeMeanings[cause], func(c table.Change) bool { return tellsOfRegistry(c) && c.Cause == cause }, d.describeChange)
	}
	d.writeSection("## Planned in 2022, and not there yet", func(c table.Change) bool { return tellsOfRegistry(c) && c.Cause == "" }, d.describeChange)
}
