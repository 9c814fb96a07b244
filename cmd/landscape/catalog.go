// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

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
