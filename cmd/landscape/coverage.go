// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/spf13/cobra"
)

// coverageFormats are those that landscape coverage prints.
var coverageFormats = []string{"text", "csv", "json"}

func (a *app) coverage() *cobra.Command {
	var (
		dir, format string
		asJSON      bool
	)
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Print what rules and evidence there are, per ecosystem and journey",
		Long: `coverage prints, for each ecosystem and journey, how many features have which verdict,
on how many sources and of which kinds, and why the others are unknown.

--json prints the rows of the table coverage, as --format json does.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				format = "json"
			}
			if err := oneOf("--format", "formats", format, coverageFormats); err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if format != "text" {
				return a.plain(func(w io.Writer) error { return d.Export(w, "coverage", format) })
			}
			if len(d.Coverage) == 0 {
				return fmt.Errorf("--dataset %s: no table coverage is in it: make it again with landscape survey", dir)
			}
			return a.paged(func(w io.Writer) error { coverageText(w, d); return nil })
		},
	}
	datasetFlag(cmd, &dir)
	jsonFlag(cmd, &asJSON)
	cmd.Flags().StringVar(&format, "format", "text", strings.Join(coverageFormats, ", "))
	completion.Formats(cmd, coverageFormats)
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
		if v.Ecosystem == ecosystem && v.Verdict == vocabulary.Unknown {
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
