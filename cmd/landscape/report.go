// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/report"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) report() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write Markdown that the working group needs",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.reportTAC(), a.reportSupports())
	return cmd
}

func (a *app) reportTAC() *cobra.Command {
	var dir, since string
	cmd := &cobra.Command{
		Use:   "tac",
		Short: "What landed since a date, for the quarterly update",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			month, err := sinceMonth(since, d.Newest())
			if err != nil {
				return err
			}
			return report.TAC(a.out, features, d, month)
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&since, "since", "", "the first `DATE` (YYYY-MM-DD or YYYY-MM; default: three months before the newest source); months count whole")
	return cmd
}

// sinceMonth reads a date, or goes three months back from the newest source.
func sinceMonth(since string, newest time.Time) (string, error) {
	const month = "2006-01"
	if since == "" {
		first := time.Date(newest.Year(), newest.Month(), 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, -3, 0).Format(month), nil
	}
	for _, form := range []string{time.DateOnly, month} {
		if day, err := time.Parse(form, since); err == nil {
			return day.Format(month), nil
		}
	}
	return "", fmt.Errorf("--since %s: write a date as YYYY-MM-DD or a month as YYYY-MM", since)
}

func (a *app) reportSupports() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "supports FEATURE",
		Short: "Which registries support a feature, with links",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			return report.Supports(a.out, features, d, args[0])
		},
	}
	datasetFlag(cmd, &dir)
	return cmd
}
