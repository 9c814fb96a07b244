// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/spf13/cobra"
)

func (a *app) probe() *cobra.Command {
	var (
		from  sources
		which selection
		out   string
		split bool
	)
	cmd := &cobra.Command{
		Use:   "probe",
		Short: "Look, and write observations.parquet",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := from.check(); err != nil {
				return err
			}
			if split && from.net.origins != "" {
				return fmt.Errorf("--per-ecosystem writes what a release holds, and --origins answers in a registry's place: choose one")
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
			if err := a.writeObservations(seen, out, split); err != nil {
				return err
			}
			if err := writeAudit(from.net.stats, out); err != nil {
				return err
			}
			return from.finish()
		},
	}
	from.flags(cmd)
	which.flags(cmd)
	which.featureFlag(cmd)
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/observations.parquet")
	cmd.Flags().BoolVar(&split, "per-ecosystem", false, "write DIR/observations/ID.parquet instead, one file an ecosystem, as a release holds them")
	return cmd
}

// writeObservations writes one file, or one an ecosystem; each takes the old
// one's place when it is whole.
func (a *app) writeObservations(seen []dataset.Observation, out string, split bool) error {
	files := map[string][]dataset.Observation{"observations": seen}
	if split {
		out = filepath.Join(out, "observations")
		files = dataset.ByEcosystem(dataset.PublicOnly(seen))
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := dataset.EncodeObservations(files[name])
		if err != nil {
			return err
		}
		place := filepath.Join(out, name+".parquet")
		if err := os.WriteFile(place+".new", data, 0o644); err != nil {
			return err
		}
		if err := os.Rename(place+".new", place); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%d observations in %s\n", len(files[name]), shown(place))
	}
	return nil
}
