// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Options is what a run is told.
type Options struct {
	Catalog    *catalog.Catalog
	Ecosystems []*ecosystems.Ecosystem
	Questions  []probes.Probe // see QuestionsOf

	Wave       string    // that the observations are of
	AsOf       time.Time // the day, in UTC, whose last commits are read; zero: today's
	Offline    bool      // take the observations of the built-in release
	Mirror     string    // folder of clones; empty: the network
	Network    Network   // without Offline and Mirror
	NoExcerpts bool      // leave out the words that matched
	Resume     bool      // go on with the journal of a run that was stopped
	Out        string    // folder of the result, and of the journal until it is written

	Now      func() time.Time
	Log      *slog.Logger
	Progress func(Step)                 // is called for each source when it is done
	Write    func(*table.Dataset) error // keeps the dataset; Run calls it once, Look never
}

// NoSourceError is that sources could not be read, and nothing was overwritten.
type NoSourceError struct{ error }

// TimeOverError is that a run was ended by its limits before every question was
// asked; what it saw is written.
type TimeOverError struct{ error }

// day is AsOf as YYYY-MM-DD, or "".
func (o *Options) day() string {
	if o.AsOf.IsZero() {
		return ""
	}
	return o.AsOf.Format(time.DateOnly)
}

// until is the end of the day of AsOf, or zero.
func (o *Options) until() time.Time {
	if o.AsOf.IsZero() {
		return o.AsOf
	}
	return o.AsOf.AddDate(0, 0, 1).Add(-time.Second)
}

// openJournal opens the run's journal beside where its result will be.
func (o *Options) openJournal() (*probes.Journal, error) {
	began, err := o.beginning()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return nil, fmt.Errorf("--out %s: %w", o.Out, err)
	}
	return probes.OpenJournal(filepath.Join(o.Out, ".landscape-journal"), o.runID(), began, o.Resume)
}

// beginning is the time that a run begins at. The date asked for stands for the
// date of looking, and a recording for the day it was made, so that a rerun gives
// the same bytes.
func (o *Options) beginning() (time.Time, error) {
	switch {
	case !o.AsOf.IsZero():
		return o.until(), nil
	case o.Mirror == "" && o.Network.Replay != "":
		return transport.Recorded(o.Network.Replay)
	}
	return o.Now(), nil
}

// runID names a run by everything that its observations and its recording
// depend on.
func (o *Options) runID() string {
	n := &o.Network
	parts := []string{o.Wave, o.day(), o.Mirror, n.Origins, n.Record, n.Replay, n.TrustRootFile, fmt.Sprint(o.NoExcerpts, len(n.Registries))}
	parts = append(parts, n.Registries...)
	keys := make([]string, len(o.Questions))
	for i, p := range o.Questions {
		keys[i] = p.Key
	}
	slices.Sort(keys)
	hash := sha256.New()
	for _, part := range append(parts, keys...) {
		_, _ = io.WriteString(hash, part+"\x00") // a hash never fails
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// Work is what a run does many of.
type Work string

// The works of a run; those of one run go on side by side.
const (
	ReadRepositories Work = "repositories"
	ReadPages        Work = "pages"
	AskEndpoints     Work = "requests"
)

// Step is one source that is done: read, or given up with Err.
type Step struct {
	Work Work
	probes.Progress
}

// reporter tells of the sources of one work as they are done.
func (o *Options) reporter(work Work) func(probes.Progress) {
	return func(p probes.Progress) {
		if o.Progress != nil {
			o.Progress(Step{work, p})
		}
	}
}
