// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site"
	"github.com/spf13/cobra"
)

func (a *app) survey() *cobra.Command {
	var (
		observe observeFlags
		scope   scopeFlags
		about   siteFlags
		out     string
		strict  bool
	)
	cmd := &cobra.Command{
		Use:   "survey",
		Short: "Look, judge, and write the dataset and the site",
		Example: `  landscape survey --offline --out out
  landscape survey --mirror clones --ecosystem npm,pypi --out out
  landscape survey --mirror clones --as-of 2023-12-31 --out then`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := observe.check(); err != nil {
				return err
			}
			site, err := about.options()
			if err != nil {
				return err
			}
			features, chosen, err := scope.load()
			if err != nil {
				return err
			}
			place := outPlace(out, append(observe.reads(), scope.dir, about.Versions)...)
			if err := place.Check(datasetFolder, siteFolder); err != nil {
				return err
			}
			o := observe.options(a, features, chosen, scope.features, out)
			o.Write = func(d *table.Dataset) error { return publish(d, place, site) }
			d, over := survey.Run(cmd.Context(), o)
			if d == nil {
				return over
			}
			if err := a.summary(d, strict); err != nil && over == nil {
				return err
			}
			return over
		},
	}
	observe.add(cmd)
	scope.add(cmd)
	scope.addFeature(cmd)
	about.add(cmd)
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/dataset and DIR/site")
	cmd.Flags().BoolVar(&strict, "strict", false, "end with status 1 when a person should look at something")
	return cmd
}

// progress tells of each source when it is done: a bar moves, or a line says so.
// What failed has a line in any case.
func (a *app) progress(s survey.Step) {
	a.screen.Step(string(s.Work), s.Done, s.Total)
	if a.moves(s.Err) {
		return
	}
	done := fmt.Sprintf("%d/%d", s.Done, s.Total)
	what := "read " + s.Source
	if s.Work == survey.AskEndpoints {
		what = "asked " + s.Source
	}
	switch repository := s.Work == survey.ReadRepositories; {
	case repository && s.Err != nil:
		a.log.Warn("cannot "+what, "why", s.Err, "repositories", done)
	case repository:
		a.log.Info(what, "commit", fmt.Sprintf("%.10s", s.Commit), "files", s.Files, "questions", s.Probes, "repositories", done)
	case s.Err != nil:
		a.log.Warn(what, "failed", s.Err, "done", done)
	default:
		a.log.Info(what, "questions", s.Probes, "done", done)
	}
}

// moves says whether a bar alone tells of a source that is done.
func (a *app) moves(failed error) bool { return failed == nil && a.screen.HasBars() && !a.jsonLog }

// summary says what was written and what a person should look at.
func (a *app) summary(d *table.Dataset, strict bool) error {
	s := survey.Summarize(d)
	for _, line := range s.Lines {
		fmt.Fprintln(a.out, line)
	}
	if !s.NeedsReview() {
		return nil
	}
	fmt.Fprintf(a.out, "look at: %d disputed verdicts, %d stale, %d observations of sources that could not be read\n", s.Disputed, s.Stale, s.Unreadable)
	if strict {
		return needsReview("%d disputed verdicts, %d stale and %d unreadable sources", s.Disputed, s.Stale, s.Unreadable)
	}
	return nil
}

// The folders below --out that survey and judge write.
const (
	datasetFolder = "dataset"
	siteFolder    = "site"
)

// rewriteDataset lets a dataset take the place of the one in a folder, whose version it
// keeps.
func rewriteDataset(d *table.Dataset, out output.Place, folder string) error {
	version, err := dataset.VersionOf(filepath.Join(out.Dir, folder))
	if err != nil {
		return err
	}
	return out.Folder(folder, func(dir string) error { return dataset.Write(d, dir, version) })
}

// publish writes dataset and site beside what is there, and swaps them in when
// both are whole.
func publish(d *table.Dataset, out output.Place, o site.Options) error {
	return out.Folders(map[string]func(string) error{
		datasetFolder: func(dir string) error { return dataset.Write(d, dir, o.Version) },
		siteFolder: func(dir string) error {
			o.Tables = filepath.Join(filepath.Dir(dir), datasetFolder) // written before, in the order of names
			return site.Build(d, dir, o)
		},
	})
}
