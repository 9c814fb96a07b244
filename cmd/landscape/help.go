// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// docs writes what packages of the program bring along: they are the same for the
// same program.
func (a *app) docs() *cobra.Command {
	var man, completions string
	cmd := &cobra.Command{
		Use:    "docs",
		Short:  "Write man pages and completions into folders, for packages",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if man == "" && completions == "" {
				return fmt.Errorf("say what to write: --man DIR, --completions DIR")
			}
			if err := a.writeDocs("--man", man, cmd.Root(), writeManPages); err != nil {
				return err
			}
			return a.writeDocs("--completions", completions, cmd.Root(), writeCompletions)
		},
	}
	cmd.Flags().StringVar(&man, "man", "", "write a man page of each command into this new or empty `DIR`")
	cmd.Flags().StringVar(&completions, "completions", "", "write completions for bash, zsh and fish into this new or empty `DIR`")
	return cmd
}

// writeDocs makes a folder, or takes one that holds nothing, and writes into it; "" is
// no folder.
func (a *app) writeDocs(flag, dir string, root *cobra.Command, write func(root *cobra.Command, dir string) error) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s %s: %w", flag, dir, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		return fmt.Errorf("%s %s: the folder is not empty: name a new one", flag, dir)
	}
	if err := write(root, dir); err != nil {
		return err
	}
	fmt.Fprintln(a.out, shown(dir))
	return nil
}

func writeManPages(root *cobra.Command, dir string) error {
	root.DisableAutoGenTag = true // it holds the day
	day := time.Unix(0, 0).UTC()
	return doc.GenManTree(root, &doc.GenManHeader{Title: "LANDSCAPE", Section: "1", Source: "landscape", Manual: "landscape", Date: &day}, dir)
}

func writeCompletions(root *cobra.Command, dir string) error {
	err := cmp.Or(
		root.GenBashCompletionFileV2(filepath.Join(dir, "landscape.bash"), true),
		root.GenZshCompletionFile(filepath.Join(dir, "_landscape")),
		root.GenFishCompletionFile(filepath.Join(dir, "landscape.fish"), true),
	)
	if err != nil {
		return fmt.Errorf("--completions %s: %w", dir, err)
	}
	return nil
}
