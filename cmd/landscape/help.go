// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
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
			if man != "" {
				if err := writeManPages(cmd.Root(), man); err != nil {
					return err
				}
				fmt.Fprintln(a.out, shown(man))
			}
			if completions != "" {
				if err := writeCompletions(cmd.Root(), completions); err != nil {
					return err
				}
				fmt.Fprintln(a.out, shown(completions))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&man, "man", "", "write a man page of each command into this new or empty `DIR`")
	cmd.Flags().StringVar(&completions, "completions", "", "write completions for bash, zsh and fish into this new or empty `DIR`")
	return cmd
}

// makeEmptyFolder makes a folder, or takes one that holds nothing.
func makeEmptyFolder(flag, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s %s: %w", flag, dir, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		return fmt.Errorf("%s %s: the folder is not empty: name a new one", flag, dir)
	}
	return nil
}

func writeManPages(root *cobra.Command, dir string) error {
	if err := makeEmptyFolder("--man", dir); err != nil {
		return err
	}
	root.DisableAutoGenTag = true // it holds the day
	day := time.Unix(0, 0).UTC()
	return doc.GenManTree(root, &doc.GenManHeader{Title: "LANDSCAPE", Section: "1", Source: "landscape", Manual: "landscape", Date: &day}, dir)
}

func writeCompletions(root *cobra.Command, dir string) error {
	if err := makeEmptyFolder("--completions", dir); err != nil {
		return err
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"landscape.bash": func(b *bytes.Buffer) error { return root.GenBashCompletionV2(b, true) },
		"_landscape":     func(b *bytes.Buffer) error { return root.GenZshCompletion(b) },
		"landscape.fish": func(b *bytes.Buffer) error { return root.GenFishCompletion(b, true) },
	} {
		var text bytes.Buffer
		if err := write(&text); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text.Bytes(), 0o644); err != nil {
			return fmt.Errorf("--completions %s: %w", dir, err)
		}
	}
	return nil
}
