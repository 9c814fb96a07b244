// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/release"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

var versionForm = regexp.MustCompile(`^20\d\d\.(0[1-9]|1[0-2])(\.\d+)?$`)

func (a *app) release() *cobra.Command {
	var wave, version, out, previous, file string
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Assemble a release folder: tables, metadata, survey, notes",
		Example: `  landscape release --version 2026.11 --out release
  landscape release --version 2027.02 --previous release --observations fresh/observations.parquet --out next`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !versionForm.MatchString(version) {
				return fmt.Errorf("--version %q: write year and month as 2026.11, and a number as 2026.11.1 for another one in that month", version)
			}
			place, name := output.Beside("--out", out, previous, file)
			if err := place.Check(name); err != nil {
				return err
			}
			features, all, err := (&scopeFlags{}).load()
			if err != nil {
				return err
			}
			seen, err := release.Observations(wave, file)
			if err != nil {
				return err
			}
			var before *report.Previous
			if previous != "" {
				if before, err = release.OpenPrevious(previous); err != nil {
					return fmt.Errorf("--previous %w", err)
				}
			}
			d := dataset.Build(wave, table.AsOf(seen), features, all, seen)
			dataset.AddTimeline(d, wave, all)
			err = place.Folder(name, func(dir string) error { return release.Write(d, dir, version, features, before) })
			if err == nil {
				fmt.Fprintf(a.out, "release %s in %s: %d verdicts, %d observations\n", version, shown(out), len(d.Verdicts), len(d.Observations))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&wave, "wave", catalog.Wave, "the `WAVE` to release")
	cmd.Flags().StringVar(&version, "version", "", "`YYYY.MM` of the release, or YYYY.MM.N")
	cmd.Flags().StringVar(&out, "out", "release", "write the release to `DIR`")
	cmd.Flags().StringVar(&previous, "previous", "", "`DIR` of the release before, with which the notes compare")
	cmd.Flags().StringVar(&file, "observations", "", "observations.parquet of landscape probe or survey, or a folder of such files (`FILE|DIR`; default: the built-in ones)")
	_ = cmd.MarkFlagRequired("version")
	return cmd
}

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
			features, all, err := (&scopeFlags{}).load()
			if err != nil {
				return err
			}
			var previous *report.Previous
			if before != "" {
				if previous, err = release.OpenPrevious(before); err != nil {
					return fmt.Errorf("--previous %w", err)
				}
			}
			problems, err := release.Verify(args[0], previous, features, all)
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
