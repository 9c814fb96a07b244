// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

const name = repotest.Name

// clone is a made repository, which the fake API tells of.
type clone struct{ *repotest.Clone }

func newClone(t *testing.T) *clone { return &clone{repotest.New(t)} }

// look reads the clone itself: what the API is compared with.
func (c *clone) look(until time.Time, asked ...probes.Probe) []probes.Observation {
	c.T.Helper()
	return repotest.Look(c.T, &gitclone.Mirror{Dir: c.Mirror, Until: until, Now: repotest.Now, Excerpts: true}, asked...)
}
