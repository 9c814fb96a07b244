// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site"
	"github.com/spf13/cobra"
)

func (a *app) site() *cobra.Command {
	var dir, out string
	var about siteFlags
	cmd := &cobra.Command{
		Use:   "site",
		Short: "Write the comparison site of a dataset",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			place, name := output.Beside("--out", out, dir, about.versions)
			if err := place.Check(name); err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if about.version == "" && dir != "" {
				if about.version, err = dataset.VersionOf(dir); err != nil {
					return err
				}
			}
			o, err := about.options()
			if err != nil {
				return err
			}
			err = place.Folders(map[string]func(string) error{
				name: func(dir string) error { return site.Build(d, dir, o) },
			})
			if err == nil {
				fmt.Fprintf(a.out, "site in %s\n", shown(out))
			}
			return err
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&out, "out", "out/site", "write the site to `DIR`")
	about.add(cmd)
	return cmd
}
