// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/spf13/cobra"
)

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
