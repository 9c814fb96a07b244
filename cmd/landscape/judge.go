// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/spf13/cobra"
)

func (a *app) judge() *cobra.Command {
	var (
		scope scopeFlags
		file  string
		out   string
		about siteFlags
	)
	cmd := &cobra.Command{
		Use:   "judge",
		Short: "Judge saved observations again, and write the dataset and the site",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			site, err := about.options()
			if err != nil {
				return err
			}
			features, chosen, err := scope.load()
			if err != nil {
				return err
			}
			place := outPlace(out, file, scope.dir, about.versions)
			if err := place.Check(datasetFolder, siteFolder); err != nil {
				return err
			}
			seen, err := table.ReadObservations(file)
			if err != nil {
				return fmt.Errorf("--observations: %w", err)
			}
			if len(seen) == 0 {
				return fmt.Errorf("--observations %s: no observation is in it", file)
			}
			wave := seen[0].Wave
			// A wave named by a date was read as of that date.
			asOf, _ := time.Parse(time.DateOnly, wave)
			d := dataset.Build(wave, asOf, features, chosen, seen)
			if err := publish(d, place, site); err != nil {
				return err
			}
			return a.summary(d, false)
		},
	}
	scope.add(cmd)
	about.add(cmd)
	cmd.Flags().StringVar(&file, "observations", "", "observations.parquet of landscape probe or survey, or a folder of such files (`FILE|DIR`)")
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/dataset and DIR/site")
	_ = cmd.MarkFlagRequired("observations")
	return cmd
}
