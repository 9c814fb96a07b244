// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) catalog() *cobra.Command {
	return &cobra.Command{
		Use:   "catalog",
		Short: "List journeys and features with what earns supported and partial",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := catalog.Load()
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "Criteria, edition %d\n", c.Edition())
			for _, j := range c.Journeys {
				fmt.Fprintf(a.out, "%s: %s\n", j.Title, j.Question)
				for _, f := range c.Of(j.ID) {
					fmt.Fprintf(a.out, "  %s\n      %s\n      supported: %s\n      partial: %s\n", f.ID, f.Title, f.Supported, f.Partial)
					if f.Changed != "" {
						fmt.Fprintf(a.out, "      edition %d: %s\n", f.Edition, f.Changed)
					}
				}
			}
			return nil
		},
	}
}

func (a *app) sources() *cobra.Command {
	var scope scopeFlags
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List the repositories that the rules read, with the ecosystems that do",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, chosen, err := scope.load()
			if err != nil {
				return err
			}
			asked := survey.QuestionsOf(chosen, nil)
			users := make(map[string][]string)
			for _, p := range asked {
				if !slices.Contains(users[p.Repository], p.Ecosystem) {
					users[p.Repository] = append(users[p.Repository], p.Ecosystem)
				}
			}
			for _, name := range survey.Repositories(asked) {
				fmt.Fprintf(a.out, "%s\t%s\n", name, strings.Join(users[name], ","))
			}
			return nil
		},
	}
	scope.add(cmd)
	return cmd
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and of its catalog",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, revision := "unknown", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = s.Value
					}
				}
			}
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "landscape %s %.10s, wave %s, %d features\n", version, revision, catalog.Wave, len(features.Features))
			return nil
		},
	}
}
