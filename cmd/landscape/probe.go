// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/spf13/cobra"
)

func (a *app) probe() *cobra.Command {
	var (
		observe observeFlags
		scope   scopeFlags
		out     string
		split   bool
	)
	cmd := &cobra.Command{
		Use:   "probe",
		Short: "Look, and write observations.parquet",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := observe.check(); err != nil {
				return err
			}
			if split && observe.network.Origins != "" {
				return fmt.Errorf("--per-ecosystem writes what a release holds, and --origins answers in a registry's place: choose one")
			}
			features, chosen, err := scope.load()
			if err != nil {
				return err
			}
			place := outPlace(out, append(observe.reads(), scope.dir)...)
			if err := checkObservations(place, chosen, split); err != nil {
				return err
			}
			seen, err := survey.Look(cmd.Context(), observe.options(a, features, chosen, scope.features, out))
			if err != nil {
				return err
			}
			if split && observe.Mirror != "" {
				seen.Observations = table.ReadFromClones(seen.Observations)
			}
			if err := a.writeObservations(seen.Observations, place, split); err != nil {
				return err
			}
			if err := writeAudit(seen.Audit(), place); err != nil {
				return err
			}
			return seen.Finish()
		},
	}
	observe.add(cmd)
	scope.add(cmd)
	scope.addFeature(cmd)
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

// writeObservations writes one file, or one an ecosystem; each takes the old
// one's place when it is whole.
func (a *app) writeObservations(seen []table.Observation, place output.Place, split bool) error {
	files := map[string][]table.Observation{observationsName: seen}
	if split {
		place.Dir = filepath.Join(place.Dir, observationsName)
		files = table.ByEcosystem(table.PublicOnly(seen))
	}
	for _, name := range table.SortedKeys(files) {
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

// writeAudit writes audit.json, when anything went over the network.
func writeAudit(audit *refresh.Audit, out output.Place) error {
	if audit == nil {
		return nil
	}
	data, err := json.MarshalIndent(audit, "", "  ")
	if err != nil {
		return err
	}
	return out.File(auditName, append(data, '\n'))
}
