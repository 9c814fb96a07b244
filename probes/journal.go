// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// Journal keeps the observations of a run on disk as they come, so that a run
// that was killed can be taken up again. It is one JSON line per observation,
// after a first line that says which run it belongs to.
type Journal struct {
	mu    sync.Mutex
	file  *os.File
	start time.Time
	seen  map[string]Observation
	err   error
}

// journalHead is the first line. A journal serves only the run that began it:
// the same questions, asked of the same sources.
type journalHead struct {
	Run   string    `json:"run"`
	Start time.Time `json:"start"`
}

// OpenJournal begins a journal for a run, or takes up one with resume. run
// identifies the questions and the sources. A journal of another run is an
// error; a last line that was cut off is dropped.
func OpenJournal(path, run string, now time.Time, resume bool) (*Journal, error) {
	j := &Journal{start: now.UTC(), seen: make(map[string]Observation)}
	whole := int64(0)
	file, err := openOwn(path)
	if err != nil {
		return nil, err
	}
	if resume {
		data, err := io.ReadAll(file)
		if err == nil {
			whole, err = j.readLines(data, run)
		}
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	j.file = file
	if err := errors.Join(file.Truncate(whole), seekTo(file, whole)); err != nil {
		file.Close()
		return nil, err
	}
	if whole == 0 {
		j.write(journalHead{run, j.start})
	}
	return j, j.err
}

// openOwn opens the journal of an earlier run, or begins one. Whatever else has
// its name stays as it is: a link is not followed, and no other file is cut off.
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
	after, err := file.Stat()
	if err == nil && !os.SameFile(before, after) || err == nil && after.Size() > 0 && !isJournal(file) {
		err = fmt.Errorf("%s is not a journal of landscape, so nothing is written: move it away", path)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, seekTo(file, 0)
}

// isJournal looks at the first line, which may have been cut off.
func isJournal(file io.Reader) bool {
	line, err := bufio.NewReaderSize(file, 4096).ReadSlice('\n')
	var head journalHead
	if err == nil && json.Unmarshal(line, &head) == nil && head.Run != "" {
		return true
	}
	const begin = `{"run":"`
	return err == io.EOF && strings.HasPrefix(begin, string(line[:min(len(line), len(begin))]))
}

func seekTo(f *os.File, at int64) error {
	_, err := f.Seek(at, io.SeekStart)
	return err
}

// readLines takes in the whole lines and returns how many bytes they are.
func (j *Journal) readLines(data []byte, run string) (whole int64, err error) {
	in := bufio.NewReader(bytes.NewReader(data))
	for n := 0; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return whole, nil // the end, or a line that was cut off
		}
		if n == 0 {
			var head journalHead
			if json.Unmarshal(line, &head) != nil || head.Run != run {
				return 0, errors.New("belongs to a run with other rules, sources, dates or recording: give the options of that run, or begin anew without --resume")
			}
			j.start = head.Start
		} else {
			var o Observation
			if json.Unmarshal(line, &o) != nil || o.Key == "" {
				return whole, nil
			}
			j.seen[o.Key] = o
		}
		whole += int64(len(line))
	}
}

// Start is when the run began: the time that its observations carry.
func (j *Journal) Start() time.Time { return j.start }

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
	j.write(o)
}

func (j *Journal) write(v any) {
	if j.err != nil {
		return
	}
	line, err := json.Marshal(v)
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	j.err = err
}

// Taken is how many observations the journal held when it was opened.
func (j *Journal) Taken() int { return len(j.seen) }

// Close ends the journal, which stays on disk.
func (j *Journal) Close() error { return errors.Join(j.err, j.file.Close()) }

// Remove deletes a closed journal: its run is whole and its result is written.
func (j *Journal) Remove() error {
	if err := os.Remove(j.file.Name()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
