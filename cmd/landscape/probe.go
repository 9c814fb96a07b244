// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"maps"
	"path/filepath"
	"slices"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/ecosystems"
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
			place := outPlace(out, append(from.reads(), which.dir)...)
			if err := checkObservations(place, chosen, split); err != nil {
				return err
			}
			from.out = out
			seen, err := a.observe(cmd.Context(), &from, chosen, which.probes(chosen))
			if err != nil {
				return err
			}
			if split && from.mirror != "" {
				seen = table.ReadFromClones(seen)
			}
			if err := a.writeObservations(seen, place, split); err != nil {
				return err
			}
			if err := writeAudit(from.net.stats, place); err != nil {
				return err
			}
			return from.finish()
		},
	}
	from.flags(cmd)
	which.flags(cmd)
	which.featureFlag(cmd)
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/observations.parquet")
	cmd.Flags().BoolVar(&split, "per-ecosystem", false, "write DIR/observations/ID.parquet instead, one file per ecosystem, as a release holds them")
	return cmd
}

// The files that probe writes.
const (
	observationsName = "observations"
	auditName        = "audit.json"
)

// checkObservations says before the look whether its files could be written.
func checkObservations(place output.Place, chosen []*ecosystems.Ecosystem, split bool) error {
	if err := place.CheckFile(auditName); err != nil {
		return err
	}
	if !split {
		return place.CheckFile(observationsName + ".parquet")
	}
	place.Dir = filepath.Join(place.Dir, observationsName)
	for _, e := range chosen {
		if err := place.CheckFile(e.ID + ".parquet"); err != nil {
			return err
		}
	}
	return nil
}

// writeObservations writes one file, or one per ecosystem; each takes the old
// one's place when it is whole.
func (a *app) writeObservations(seen []table.Observation, place output.Place, split bool) error {
	files := map[string][]table.Observation{observationsName: seen}
	if split {
		place.Dir = filepath.Join(place.Dir, observationsName)
		files = table.ByEcosystem(table.PublicOnly(seen))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := table.EncodeObservations(files[name])
		if err != nil {
			return err
		}
		if err := place.File(name+".parquet", data); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%d observations in %s\n", len(files[name]), shown(place.Dir, name+".parquet"))
	}
	return nil
}
