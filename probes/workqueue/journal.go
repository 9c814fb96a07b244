// SPDX-License-Identifier: Apache-2.0

package workqueue

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"
)

// Journal keeps the results of a run on disk as they come: a first line that names the
// run, then one JSON line a result. In memory are the ids only.
type Journal struct {
	file  *os.File
	start time.Time
	end   int64
	at    map[string]int64 // offset of an id's line
	lines bufio.Reader     // over one line at a time
	taken int
}

type journalHead struct {
	Queue string    `json:"queue"` // the run
	Start time.Time `json:"start"`
}

type journalLine struct {
	ID     string          `json:"id"`
	Result json.RawMessage `json:"result"`
}

const headBegins = `{"queue":"`

// OpenJournal begins a journal for a run, or takes up one with resume. A journal of
// another run, and a file that is not a journal, is an error and stays as it is; a last
// line that was cut off is dropped. Results are JSON.
func OpenJournal(path, run string, now time.Time, resume bool) (*Journal, error) {
	file, err := openOwn(path)
	if err != nil {
		return nil, err
	}
	j := &Journal{file: file, start: now.UTC(), at: make(map[string]int64)}
	if resume {
		if err := j.readLines(run); err != nil {
			_ = file.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if err := file.Truncate(j.end); err == nil && j.end == 0 {
		err = j.writeLine(journalHead{run, j.start})
		if err != nil {
			_ = file.Close()
			return nil, err
		}
	}
	j.taken = len(j.at)
	return j, nil
}

// openOwn opens the journal of an earlier run, or begins one. Whatever else has its
// name stays as it is.
func openOwn(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
	}
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a plain file, so nothing is written: move it away", path)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	begin := make([]byte, len(headBegins))
	n, _ := file.ReadAt(begin, 0)
	if !strings.HasPrefix(headBegins, string(begin[:n])) {
		_ = file.Close()
		return nil, fmt.Errorf("%s is not a journal of landscape, so nothing is written: move it away", path)
	}
	return file, nil
}

// readLines takes in the whole lines.
func (j *Journal) readLines(run string) error {
	in := bufio.NewReader(io.NewSectionReader(j.file, 0, 1<<62))
	for n := 0; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return nil // the end, or a line that was cut off
		}
		if n == 0 {
			var head journalHead
			if json.Unmarshal(line, &head) != nil || head.Queue != run {
				return errors.New("belongs to a run over other packages, metrics or sources: give the options of that run, or begin anew without --resume")
			}
			j.start = head.Start
		} else {
			var one journalLine
			if json.Unmarshal(line, &one) != nil || one.ID == "" {
				return nil
			}
			j.at[one.ID] = j.end
		}
		j.end += int64(len(line))
	}
}

func (j *Journal) writeLine(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	n, err := j.file.WriteAt(append(line, '\n'), j.end)
	if err == nil {
		j.end += int64(n)
	}
	return err
}

// Start is when the run began.
func (j *Journal) Start() time.Time { return j.start }

// Taken is how many results the journal held when it was opened.
func (j *Journal) Taken() int { return j.taken }

// Len is how many results it holds.
func (j *Journal) Len() int { return len(j.at) }

// add keeps a result, unless it has one of that id.
func (j *Journal) add(item Item, result []byte) error {
	if _, known := j.at[item.ID]; known {
		return nil
	}
	at := j.end
	if err := j.writeLine(journalLine{item.ID, result}); err != nil {
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
	j.lines.Reset(io.NewSectionReader(j.file, at, j.end-at))
	line, err := j.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) { // one that is longer than the buffer
		line, err = bufio.NewReader(io.NewSectionReader(j.file, at, j.end-at)).ReadBytes('\n')
	}
	if err != nil {
		return nil, false, fmt.Errorf("the journal: %w", err)
	}
	var one journalLine
	if err := json.Unmarshal(line, &one); err != nil {
		return nil, false, fmt.Errorf("the journal: %w", err)
	}
	return one.Result, true, nil
}

// Close ends the journal, which stays on disk.
func (j *Journal) Close() error { return j.file.Close() }

// Remove deletes a closed journal.
func (j *Journal) Remove() error {
	if err := os.Remove(j.file.Name()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// RunKept runs a queue with a journal: what it holds is not done again, and each
// result is added to it. done is called after each, one at a time; it may be nil.
func RunKept(ctx context.Context, q Queue, j *Journal, run string, items iter.Seq[Item], work Work, done func(Item, []byte)) error {
	known := make(map[string]bool, len(j.at))
	for id := range j.at {
		known[id] = true
	}
	rest := func(yield func(Item) bool) {
		for item := range items {
			if !known[item.ID] && !yield(item) {
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
