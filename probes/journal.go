// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes/journal"
)

// Journal keeps the observations of a run on disk as they come, so that a run
// that was killed can be taken up again.
type Journal struct {
	*journal.File
	mu   sync.Mutex
	seen map[string]Observation
	err  error
}

// OpenJournal begins a journal for a run, or takes up one with resume. run
// identifies the questions and the sources: a journal serves only the run that
// began it. A journal of another run is an error; a last line that was cut off
// is dropped.
func OpenJournal(path, run string, now time.Time, resume bool) (*Journal, error) {
	kind := journal.Kind{Member: "run", Others: "with other rules, sources, dates or recording"}
	seen := make(map[string]Observation)
	file, err := journal.Open(path, kind, run, now, resume, func(line []byte, _ int64) bool {
		var o Observation
		if json.Unmarshal(line, &o) != nil || o.Key == "" {
			return false
		}
		seen[o.Key] = o
		return true
	})
	if err != nil {
		return nil, err
	}
	return &Journal{File: file, seen: seen}, nil
}

// observed returns what was seen for a probe before the run was taken up.
func (j *Journal) observed(key string) (Observation, bool) {
	if j == nil {
		return Observation{}, false
	}
	o, ok := j.seen[key]
	return o, ok
}

// Add keeps an observation.
func (j *Journal) Add(o Observation) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil {
		_, j.err = j.File.Add(o)
	}
}

// Taken is how many observations the journal held when it was opened.
func (j *Journal) Taken() int { return len(j.seen) }

// Close ends the journal, which stays on disk. Its error is the first of any Add.
func (j *Journal) Close() error { return errors.Join(j.err, j.File.Close()) }
