// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"

	"github.com/ossf/package-manager-landscape/dataset/report"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) questionnaire() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "questionnaire ID",
		Short:   "Print a form for a registry's maintainers, filled in with today's verdicts",
		Example: `  landscape questionnaire npm > 2026.yml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			out := bufio.NewWriter(a.out)
			if err := report.Questionnaire(out, features, d, args[0]); err != nil {
				return err
			}
			return out.Flush()
		},
	}
	datasetFlag(cmd, &dir)
	return cmd
}
