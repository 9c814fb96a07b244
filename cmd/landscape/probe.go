// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/spf13/cobra"
)

func (a *app) probe() *cobra.Command {
	var (
		from  sources
		which selection
		out   string
	)
	cmd := &cobra.Command{
		Use:   "probe",
		Short: "Look, and write observations.parquet",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := from.check(); err != nil {
				return err
			}
			_, chosen, err := which.load()
			if err != nil {
				return err
			}
			from.out = out
			seen, err := a.observe(cmd.Context(), &from, chosen, which.probes(chosen))
			if err != nil {
				return err
			}
			return a.writeObservations(seen, out)
		},
	}
	from.flags(cmd)
	which.flags(cmd)
	which.featureFlag(cmd)
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/observations.parquet")
	return cmd
}

func (a *app) writeObservations(seen []dataset.Observation, out string) error {
	data, err := dataset.EncodeObservations(seen)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	place := filepath.Join(out, "observations.parquet")
	if err := os.WriteFile(place+".new", data, 0o644); err != nil {
		return err
	}
	if err := os.Rename(place+".new", place); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%d observations in %s\n", len(seen), shown(place))
	return nil
}
