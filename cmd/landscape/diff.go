// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) diff() *cobra.Command {
	var from, to, format string
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Tell what changed between two waves or datasets",
		Example: `  landscape diff --from 2022 --to 2026
  landscape diff --from last/dataset --to out/dataset --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("--format", "formats", format, report.DiffFormats); err != nil {
				return err
			}
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			before, err := a.wave("--from", from)
			if err != nil {
				return err
			}
			after, err := a.wave("--to", to)
			if err != nil {
				return err
			}
			write := func(w io.Writer) error { return report.Diff(w, format, features, before, after) }
			if format == "md" {
				return a.paged(write)
			}
			return a.plain(write)
		},
	}
	cmd.Flags().StringVar(&from, "from", survey2022.Wave, "the earlier `WAVE` (2022, or "+catalog.Wave+" for the built-in release) or folder of a dataset")
	cmd.Flags().StringVar(&to, "to", catalog.Wave, "the later `WAVE` or folder of a dataset")
	cmd.Flags().StringVar(&format, "format", "md", strings.Join(report.DiffFormats, ", "))
	formats(cmd, report.DiffFormats)
	return cmd
}

// wave opens a wave by name, or the dataset in a folder.
func (a *app) wave(flag, name string) (*table.Dataset, error) {
	switch name {
	case survey2022.Wave:
		return &table.Dataset{Verdicts: survey2022.Verdicts()}, nil
	case catalog.Wave:
		return a.dataset("")
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s %q: %sneither a wave (%s, %s) nor a folder", flag, name, nearWord(name, waves), survey2022.Wave, catalog.Wave)
	}
	d, err := a.dataset(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	if len(d.Verdicts) == 0 {
		return nil, fmt.Errorf("%s %s: the dataset has no verdict: make it with landscape survey or judge", flag, name)
	}
	return d, nil
}
