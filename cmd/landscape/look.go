// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/source"
	"github.com/spf13/cobra"
)

// sources is where the observations of a run come from.
type sources struct {
	offline    bool
	mirror     string
	asOf       string
	wave       string
	noExcerpts bool
	until      time.Time // end of the day asOf, or zero
}

func (s *sources) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.offline, "offline", false, "judge the observations of the release built in: no network, no clone")
	cmd.Flags().StringVar(&s.mirror, "mirror", "", "read local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git: no network")
	cmd.Flags().StringVar(&s.asOf, "as-of", "", "read the last commit of each default branch by this `DATE` (YYYY-MM-DD, UTC, the day included)")
	cmd.Flags().StringVar(&s.wave, "wave", "", "name of the wave (default "+catalog.Wave+"; the date with an earlier --as-of)")
	cmd.Flags().BoolVar(&s.noExcerpts, "no-excerpts", false, "leave out the words that matched, as releases do")
}

// check completes the flags.
func (s *sources) check() error {
	switch {
	case s.offline && s.mirror != "":
		return fmt.Errorf("--offline and --mirror exclude each other: choose one")
	case s.offline && s.asOf != "":
		return fmt.Errorf("--as-of needs --mirror: the release built in holds one date only")
	case !s.offline && s.mirror == "":
		return fmt.Errorf("say where to look: --offline for the release built in, or --mirror DIR for local clones")
	}
	if s.asOf != "" {
		day, err := time.Parse(time.DateOnly, s.asOf)
		if err != nil {
			return fmt.Errorf("--as-of %s: write a date as YYYY-MM-DD", s.asOf)
		}
		s.until = day.AddDate(0, 0, 1).Add(-time.Second)
	}
	if s.mirror != "" {
		if info, err := os.Stat(s.mirror); err != nil || !info.IsDir() {
			return fmt.Errorf("--mirror %s: not a folder", s.mirror)
		}
	}
	if s.wave == "" {
		s.wave = catalog.Wave
		if s.asOf != "" && s.asOf[:4] < catalog.Wave {
			s.wave = s.asOf
		}
	}
	return nil
}

// observe answers the probes and gives rows for the dataset.
func (a *app) observe(ctx context.Context, s *sources, asked []probes.Probe) ([]dataset.Observation, error) {
	if s.offline {
		return dataset.Release(s.wave)
	}
	mirror := &source.Mirror{Dir: s.mirror, Until: s.until, Now: a.now(), Excerpts: !s.noExcerpts, Progress: a.progress}
	if !s.until.IsZero() {
		// The date asked for stands for the date of looking, so that a rerun gives the same bytes.
		mirror.Now = s.until
	}
	seen, err := probes.Run(ctx, []probes.Looker{mirror}, asked)
	if err != nil {
		return nil, noSource("stopped before every source was read; nothing was written: %v", err)
	}
	if read, failed := mirror.Opened(); read == 0 && failed > 0 {
		return nil, noSource("--mirror %s: none of %d repositories could be read; nothing was written (first: %s)", s.mirror, failed, firstDetail(seen))
	}
	return dataset.FromProbes(s.wave, seen), nil
}

func firstDetail(seen []probes.Observation) string {
	if len(seen) == 0 {
		return "none was asked for"
	}
	return seen[0].Detail
}

// progress tells of each repository when it is done.
func (a *app) progress(p source.Progress) {
	if p.Err != nil {
		a.log.Warn("cannot read "+p.Repository, "why", p.Err, "repositories", fmt.Sprintf("%d/%d", p.Done, p.Total))
		return
	}
	a.log.Info("read "+p.Repository, "commit", fmt.Sprintf("%.10s", p.Commit), "files", p.Files, "questions", p.Probes,
		"repositories", fmt.Sprintf("%d/%d", p.Done, p.Total))
}
