// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
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
			place := outPlace(out, file, scope.dir, about.Versions)
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
			d := dataset.Build(wave, table.AsOf(seen), features, chosen, seen)
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

func (a *app) export() *cobra.Command {
	var dir, name, format, file string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print a table as csv, json or ndjson, or write it to a file",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := cmp.Or(oneOf("--table", "tables", name, table.AllNames()), oneOf("--format", "formats", format, table.Formats)); err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if file != "" {
				return exportTo(file, dir, d, name, format)
			}
			return a.plain(func(w io.Writer) error { return d.Export(w, name, format) })
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&file, "out", "", "write to this `FILE` (default: print)")
	cmd.Flags().StringVar(&name, "table", "", "`NAME` of the table: "+strings.Join(table.AllNames(), ", "))
	cmd.Flags().StringVar(&format, "format", "csv", "csv, json or ndjson")
	completion.Formats(cmd, table.Formats)
	return cmd
}

// exportTo writes a table to a file.
func exportTo(file, dir string, d *table.Dataset, tableName, format string) error {
	var out bytes.Buffer
	if err := d.Export(&out, tableName, format); err != nil {
		return err
	}
	place, name := output.Beside("--out", file, dir)
	return place.File(name, out.Bytes())
}
