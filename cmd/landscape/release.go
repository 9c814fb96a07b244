// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

var versionForm = regexp.MustCompile(`^20\d\d\.(0[1-9]|1[0-2])(\.\d+)?$`)

func (a *app) release() *cobra.Command {
	var wave, version, out, previous, file string
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Assemble a release folder: tables, metadata, survey, notes",
		Example: `  landscape release --version 2026.11 --out release
  landscape release --version 2027.02 --previous release --observations fresh/observations.parquet --out next`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !versionForm.MatchString(version) {
				return fmt.Errorf("--version %q: write year and month as 2026.11, and a number as 2026.11.1 for another one in that month", version)
			}
			place, name := output.Beside("--out", out, previous, file)
			if err := place.Check(name); err != nil {
				return err
			}
			features, all, err := (&selection{}).load()
			if err != nil {
				return err
			}
			seen, err := releaseObservations(wave, file)
			if err != nil {
				return err
			}
			var before *report.Previous
			if previous != "" {
				if before, err = dataset.OpenPrevious(previous); err != nil {
					return fmt.Errorf("--previous %w", err)
				}
			}
			d := dataset.Build(wave, table.AsOf(seen), features, all, seen)
			err = place.Folders(map[string]func(string) error{
				name: func(dir string) error { return dataset.Publish(d, dir, version, features, before) },
			})
			if err == nil {
				fmt.Fprintf(a.out, "release %s in %s: %d verdicts, %d observations\n", version, shown(out), len(d.Verdicts), len(d.Observations))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&wave, "wave", catalog.Wave, "the `WAVE` to release")
	cmd.Flags().StringVar(&version, "version", "", "`YYYY.MM` of the release, or YYYY.MM.N")
	cmd.Flags().StringVar(&out, "out", "release", "write the release to `DIR`")
	cmd.Flags().StringVar(&previous, "previous", "", "`DIR` of the release before, with which the notes compare")
	cmd.Flags().StringVar(&file, "observations", "", "observations.parquet of landscape probe or survey, or a folder of such files (`FILE|DIR`; default: the built-in ones)")
	_ = cmd.MarkFlagRequired("version")
	return cmd
}

// releaseObservations reads a file, or takes what is built in.
func releaseObservations(wave, file string) ([]table.Observation, error) {
	if file == "" {
		seen, err := dataset.Release(wave)
		if err != nil {
			return nil, fmt.Errorf("--wave %s: %w: give --observations FILE", wave, err)
		}
		return seen, nil
	}
	seen, err := table.ReadObservations(file)
	if err != nil {
		return nil, fmt.Errorf("--observations: %w", err)
	}
	held := len(seen)
	if seen = table.PublicOnly(seen); held > 0 && len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: mirrors answered all of it, and a release holds public registries alone: look at those", file)
	}
	for _, o := range seen {
		if o.Wave != wave {
			return nil, fmt.Errorf("--observations %s: holds wave %s: say --wave %s", file, o.Wave, o.Wave)
		}
	}
	if len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: no observation is in it", file)
	}
	return seen, nil
}
