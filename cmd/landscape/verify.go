// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/spf13/cobra"
)

func (a *app) verify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify DIR",
		Short: "Check a release: digests, schema, twins, references, verdicts",
		Long: `verify checks a folder that landscape release wrote, or the dataset of landscape
survey: that no file was changed, that the tables have the schema of this
program, that Parquet, CSV and JSON say the same, that everything referred to is
there, and that verdicts, texts and metadata follow from the observations by the
rules built in. It prints one line a problem and ends with status 2.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, all, err := (&selection{}).load()
			if err != nil {
				return err
			}
			problems, err := dataset.Verify(args[0], features, all)
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
}
