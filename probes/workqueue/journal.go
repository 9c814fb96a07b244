// SPDX-License-Identifier: Apache-2.0

package workqueue

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"time"

	"github.com/ossf/package-manager-landscape/probes/journal"
)

// Journal keeps the results of a run on disk as they come. In memory are the ids only.
type Journal struct {
	*journal.File
	at    map[string]int64 // offset of an id's line
	lines bufio.Reader     // over one line at a time
	taken int
}

type journalLine struct {
	ID     string          `json:"id"`
	Result json.RawMessage `json:"result"`
}

// OpenJournal begins a journal for a run, or takes up one with resume. A journal of
// another run, and a file that is not a journal, is an error and stays as it is; a last
// line that was cut off is dropped. Results are JSON.
func OpenJournal(path, run string, now time.Time, resume bool) (*Journal, error) {
	kind := journal.Kind{Member: "queue", Others: "over other packages, metrics or sources"}
	known := make(map[string]int64)
	file, err := journal.Open(path, kind, run, now, resume, func(line []byte, at int64) bool {
		var one journalLine
		if json.Unmarshal(line, &one) != nil || one.ID == "" {
			return false
		}
		known[one.ID] = at
		return true
	})
	if err != nil {
		return nil, err
	}
	return &Journal{File: file, at: known, taken: len(known)}, nil
}

// Taken is how many results the journal held when it was opened.
func (j *Journal) Taken() int { return j.taken }

// add keeps a result, unless it has one of that id.
func (j *Journal) add(item Item, result []byte) error {
	if _, known := j.at[item.ID]; known {
		return nil
	}
	at, err := j.Add(journalLine{item.ID, result})
	if err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	j.at[item.ID] = at
	return nil
}

// Result reads the result of an id; ok is false when there is none.
func (j *Journal) Result(id string) (result []byte, ok bool, err error) {
	at, ok := j.at[id]
	if !ok {
		return nil, false, nil
	}
	j.lines.Reset(j.From(at))
	line, err := j.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) { // one that is longer than the buffer
		line, err = bufio.NewReader(j.From(at)).ReadBytes('\n')
	}
	var one journalLine
	if err == nil {
		err = json.Unmarshal(line, &one)
	}
	if err != nil {
		return nil, false, fmt.Errorf("the journal: %w", err)
	}
	return one.Result, true, nil
}

// RunKept runs a queue with a journal: what it holds is not done again, and each
// result is added to it. done is called after each, one at a time; it may be nil.
func RunKept(ctx context.Context, q Queue, j *Journal, run string, items iter.Seq[Item], work Work, done func(Item, []byte)) error {
	known := maps.Clone(j.at)
	rest := func(yield func(Item) bool) {
		for item := range items {
			if _, kept := known[item.ID]; !kept && !yield(item) {
				return
			}
		}
	}
	return q.Run(ctx, run, rest, work, func(item Item, result []byte) error {
		if err := j.add(item, result); err != nil {
			return err
		}
		if done != nil {
			done(item, result)
		}
		return nil
	})
}
