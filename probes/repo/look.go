// SPDX-License-Identifier: Apache-2.0

// Package repo looks at public git repositories, in local clones or through
// GitHub's API: it reads documentation pages from the repository that they are
// built from, files of a source tree, and commits. It reads each repository
// once, whatever the number of questions, and nothing in it is run or followed.
package repo

import (
	"context"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// Mirror answers probes from clones at Dir/OWNER/NAME or Dir/OWNER/NAME.git.
type Mirror struct {
	Dir      string
	Until    time.Time                                 // read the last commit at or before; zero: the head
	Now      time.Time                                 // stamped on observations
	Excerpts bool                                      // keep the words that matched
	Workers  int                                       // repositories read at a time; 0 means 2
	Progress func(Progress)                            // called when a repository is done; may be nil
	Read     func(repository string, objects []string) // told what was read, for measurements; may be nil
	Former   map[string][]string                       // earlier names of repositories that moved: their clones may still have them
	Silence  time.Duration                             // how long git may go without an answer; 0 means 2 minutes
	round
}

var _ probes.Looker = (*Mirror)(nil)

// Takes says whether the probe's source has a public repository.
func (m *Mirror) Takes(p probes.Probe) bool {
	return p.Repository != "" && p.Method != probes.Endpoint
}

// Look reads each repository once and answers all of its probes.
func (m *Mirror) Look(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	return m.look(ctx, settings{now: m.Now, excerpts: m.Excerpts, workers: m.Workers, progress: m.Progress, read: m.Read,
		open: m.openClone,
	}, asked, see)
}
