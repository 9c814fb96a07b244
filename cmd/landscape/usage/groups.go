// SPDX-License-Identifier: Apache-2.0

package usage

import (
	"strings"

	"github.com/spf13/cobra"
)

// groups are the headings of the help, each with its commands. Those of waves to
// come stand there already.
var groups = []struct{ id, title, commands string }{
	{"look", "Look: what the sources say", "survey probe clone timeline discover sources doctor adoption worker cohort"},
	{"judge", "Judge: what follows from it", "judge explain coverage diff catalog"},
	{"publish", "Publish: dataset and site", "site serve export release verify"},
	{"group", "For the working group", "report questionnaire summary import-2022"},
	{"maintain", "Maintain: records and releases", "lint new refresh trust-root version docs"},
}

// Group puts every command of the program below its heading in the help.
func Group(root *cobra.Command) {
	root.SetHelpCommandGroupID("maintain")
	root.SetCompletionCommandGroupID("maintain")
	heading := make(map[string]string)
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for name := range strings.FieldsSeq(g.commands) {
			heading[name] = g.id
		}
	}
	for _, cmd := range root.Commands() {
		cmd.GroupID = heading[cmd.Name()]
	}
}
