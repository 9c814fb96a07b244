// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
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
			features, d, err := a.catalogAnd(dir)
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
			features, d, err := a.catalogAnd(dir)
			if err != nil {
				return err
			}
			return report.Supports(a.out, features, d, args[0])
		},
	}
	datasetFlag(cmd, &dir)
	return cmd
}

func (a *app) questionnaire() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "questionnaire ID",
		Short:   "Print a form for a registry's maintainers, filled in with today's verdicts",
		Example: `  landscape questionnaire npm > 2026.yml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, d, err := a.catalogAnd(dir)
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
	cmd.Flags().StringVar(&dir, "dataset", "", "`DIR` that landscape import-2022 wrote (default: the baseline built in)")
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

// coverageFormats are those that landscape coverage prints.
var coverageFormats = []string{"text", "csv", "json"}

func (a *app) coverage() *cobra.Command {
	var dir, format string
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Print what rules and evidence there are, per ecosystem and journey",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !slices.Contains(coverageFormats, format) {
				return fmt.Errorf("--format %q: formats are %s", format, strings.Join(coverageFormats, ", "))
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			out := bufio.NewWriter(a.out)
			if format != "text" {
				if err := d.Export(out, "coverage", format); err != nil {
					return err
				}
				return out.Flush()
			}
			if len(d.Coverage) == 0 {
				return fmt.Errorf("--dataset %s: no table coverage is in it: make it again with landscape survey", dir)
			}
			coverageText(out, d)
			return out.Flush()
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&format, "format", "text", strings.Join(coverageFormats, ", "))
	return cmd
}

const coverageLine = "%-15s %8v %5v %9v %7v %7v %9v %11v %6v %7v %8v %6v %8v %8v  %-10s  %s\n"

func coverageText(w io.Writer, d *table.Dataset) {
	for _, e := range d.Ecosystems {
		fmt.Fprintf(w, "%s\n", e.Name)
		fmt.Fprintf(w, coverageLine, "journey", "features", "rules", "supported", "partial", "planned", "exploring", "unsupported", "n/a", "unknown",
			"unprobed", "1 src", "2 kinds", "disputed", "oldest", "kinds")
		for _, r := range d.Coverage {
			if r.Ecosystem == e.Ecosystem {
				fmt.Fprintf(w, coverageLine, r.Journey, r.Features, r.Rules, r.Supported, r.Partial, r.Planned, r.Exploring, r.Unsupported,
					r.NotApplicable, r.Unknown, r.Unprobed, r.SingleSource, r.TwoKinds, r.Disputed, r.OldestEvidence, strings.Join(r.Kinds, " "))
			}
		}
		unknownText(w, d, e.Ecosystem)
		lookAgainText(w, d, e.Ecosystem)
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "1 src: supported or partial on one file or page only; 2 kinds: supported on two or more kinds of evidence")
}

// unknownText says why each unknown feature is unknown.
func unknownText(w io.Writer, d *table.Dataset, ecosystem string) {
	for _, v := range d.Verdicts {
		if v.Ecosystem == ecosystem && v.Verdict == table.Unknown {
			fmt.Fprintf(w, "unknown: %s: %s\n", v.Feature, v.Note)
		}
	}
}

// lookAgainText lists the repositories whose copies are so old that a new look
// is due.
func lookAgainText(w io.Writer, d *table.Dataset, ecosystem string) {
	read := make(map[string]int)
	month := make(map[string]string)
	for _, o := range d.Observations {
		if old := judge.OldSource(o); o.Ecosystem == ecosystem && old != "" {
			read[o.Repository]++
			month[o.Repository] = max(month[o.Repository], old)
		}
	}
	for _, repository := range slices.Sorted(maps.Keys(read)) {
		fmt.Fprintf(w, "look again: %s: source of %s, %d observations\n", repository, month[repository], read[repository])
	}
}
