// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/spf13/cobra"
)

func (a *app) sources() *cobra.Command {
	var which selection
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List the repositories that the rules read, with the ecosystems that do",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, chosen, err := which.load()
			if err != nil {
				return err
			}
			asked := which.probes(chosen)
			users := make(map[string][]string)
			for _, p := range asked {
				if p.Repository != "" && !slices.Contains(users[p.Repository], p.Ecosystem) {
					users[p.Repository] = append(users[p.Repository], p.Ecosystem)
				}
			}
			for _, name := range repositoriesOf(asked) {
				fmt.Fprintf(a.out, "%s\t%s\n", name, strings.Join(users[name], ","))
			}
			return nil
		},
	}
	which.flags(cmd)
	return cmd
}

// repositoriesOf lists the repositories that probes read, sorted.
func repositoriesOf(asked []probes.Probe) []string {
	var names []string
	for _, p := range asked {
		if p.Repository != "" {
			names = append(names, p.Repository)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
