// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) export() *cobra.Command {
	var dir, name, format, file string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print a table as csv, json or ndjson, or write it to a file",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !slices.Contains(table.Names(), name) {
				return fmt.Errorf("--table %q: tables are %s", name, strings.Join(table.Names(), ", "))
			}
			if !slices.Contains(table.Formats, format) {
				return fmt.Errorf("--format %q: formats are %s", format, strings.Join(table.Formats, ", "))
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if file != "" {
				return exportTo(file, dir, d, name, format)
			}
			out := bufio.NewWriter(a.out)
			if err := d.Export(out, name, format); err != nil {
				return err
			}
			return out.Flush()
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&file, "out", "", "write to this `FILE` (default: print)")
	cmd.Flags().StringVar(&name, "table", "", "`NAME` of the table: "+strings.Join(table.Names(), ", "))
	cmd.Flags().StringVar(&format, "format", "csv", "csv, json or ndjson")
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

func datasetFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "dataset", "", "`DIR` of a dataset that landscape survey wrote (default: the built-in release)")
}

// dataset opens a folder, or judges the built-in release.
func (a *app) dataset(dir string) (*table.Dataset, error) {
	if dir != "" {
		return dataset.Open(dir)
	}
	features, all, err := (&selection{}).load()
	if err != nil {
		return nil, err
	}
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		return nil, err
	}
	return dataset.Build(catalog.Wave, time.Time{}, features, all, seen), nil
}
