// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/spf13/cobra"
)

// waves are those that have a name.
var waves = []string{survey2022.Wave, catalog.Wave}

// oneOf says that a flag names one of a few things, or which are near.
func oneOf(flag, kind, word string, known []string) error {
	if slices.Contains(known, word) {
		return nil
	}
	return fmt.Errorf("%s %q: %s%s are %s", flag, word, nearWord(word, known), kind, strings.Join(known, ", "))
}

// nearWord asks whether a near one was meant; "" when none is near.
func nearWord(word string, known []string) string {
	list := make([]record.Term, len(known))
	for i, each := range known {
		list[i].ID = each
	}
	if text := record.DidYouMean(list, word, ""); text != "" {
		return text + " "
	}
	return ""
}

// ecosystemMeant finds the ecosystem of a dataset that a person names.
func ecosystemMeant(d *table.Dataset, words string) (string, error) {
	list := make([]record.Term, len(d.Ecosystems))
	for i, e := range d.Ecosystems {
		list[i] = record.Term{ID: e.Ecosystem, Names: append([]string{e.Name}, e.Clients...), Titles: []string{e.Registry}}
	}
	if id, ok := record.Meant(list, words); ok {
		return id, nil
	}
	return "", ecosystems.NotFound(list, words)
}

// completer gives what a shell offers, each with its description after a tab.
type completer func() []string

// cobra makes it a function that completes flags and arguments.
func (list completer) cobra() cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return completed(list(), begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// completed keeps what begins as a person began; after a comma the next of a list.
// Where nothing begins so, what holds the letters is kept: shells that match within
// words, such as fish, offer it.
func completed(all []string, begun string) []string {
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

// words completes a few fixed words.
func words(list []string) completer { return func() []string { return list } }

func featureIDs() []string {
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

// explainableIDs are features, and the items of checklists that have rules of their own.
func explainableIDs() []string {
	list := featureIDs()
	if c, err := catalog.Load(); err == nil {
		for _, t := range c.CheckTerms() {
			list = append(list, t.ID+"\t"+t.Titles[0])
		}
	}
	return list
}

// ecosystemIDs are the ecosystems of a folder, or the built-in ones.
func ecosystemIDs(dir string) []string {
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

// arguments completes each argument by its place.
func arguments(lists ...completer) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(lists) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return lists[len(args)].cobra()(cmd, args, begun)
	}
}

// builtIn are the ecosystems built in.
func builtIn() []string { return ecosystemIDs("") }

// completeFlags lets shells complete the flags that name something, wherever they are.
func completeFlags(cmd *cobra.Command) {
	for name, list := range map[string]completer{
		"feature": featureIDs, "table": words(table.Names()), "from": words(waves), "to": words(waves), "wave": words(waves),
		"ecosystem": func() []string { dir, _ := cmd.Flags().GetString("ecosystems"); return ecosystemIDs(dir) },
	} {
		if cmd.Flags().Lookup(name) != nil {
			complete := list.cobra()
			if name == "from" || name == "to" { // folders, too
				complete = func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
					return completed(list(), begun), cobra.ShellCompDirectiveDefault
				}
			}
			_ = cmd.RegisterFlagCompletionFunc(name, complete) // the flag exists
		}
	}
	for _, each := range cmd.Commands() {
		completeFlags(each)
	}
}

// formats lets shells complete a flag --format.
func formats(cmd *cobra.Command, list []string) {
	_ = cmd.RegisterFlagCompletionFunc("format", words(list).cobra()) // the flag exists
}
