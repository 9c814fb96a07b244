// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Kind tells the journals of one kind of run from others.
type Kind struct {
	Member string // of the first line, in which the run is named
	Others string // what makes a run another one, for an error
}

// File is a journal on disk.
type File struct {
	kind  Kind
	file  *os.File
	start time.Time
	end   int64 // where the next line begins
}

// Open begins a journal for a run, or takes up one with resume, of which take gets each
// whole entry with its offset, and says whether it is one. A journal of another run or
// kind, and a file that is not a journal, is an error and stays as it is; what comes
// after the last whole entry is dropped.
func Open(path string, kind Kind, run string, now time.Time, resume bool, take func(line []byte, at int64) bool) (*File, error) {
	file, err := openOwn(path, kind)
	if err != nil {
		return nil, err
	}
	j := &File{kind: kind, file: file, start: now.UTC()}
	if resume {
		if err := j.readLines(io.NewSectionReader(file, 0, 1<<62), run, take); err != nil {
			_ = file.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if err = file.Truncate(j.end); err == nil && j.end == 0 {
		_, err = j.Add(map[string]string{kind.Member: run, "start": j.start.Format(time.RFC3339Nano)})
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return j, nil
}

// openOwn opens the journal of an earlier run, or begins one. Whatever else has
// its name stays as it is: a link is not followed, and no other file is cut off.
func openOwn(path string, kind Kind) (*os.File, error) {
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
	if err == nil && !os.SameFile(before, after) || err == nil && after.Size() > 0 && !kind.begins(io.NewSectionReader(file, 0, after.Size())) {
		err = fmt.Errorf("%s is not a journal of landscape, so nothing is written: move it away", path)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// begins looks at the first line, which may have been cut off.
func (k Kind) begins(file io.Reader) bool {
	line, err := bufio.NewReaderSize(file, 4096).ReadSlice('\n')
	if run, _ := k.readHead(line); err == nil && run != "" {
		return true
	}
	begin := `{"` + k.Member + `":"`
	return err == io.EOF && strings.HasPrefix(begin, string(line[:min(len(line), len(begin))]))
}

// readHead reads a first line; run is "" where it is none of this kind.
func (k Kind) readHead(line []byte) (run string, start time.Time) {
	var head map[string]string
	if json.Unmarshal(line, &head) != nil {
		return "", start
	}
	start, err := time.Parse(time.RFC3339Nano, head["start"])
	if err != nil {
		return "", start
	}
	return head[k.Member], start
}

// readLines takes in the whole lines.
func (j *File) readLines(in io.Reader, run string, take func(line []byte, at int64) bool) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil // the end, or a line that was cut off
		}
		if j.end == 0 {
			var found string
			if found, j.start = j.kind.readHead(line); found != run {
				return errors.New("belongs to a run " + j.kind.Others + ": give the options of that run, or begin anew without --resume")
			}
		} else if !take(line, j.end) {
			return nil
		}
		j.end += int64(len(line))
	}
}

// Start is when the run began: the time that its observations carry.
func (j *File) Start() time.Time { return j.start }

// Add keeps an entry, and says at which offset.
func (j *File) Add(entry any) (at int64, err error) {
	line, err := json.Marshal(entry)
	if err != nil {
		return 0, err
	}
	at = j.end
	n, err := j.file.WriteAt(append(line, '\n'), at)
	if err == nil {
		j.end += int64(n)
	}
	return at, err
}

// From reads what the journal holds from an offset on.
func (j *File) From(at int64) io.Reader { return io.NewSectionReader(j.file, at, j.end-at) }

// Close ends the journal, which stays on disk.
func (j *File) Close() error { return j.file.Close() }

// Remove deletes a closed journal: its run is whole and its result is written.
func (j *File) Remove() error {
	if err := os.Remove(j.file.Name()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
