// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

// sources is where the observations of a run come from.
type sources struct {
	offline    bool
	mirror     string
	asOf       string
	wave       string
	noExcerpts bool
	resume     bool
	out        string // where the result will be, and the journal until then
	net        network
	until      time.Time         // end of the day asOf, or zero
	kept       *probes.Journal   // closed, and there until the result is written
	defaults   map[string]string // base addresses of registries, by ecosystem
	chosen     []*ecosystems.Ecosystem
}

func (s *sources) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.offline, "offline", false, "judge the observations of the built-in release: no network, no clone")
	cmd.Flags().StringVar(&s.mirror, "mirror", "", "read local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git: no network")
	cmd.Flags().StringVar(&s.asOf, "as-of", "", "read the last commit of each default branch by this `DATE` (YYYY-MM-DD, UTC, the day included)")
	cmd.Flags().StringVar(&s.wave, "wave", "", "name of the wave (default "+catalog.Wave+"; the date with an earlier --as-of)")
	cmd.Flags().BoolVar(&s.noExcerpts, "no-excerpts", false, "leave out the words that matched, as releases do")
	cmd.Flags().BoolVar(&s.resume, "resume", false, "go on with a run that was stopped; give the options it was begun with")
	s.net.flags(cmd)
}

// reads lists the files and folders that a look reads.
func (s *sources) reads() []string {
	list := []string{s.mirror, s.net.replay, s.net.trustRootFile, s.net.cache}
	if !strings.Contains(s.net.origins, "=") {
		list = append(list, s.net.origins)
	}
	return list
}

// outPlace is where a command with --out writes.
func outPlace(out string, reads ...string) output.Place {
	return output.Place{Flag: "--out " + out, Dir: out, Read: reads, Own: table.Own}
}

// check completes the flags.
func (s *sources) check() error {
	switch {
	case s.offline && s.mirror != "":
		return fmt.Errorf("--offline and --mirror exclude each other: choose one")
	case s.offline && s.asOf != "":
		return fmt.Errorf("--as-of needs --mirror or the network: the built-in release holds one date only")
	case s.offline && s.resume:
		return fmt.Errorf("--resume has nothing to go on with in an --offline run")
	case s.net.record != "" && s.net.replay != "":
		return fmt.Errorf("--record and --replay exclude each other: choose one")
	}
	if err := s.net.checkRecord(s.resume); err != nil {
		return err
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
func (a *app) observe(ctx context.Context, s *sources, chosen []*ecosystems.Ecosystem, asked []probes.Probe) ([]table.Observation, error) {
	if s.offline {
		return dataset.Release(s.wave)
	}
	var (
		seen []probes.Observation
		err  error
	)
	if s.mirror != "" {
		seen, err = a.lookAtClones(ctx, s, chosen, asked)
	} else {
		s.defaults, s.chosen = baseAddresses(chosen), chosen
		seen, err = s.net.look(ctx, a, s, asked)
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(seen, func(o probes.Observation) bool { return o.Outcome.Reached() }) {
		if s.net.unasked > 0 {
			return nil, noSource("no source could be read before time was over; nothing was overwritten, --resume goes on from here")
		}
		if err := s.finish(); err != nil { // failures are not a start to go on from
			return nil, err
		}
		return nil, noSource("%snone of %d sources could be read; nothing was overwritten (first: %s)", s.where(), len(seen), firstDetail(seen))
	}
	return table.FromProbes(s.wave, s.asOf, seen), nil
}

func (s *sources) where() string {
	if s.mirror == "" {
		return ""
	}
	return "--mirror " + s.mirror + ": "
}

func (a *app) lookAtClones(ctx context.Context, s *sources, chosen []*ecosystems.Ecosystem, asked []probes.Probe) ([]probes.Observation, error) {
	journal, err := s.journal(a, asked)
	if err != nil {
		return nil, err
	}
	mirror := &gitclone.Mirror{Dir: s.mirror, Until: s.until, Now: journal.Start(), Excerpts: !s.noExcerpts, Progress: a.progress, Former: ecosystems.Former(chosen)}
	seen, err := probes.RunKept(ctx, []probes.Looker{mirror}, asked, journal)
	if err != nil {
		return nil, stopped(journal, err)
	}
	return seen, s.keep(journal)
}

// keep closes the journal of a run that has seen everything. It stays until
// the result is written: a run killed before that need not look again.
func (s *sources) keep(journal *probes.Journal) error {
	s.kept = journal
	return journal.Close()
}

// finish removes the journal. That of a look that ended on a limit stays, so that
// --resume asks the rest, and the error says so.
func (s *sources) finish() error {
	if s.kept == nil {
		return nil
	}
	if n := s.net.unasked; n > 0 {
		return ended("time was over before %d questions were asked, or answered: they count for nothing; --resume asks them", n)
	}
	return s.kept.Remove()
}

// runID names a run by everything that its observations and its recording
// depend on.
func (s *sources) runID(keys []string) string {
	hash := sha256.New()
	parts := []string{s.wave, s.asOf, s.mirror, s.net.origins, s.net.record, s.net.replay, s.net.trustRootFile, fmt.Sprint(s.noExcerpts, len(s.net.registries))}
	parts = append(parts, s.net.registries...)
	for _, part := range append(parts, slices.Sorted(slices.Values(keys))...) {
		_, _ = io.WriteString(hash, part+"\x00") // a hash never fails
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

func firstDetail(seen []probes.Observation) string {
	for _, o := range seen {
		if detail := strings.TrimSpace(o.Detail); detail != "" {
			return detail
		}
	}
	return "none was asked for"
}

// progress tells of each repository when it is done.
func (a *app) progress(p repo.Progress) {
	if p.Err != nil {
		a.log.Warn("cannot read "+p.Repository, "why", p.Err, "repositories", fmt.Sprintf("%d/%d", p.Done, p.Total))
		return
	}
	a.log.Info("read "+p.Repository, "commit", fmt.Sprintf("%.10s", p.Commit), "files", p.Files, "questions", p.Probes,
		"repositories", fmt.Sprintf("%d/%d", p.Done, p.Total))
}
