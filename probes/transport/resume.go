// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// partSuffix ends the name of a recording whose run is under way, or was killed.
const partSuffix = ".part"

// Recorded is when the run began that a recording was made of.
func Recorded(name string) (time.Time, error) {
	file, err := os.Open(name)
	if err != nil {
		return time.Time{}, fmt.Errorf("replay: %w", err)
	}
	defer func() { _ = file.Close() }()
	in := bufio.NewReaderSize(file, warc.MaxHeader)
	magic, _ := in.Peek(2)
	record, err := warc.Next(in, warc.Zipped(magic), 1<<20, nil)
	if err != nil {
		return time.Time{}, fmt.Errorf("replay: %s: %w", name, warc.Unexpected(err))
	}
	return record.At.UTC(), nil
}

// resumeRecorder takes up the recording of a killed run. What it holds up to its
// last whole exchange stays and is there to answer; what was cut off goes. A run
// killed after its recording was finished, and before its result was, has the
// file under its own name.
func resumeRecorder(name string, opts Options) (*recorder, *recording, error) {
	part := name + partSuffix
	if _, err := os.Stat(part); errors.Is(err, os.ErrNotExist) {
		if err := os.Rename(name, part); err != nil {
			return nil, nil, fmt.Errorf("the run that is to go on left no %s: begin anew: %w", part, err)
		}
	}
	earlier, err := openRecording(part, opts.largestBody())
	if err != nil {
		return nil, nil, err
	}
	earlier.once = true
	file, err := os.OpenFile(part, os.O_WRONLY, 0o600)
	if err == nil {
		err = file.Truncate(earlier.whole)
	}
	if err == nil {
		_, err = file.Seek(earlier.whole, 0)
	}
	if err != nil {
		_ = earlier.close()
		return nil, nil, err
	}
	return recorderOn(name, file), earlier, nil
}

// openRecorder begins the recording, or goes on with it.
func (t *Transport) openRecorder() (err error) {
	if t.opts.Resume {
		t.record, t.earlier, err = resumeRecorder(t.opts.Record, t.opts)
	} else {
		t.record, err = newRecorder(t.opts.Record, t.opts)
	}
	return err
}

// recordedEarlier answers from what the run had recorded before it was killed.
func (t *Transport) recordedEarlier(a *exchange) (*response, error, bool) {
	if t.earlier == nil {
		return nil, nil, false
	}
	ans, err := t.earlier.recorded(a)
	if errors.Is(err, errNotRecorded) {
		return nil, nil, false
	}
	if Unasked(err) {
		return nil, nil, false // there is time now
	}
	if err != nil {
		err = t.failure(a, err)
	} else if ans.status == http.StatusOK {
		a.host.count(func(s *HostStats) { s.CacheHits++ })
	}
	return ans, err, true
}

// shouldRecord says whether a failure says something of a source. That the
// run was stopped does not: whoever takes it up asks again.
func shouldRecord(err error) bool {
	var e *Error
	return !errors.As(err, &e) || e.Kind != KindBudget || errors.Is(err, errBudget) || errors.Is(err, errHostTime)
}
