// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Run looks at the sources, judges what they say, derives every other table from
// the verdicts, and has the dataset written. A dataset beside an error is
// written: the error says what it lacks (TimeOverError).
func Run(ctx context.Context, o *Options) (*table.Dataset, error) {
	seen, err := Look(ctx, o)
	if err != nil {
		return nil, err
	}
	d := dataset.Judge(o.Wave, o.until(), o.Catalog, o.Ecosystems, seen.Observations)
	dataset.Derive(d, o.Wave, o.until(), o.Catalog, o.Ecosystems)
	if o.Offline {
		dataset.AddTimeline(d, o.Wave, o.Ecosystems)
	}
	if err := o.Write(d); err != nil {
		return nil, err
	}
	return d, seen.Finish()
}

// Seen is what a look gave.
type Seen struct {
	Observations []table.Observation
	Hosts        []transport.HostStats // what each host cost; none without the network
	unasked      int                   // questions that there was no time for
	journal      *probes.Journal       // closed, and there until the result is written
}

// Look asks the questions of a run. Nothing but its journal is written.
func Look(ctx context.Context, o *Options) (*Seen, error) {
	if o.Offline {
		rows, err := dataset.Release(o.Wave)
		return &Seen{Observations: rows}, err
	}
	look, where := o.lookLive, ""
	if o.Mirror != "" {
		look, where = o.lookAtClones, "--mirror "+o.Mirror+": "
	}
	s := &Seen{}
	answers, err := look(ctx, s)
	if err != nil {
		return nil, err
	}
	// The journal stays until the result is written: a run killed before that
	// need not look again.
	if err := s.journal.Close(); err != nil {
		return nil, err
	}
	if err := s.anyRead(answers, where); err != nil {
		return nil, err
	}
	s.Observations = table.FromProbes(o.Wave, o.day(), answers)
	return s, nil
}

// anyRead is an error when no source could be read.
func (s *Seen) anyRead(answers []probes.Observation, where string) error {
	if slices.ContainsFunc(answers, func(o probes.Observation) bool { return o.Outcome.Reached() }) {
		return nil
	}
	if s.unasked > 0 {
		return NoSourceError{fmt.Errorf("no source could be read before time was over; nothing was overwritten, --resume goes on from here")}
	}
	if err := s.Finish(); err != nil { // failures are not a start to go on from
		return err
	}
	return NoSourceError{fmt.Errorf("%snone of %d sources could be read; nothing was overwritten (first: %s)", where, len(answers), firstDetail(answers))}
}

func firstDetail(answers []probes.Observation) string {
	for _, o := range answers {
		if detail := strings.TrimSpace(o.Detail); detail != "" {
			return detail
		}
	}
	return "none was asked for"
}

// Finish removes the journal when the result is written. That of a look that ended
// on a limit stays, so that --resume asks the rest, and the error says so.
func (s *Seen) Finish() error {
	if s.journal == nil {
		return nil
	}
	if s.unasked > 0 {
		return TimeOverError{fmt.Errorf("time was over before %d questions were asked, or answered: they count for nothing; --resume asks them", s.unasked)}
	}
	return s.journal.Remove()
}

// discard closes a journal that could not be used; what it holds stays.
func discard(journal *probes.Journal, err error) error {
	_ = journal.Close()
	if journal.Taken() == 0 {
		_ = journal.Remove()
	}
	return err
}

func stopped(journal *probes.Journal, err error) error {
	_ = journal.Close() // what it holds serves --resume; the first error counts
	return NoSourceError{fmt.Errorf("stopped before every source was read; nothing was overwritten, --resume goes on from here: %w", err)}
}
