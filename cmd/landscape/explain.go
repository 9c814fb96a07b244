// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) explain() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "explain ECOSYSTEM FEATURE",
		Short: "Print a verdict with its evidence and how to reproduce it",
		Args:  cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			feature, ok := features.Feature(args[1])
			if !ok {
				return fmt.Errorf("no feature %q: landscape catalog lists them", args[1])
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			for _, v := range d.Verdicts {
				if v.Ecosystem == args[0] && v.Feature == args[1] {
					explain(a.out, d, v, feature.Title, feature.Supported)
					return nil
				}
			}
			return fmt.Errorf("the dataset has no verdict for %s %s: its ecosystems are %s", args[0], args[1], ecosystemIDs(d))
		},
	}
	datasetFlag(cmd, &dir)
	return cmd
}

func ecosystemIDs(d *table.Dataset) string {
	var ids []string
	for _, e := range d.Ecosystems {
		ids = append(ids, e.Ecosystem)
	}
	return strings.Join(ids, ", ")
}

func explain(w io.Writer, d *table.Dataset, v table.VerdictRow, title, criterion string) {
	fmt.Fprintf(w, "%s  %s: %s\n", v.Ecosystem, v.Feature, title)
	line := "verdict:     " + v.Verdict
	for _, extra := range []string{v.Enforcement, sinceText(v.Since), confidenceText(v), oldText(v.OldSource)} {
		if extra != "" {
			line += ", " + extra
		}
	}
	fmt.Fprintln(w, line)
	fmt.Fprintf(w, "criterion:   %s\n", criterion)
	if v.Note != "" {
		fmt.Fprintf(w, "note:        %s\n", v.Note)
	}
	decisive := make(map[string]bool)
	for _, key := range v.Observations {
		decisive[key] = true
	}
	var behind, beside []table.Observation
	for _, o := range d.Observations {
		switch {
		case o.Ecosystem != v.Ecosystem || o.Feature != v.Feature:
		case decisive[o.Observation] && o.Outcome == string(probes.Matched):
			behind = append(behind, o)
		default:
			beside = append(beside, o)
		}
	}
	section(w, "evidence", behind)
	section(w, "other items, and what did not match", beside)
	fmt.Fprintln(w, "\nreproduce:")
	for _, command := range survey.CommandsToReproduce(v, behind) {
		fmt.Fprintf(w, "  %s\n", command)
	}
}

func sinceText(since string) string {
	if since == "" {
		return ""
	}
	return "since " + since
}

func oldText(month string) string {
	if month == "" {
		return ""
	}
	return "source of " + month
}

func confidenceText(v table.VerdictRow) string {
	text := ""
	if v.Confidence != "" {
		text = v.Confidence + " confidence"
	}
	if v.Disputed {
		text += ", disputed"
	}
	return text
}

func section(w io.Writer, title string, list []table.Observation) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	for _, o := range list {
		fmt.Fprintf(w, "- %s, %s\n    %s\n", o.Kind, o.Outcome, o.URL)
		place := strings.TrimSpace(o.Path + " " + o.Locator)
		if o.Repository != "" {
			place = fmt.Sprintf("%s at %.12s: %s", o.Repository, o.Commit, place)
		}
		fmt.Fprintf(w, "    %s\n", place)
		if o.CommittedAt != 0 {
			age := ""
			if judge.OldSource(o) != "" {
				age = fmt.Sprintf(", %d days apart: an old copy", (o.RetrievedAt-o.CommittedAt)/(24*time.Hour).Milliseconds())
			}
			fmt.Fprintf(w, "    committed %s, seen %s%s\n", day(o.CommittedAt), day(o.RetrievedAt), age)
		}
		if o.Digest != nil {
			fmt.Fprintf(w, "    sha256 %x\n", *o.Digest)
		}
		if o.Excerpt != "" {
			fmt.Fprintf(w, "    %q\n", o.Excerpt)
		}
		if o.Detail != "" {
			fmt.Fprintf(w, "    %s\n", o.Detail)
		}
	}
}

func day(millis int64) string { return time.UnixMilli(millis).UTC().Format(time.DateOnly) }
