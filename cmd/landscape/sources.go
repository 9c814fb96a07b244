// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/spf13/cobra"
)

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
