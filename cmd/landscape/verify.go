// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/report"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/spf13/cobra"
)

func (a *app) verify() *cobra.Command {
	var before string
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Check a release: digests, schema, twins, references, verdicts",
		Long: `verify checks a folder that landscape release wrote, or the dataset of landscape
survey: that no file was changed, that the tables have the schema of this
program, that Parquet, CSV and JSON say the same, that everything referred to is
there, and that verdicts, texts and metadata follow from the observations by the
built-in rules. With --previous it also checks that NOTES.md says all that changed
since that release, and without that what it says is true of the tables. It prints
one line per problem and ends with status 2.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, all, err := (&selection{}).load()
			if err != nil {
				return err
			}
			var previous *report.Previous
			if before != "" {
				if previous, err = dataset.OpenPrevious(before); err != nil {
					return fmt.Errorf("--previous %w", err)
				}
			}
			problems, err := dataset.Verify(args[0], previous, features, all)
			if err != nil {
				return err
			}
			for _, problem := range problems {
				fmt.Fprintln(a.out, problem)
			}
			if n := len(problems); n > 0 {
				return fmt.Errorf("%s: not as it was released: problems: %d", args[0], n)
			}
			fmt.Fprintf(a.out, "ok: %s is whole, and its verdicts follow from its observations\n", shown(args[0]))
			return nil
		},
	}
	cmd.Flags().StringVar(&before, "previous", "", "`DIR` of the release that its notes compare with")
	return cmd
}
