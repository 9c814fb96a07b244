// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
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
	cmd.AddCommand(a.reportTAC(), a.reportSupports(), a.reportRegistry(), a.reportSurvey())
	return cmd
}

// text writes a report.
type text = func(io.Writer) error

// onDataset lets a command print a text on a dataset, which its flag --dataset names.
func (a *app) onDataset(cmd *cobra.Command, prepare func(features *catalog.Catalog, d *table.Dataset, args []string) (text, error)) *cobra.Command {
	var dir string
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		features, d, err := a.catalogAnd(dir)
		if err != nil {
			return err
		}
		write, err := prepare(features, d, args)
		if err != nil {
			return err
		}
		return a.paged(write)
	}
	datasetFlag(cmd, &dir)
	return cmd
}

func sinceFlag(cmd *cobra.Command, since *string) {
	cmd.Flags().StringVar(since, "since", "", "the first `DATE` (YYYY-MM-DD or YYYY-MM; default: three months before the newest source); months count whole")
}

func (a *app) reportTAC() *cobra.Command {
	var since, earlier string
	cmd := a.onDataset(&cobra.Command{
		Use:   "tac",
		Short: "What landed since a date, for the quarterly update",
		Args:  cobra.NoArgs,
	}, func(features *catalog.Catalog, d *table.Dataset, _ []string) (text, error) {
		month, err := sinceMonth(since, d.Newest())
		if err != nil {
			return nil, err
		}
		var before *table.Dataset
		if earlier != "" {
			if before, err = dataset.Open(earlier); err != nil {
				return nil, fmt.Errorf("--before: %w", err)
			}
		}
		return func(w io.Writer) error { return report.TAC(w, features, d, before, month) }, nil
	})
	cmd.Flags().StringVar(&earlier, "before", "", "`DIR` of the dataset of the release before, with whose adoption it is compared")
	sinceFlag(cmd, &since)
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
	return a.onDataset(&cobra.Command{
		Use:               "supports FEATURE",
		Short:             "Which registries support a feature, with links",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completion.Arguments(completion.Features),
	}, func(features *catalog.Catalog, d *table.Dataset, args []string) (text, error) {
		feature, err := features.MeantFeature(args[0])
		return func(w io.Writer) error { return report.Supports(w, features, d, feature) }, err
	})
}

func (a *app) reportSurvey() *cobra.Command {
	var dir, out string
	cmd := &cobra.Command{
		Use:   "survey",
		Short: "This year's edition of the summary of 2022: both years' figures side by side",
		Long: `survey counts what was answered in 2022 and what evidence says today, question by
question. It prints Markdown; with --out it writes README.md into a folder, and
beside it a picture for each topic.`,
		Example: `  landscape report survey --out survey-2026`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			place, name := output.Beside("--out", out, dir)
			if out != "" {
				if err := place.Check(name); err != nil {
					return err
				}
			}
			features, d, err := a.catalogAnd(dir)
			if err != nil {
				return err
			}
			text, pictures := report.Edition(d, report.NewLabels(features, d), out != "")
			if out == "" {
				return a.paged(func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
			}
			files := []metadata.File{metadata.TextFile("README.md", text)}
			for _, p := range pictures {
				files = append(files, metadata.TextFile(p.Name, p.SVG))
			}
			err = place.Folder(name, func(dir string) error { return metadata.WriteFiles(dir, files) })
			if err == nil {
				fmt.Fprintf(a.out, "README.md and %d pictures in %s\n", len(pictures), shown(out))
			}
			return err
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&out, "out", "", "write README.md and its pictures into `DIR`")
	return cmd
}

func (a *app) questionnaire() *cobra.Command {
	return a.onDataset(&cobra.Command{
		Use:               "questionnaire ID",
		Short:             "Print a form for a registry's maintainers, filled in with today's verdicts",
		Example:           `  landscape questionnaire npm > 2026.yml`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completion.Arguments(completion.BuiltIn),
	}, func(features *catalog.Catalog, d *table.Dataset, args []string) (text, error) {
		ecosystem, err := ecosystemMeant(d, args[0])
		return func(w io.Writer) error { return report.Questionnaire(w, features, d, ecosystem) }, err
	})
}

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
			if err := oneOf("--format", "formats", format, survey2022.Formats); err != nil {
				return err
			}
			rows, err := surveyRows(dir)
			if err != nil {
				return err
			}
			s, err := survey2022.Summarize(survey2022.FromRows(rows))
			if err != nil {
				return err
			}
			return a.paged(func(w io.Writer) error { return s.Write(w, format) })
		},
	}
	cmd.Flags().StringVar(&wave, "wave", survey2022.Wave, "the `WAVE` to count")
	cmd.Flags().StringVar(&format, "format", "md", "md, json or csv (csv: the counts alone)")
	completion.Formats(cmd, survey2022.Formats)
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

func (a *app) reportRegistry() *cobra.Command {
	var since string
	cmd := a.onDataset(&cobra.Command{
		Use:               "registry ECOSYSTEM",
		Short:             "What changed for one registry since a date, short enough for an e-mail",
		Example:           `  landscape report registry npm --since 2026-01`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completion.Arguments(completion.BuiltIn),
	}, func(features *catalog.Catalog, d *table.Dataset, args []string) (text, error) {
		ecosystem, err := ecosystemMeant(d, args[0])
		if err != nil {
			return nil, err
		}
		month, err := sinceMonth(since, d.Newest())
		return func(w io.Writer) error { return report.Registry(w, features, d, ecosystem, month) }, err
	})
	sinceFlag(cmd, &since)
	return cmd
}
