// SPDX-License-Identifier: Apache-2.0

package completion

import (
	"os"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

// List gives what a shell offers, each with its description after a tab.
type List func() []string

// complete makes it a function that completes flags and arguments.
func (list List) complete() cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return narrow(list(), begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// narrow keeps what begins as a person began; after a comma the next of a list.
// Where nothing begins so, what holds the letters is kept: shells that match within
// words, such as fish, offer it.
func narrow(all []string, begun string) []string {
	before := begun[:strings.LastIndexByte(begun, ',')+1]
	word := strings.ToLower(begun[len(before):])
	var begins, holds []string
	for _, each := range all {
		id, _, _ := strings.Cut(each, "\t")
		if strings.HasPrefix(id, word) {
			begins = append(begins, before+each)
		} else if strings.Contains(strings.ToLower(each), word) {
			holds = append(holds, before+each)
		}
	}
	if len(begins) > 0 {
		return begins
	}
	return holds
}

// Words completes a few fixed words.
func Words(list []string) List { return func() []string { return list } }

// Features are the ids of the catalog, with their titles.
func Features() []string {
	c, err := catalog.Load()
	if err != nil {
		return nil
	}
	var list []string
	for _, f := range c.Features {
		list = append(list, f.ID+"\t"+f.Title)
	}
	return list
}

// Explainable are features, and the items of checklists that have rules of their own.
func Explainable() []string {
	list := Features()
	if c, err := catalog.Load(); err == nil {
		for _, t := range c.CheckTerms() {
			list = append(list, t.ID+"\t"+t.Titles[0])
		}
	}
	return list
}

// Ecosystems are the ecosystems of a folder, or the built-in ones.
func Ecosystems(dir string) []string {
	files := ecosystems.Embedded()
	if dir != "" {
		files = os.DirFS(dir)
	}
	c, err := catalog.Load()
	if err != nil {
		return nil
	}
	all, err := ecosystems.Load(files, "ecosystems", c)
	if err != nil {
		ids, _ := ecosystems.IDs(files, "ecosystems") // better than nothing
		return ids
	}
	var list []string
	for _, e := range all {
		list = append(list, e.ID+"\t"+e.Name)
	}
	return list
}

// Arguments completes each argument by its place.
func Arguments(lists ...List) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(lists) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return lists[len(args)].complete()(cmd, args, begun)
	}
}

// BuiltIn are the built-in ecosystems.
func BuiltIn() []string { return Ecosystems("") }

// Flags lets shells complete the flags that name something, wherever they are; waves are
// those that have a name.
func Flags(cmd *cobra.Command, waves []string) {
	for name, list := range map[string]List{
		"feature": Features, "table": Words(table.Names()), "from": Words(waves), "to": Words(waves), "wave": Words(waves),
		"ecosystem": func() []string { dir, _ := cmd.Flags().GetString("ecosystems"); return Ecosystems(dir) },
	} {
		if cmd.Flags().Lookup(name) != nil {
			with := list.complete()
			if name == "from" || name == "to" { // folders, too
				with = func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
					return narrow(list(), begun), cobra.ShellCompDirectiveDefault
				}
			}
			_ = cmd.RegisterFlagCompletionFunc(name, with) // the flag exists
		}
	}
	for _, each := range cmd.Commands() {
		Flags(each, waves)
	}
}

// Formats lets shells complete a flag --format.
func Formats(cmd *cobra.Command, list []string) {
	_ = cmd.RegisterFlagCompletionFunc("format", Words(list).complete()) // the flag exists
}
