// SPDX-License-Identifier: Apache-2.0

package site

import (
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/messages"
)

type words = messages.Texts

// verdictWord gives the word for a verdict. One that the program does not know is
// shown as it is, as far as a cell has room.
func verdictWord(texts words, v string) string { return texts.Or("verdict."+v, cut(visible(v), 16)) }

// classes are the names of the verdicts' styles.
var classes = map[string]string{
	"supported": "yes", "partial": "part", "planned": "plan", "exploring": "expl",
	"unsupported": "no", dataset.NotApplicable: "na", dataset.Unknown: "unk",
}

func class(verdict string) string {
	if c, ok := classes[verdict]; ok {
		return c
	}
	return "unk"
}
