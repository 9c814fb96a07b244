// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"regexp"
	"strings"

	"github.com/ossf/package-manager-landscape/site/messages"
)

// What the tables say in words only. Each function here goes when its column
// comes.

var traitForm = regexp.MustCompile(`[Tt]rait (\w+)`)

// reasonWord says in two or three words why there is no answer: the trait that a
// registry does not have, or what came of the looks.
func reasonWord(texts messages.Texts, verdict, note string) string {
	switch verdict {
	case table.NotApplicable:
		trait := traitForm.FindStringSubmatch(note)
		if trait == nil {
			return ""
		}
		return texts.Or("trait."+trait[1], trait[1])
	case table.Unknown:
		first, _, _ := strings.Cut(note, ":")
		first, _, _ = strings.Cut(first, ",")
		return texts.Or("why."+strings.ToLower(strings.ReplaceAll(first, " ", "-")), texts.Must("why.other"))
	}
	return ""
}

// splitSince takes from a date what says that it is the latest possible one.
func splitSince(since string) (date string, latestPossible bool) {
	return strings.CutPrefix(since, "by ")
}
