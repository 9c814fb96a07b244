// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

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
			users := make(map[string][]string)
			for _, p := range which.probes(chosen) {
				if p.Repository != "" && !slices.Contains(users[p.Repository], p.Ecosystem) {
					users[p.Repository] = append(users[p.Repository], p.Ecosystem)
				}
			}
			var names []string
			for name := range users {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				fmt.Fprintf(a.out, "%s\t%s\n", name, strings.Join(users[name], ","))
			}
			return nil
		},
	}
	which.flags(cmd)
	return cmd
}
