// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
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
			return a.paged(func(w io.Writer) error { writeCatalog(w, c); return nil })
		},
	}
}

func writeCatalog(w io.Writer, c *catalog.Catalog) {
	fmt.Fprintf(w, "Criteria, edition %d\n", c.Edition())
	for _, j := range c.Journeys {
		fmt.Fprintf(w, "%s: %s\n", j.Title, j.Question)
		for _, f := range c.Of(j.ID) {
			fmt.Fprintf(w, "  %s\n      %s\n      supported: %s\n      partial: %s\n", f.ID, f.Title, f.Supported, f.Partial)
			if f.Changed != "" {
				fmt.Fprintf(w, "      edition %d: %s\n", f.Edition, f.Changed)
			}
		}
	}
}

func (a *app) sources() *cobra.Command {
	var (
		scope  scopeFlags
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List the repositories that the rules read, with the ecosystems that do",
		Long: `sources lists the repositories that the rules read, with the ecosystems that do.

--json prints a list of objects with the keys repository and ecosystems (ids).`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, chosen, err := scope.load()
			if err != nil {
				return err
			}
			list := sourcesOf(chosen)
			if asJSON {
				return printJSON(a.out, list)
			}
			for _, s := range list {
				fmt.Fprintf(a.out, "%s\t%s\n", s.Repository, strings.Join(s.Ecosystems, ","))
			}
			return nil
		},
	}
	scope.add(cmd)
	jsonFlag(cmd, &asJSON)
	return cmd
}

// source is a repository, with the ecosystems whose rules read it.
type source struct {
	Repository string   `json:"repository"`
	Ecosystems []string `json:"ecosystems"`
}

func sourcesOf(chosen []*ecosystems.Ecosystem) []source {
	asked := survey.QuestionsOf(chosen, nil)
	users := make(map[string][]string)
	for _, p := range asked {
		if !slices.Contains(users[p.Repository], p.Ecosystem) {
			users[p.Repository] = append(users[p.Repository], p.Ecosystem)
		}
	}
	list := []source{}
	for _, name := range survey.Repositories(asked) {
		list = append(list, source{name, users[name]})
	}
	return list
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and of its catalog",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.printVersion() },
	}
}

func (a *app) printVersion() error {
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
	fmt.Fprintf(a.out, "landscape %s, wave %s, %d features\n", strings.TrimSpace(fmt.Sprintf("%s %.10s", version, revision)), catalog.Wave, len(features.Features))
	return nil
}
