// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/spf13/cobra"
)

func (a *app) survey() *cobra.Command {
	var (
		from   sources
		which  selection
		out    string
		strict bool
		as     publication
	)
	cmd := &cobra.Command{
		Use:   "survey",
		Short: "Look, judge, and write the dataset and the site",
		Example: `  landscape survey --offline --out out
  landscape survey --mirror clones --ecosystem npm,pypi --out out
  landscape survey --mirror clones --as-of 2023-12-31 --out then`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := from.check(); err != nil {
				return err
			}
			if _, err := as.options(); err != nil {
				return err
			}
			features, chosen, err := which.load()
			if err != nil {
				return err
			}
			place := outPlace(out, append(from.reads(), which.dir, as.versions)...)
			if err := place.Check(datasetFolder, siteFolder); err != nil {
				return err
			}
			from.out = out
			seen, err := a.observe(cmd.Context(), &from, chosen, which.probes(chosen))
			if err != nil {
				return err
			}
			d := dataset.Build(from.wave, from.until, features, chosen, seen)
			if err := a.publish(d, place, as); err != nil {
				return err
			}
			over := from.finish()
			if err := a.summary(d, strict); err != nil && over == nil {
				return err
			}
			return over
		},
	}
	from.flags(cmd)
	which.flags(cmd)
	which.featureFlag(cmd)
	as.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/dataset and DIR/site")
	cmd.Flags().BoolVar(&strict, "strict", false, "end with status 1 when a person should look at something")
	return cmd
}

// summary says what was written and what a person should look at.
func (a *app) summary(d *table.Dataset, strict bool) error {
	counts := make(map[string]map[vocabulary.Verdict]int)
	disputed := 0
	for _, v := range d.Verdicts {
		if counts[v.Ecosystem] == nil {
			counts[v.Ecosystem] = make(map[vocabulary.Verdict]int)
		}
		counts[v.Ecosystem][v.Verdict]++
		if v.Disputed {
			disputed++
		}
	}
	for _, e := range d.Ecosystems {
		var parts []string
		for _, verdict := range vocabulary.Verdicts {
			if n := counts[e.Ecosystem][verdict]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
			}
		}
		fmt.Fprintf(a.out, "%-8s %s\n", e.Ecosystem, strings.Join(parts, ", "))
	}
	predicates(a.out, d)
	failed := 0
	for _, o := range d.Observations {
		if !o.Outcome.Reached() {
			failed++
		}
	}
	stale := len(table.StaleVerdicts(d.Verdicts))
	if failed > 0 || disputed > 0 || stale > 0 {
		fmt.Fprintf(a.out, "look at: %d disputed verdicts, %d stale, %d observations of sources that could not be read\n", disputed, stale, failed)
		if strict {
			return attend("%d disputed verdicts, %d stale and %d unreadable sources", disputed, stale, failed)
		}
	}
	return nil
}

// shown is a path as messages name it.
func shown(parts ...string) string { return filepath.ToSlash(filepath.Join(parts...)) }
