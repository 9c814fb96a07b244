// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// Mirror answers probes from clones at Dir/OWNER/NAME or Dir/OWNER/NAME.git.
type Mirror struct {
	Dir      string
	Until    time.Time                                 // read the last commit at or before; zero: the head
	Now      time.Time                                 // stamped on observations
	Excerpts bool                                      // keep the words that matched
	Workers  int                                       // repositories read at a time; 0 means 2
	Progress func(probes.Progress)                     // called when a repository is done; may be nil
	Read     func(repository string, objects []string) // told what was read, for measurements; may be nil
	Former   map[string][]string                       // earlier names of repositories that moved: their clones may still have them
	Silence  time.Duration                             // how long git may go without an answer; 0 means 2 minutes
	repo.Round
}

var _ probes.Looker = (*Mirror)(nil)

// Supports says whether the probe's source has a public repository.
func (m *Mirror) Supports(p probes.Probe) bool {
	return p.Repository != "" && p.Method != probes.Endpoint
}

// Probe reads each repository once and answers all of its probes.
func (m *Mirror) Probe(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	return m.Answer(ctx, repo.Settings{
		Now: m.Now, Excerpts: m.Excerpts, Workers: m.Workers, Progress: m.Progress, Read: m.Read, Open: m.openClone,
	}, asked, see)
}

// Any is an error when no repository of the list has a clone below the mirror. The
// error is one line for a person.
func (m *Mirror) Any(repositories []string) error {
	var first error
	for _, name := range repositories {
		_, err := locateClone(m.Dir, append([]string{name}, m.Former[name]...))
		if err == nil {
			return nil
		}
		first = cmp.Or(first, err)
	}
	return fmt.Errorf("--mirror %s: none of %d repositories could be read; nothing was overwritten (first: %w)", m.Dir, len(repositories), first)
}

// Files shows files of a clone in the order of their paths. choose picks them
// from the paths of all regular files. The error is for a clone that cannot be
// read, or a context that ended.
func (m *Mirror) Files(ctx context.Context, name string, choose func(paths []string) []string, see func(repo.File)) error {
	opened, err := m.openClone(ctx, name)
	if err != nil {
		return err
	}
	defer opened.Close()
	return repo.Files(ctx, opened, choose, see)
}

// Split takes the path of one clone, DIR/OWNER/NAME or DIR/OWNER/NAME.git, for a mirror
// and the name of the repository in it.
func Split(path string) (*Mirror, string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, "", err
	}
	owner := filepath.Dir(full)
	name := filepath.Base(owner) + "/" + strings.TrimSuffix(filepath.Base(full), ".git")
	return &Mirror{Dir: filepath.Dir(owner), Now: time.Now()}, name, nil
}
