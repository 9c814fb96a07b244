// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/spf13/cobra"
)

func (a *app) waveSummary() *cobra.Command {
	var wave, format, dir string
	cmd := &cobra.Command{
		Use:   "summary",
		Short: "Count the 2022 survey's answers, beside the figures that were published",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if wave != survey2022.Wave {
				return fmt.Errorf("--wave %s: a summary was published for %s alone", wave, survey2022.Wave)
			}
			if !slices.Contains(survey2022.Formats, format) {
				return fmt.Errorf("--format %q: formats are %s", format, strings.Join(survey2022.Formats, ", "))
			}
			rows, err := surveyRows(dir)
			if err != nil {
				return err
			}
			s, err := survey2022.Summarize(survey2022.FromRows(rows))
			if err != nil {
				return err
			}
			return s.Write(a.out, format)
		},
	}
	cmd.Flags().StringVar(&wave, "wave", survey2022.Wave, "the `WAVE` to count")
	cmd.Flags().StringVar(&format, "format", "md", "md, json or csv (csv: the counts alone)")
	cmd.Flags().StringVar(&dir, "dataset", "", "`DIR` that landscape import-2022 wrote (default: the built-in baseline)")
	return cmd
}

// surveyRows gives the baseline, or the answers that a person imported.
func surveyRows(dir string) ([]table.SurveyAnswer, error) {
	if dir == "" {
		return survey2022.Baseline(), nil
	}
	d, err := dataset.Open(dir)
	if err != nil {
		return nil, err
	}
	if len(d.Survey2022) == 0 {
		return nil, fmt.Errorf("--dataset %s: no survey_2022 is there: write it with landscape import-2022", dir)
	}
	return d.Survey2022, nil
}
