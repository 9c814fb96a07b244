// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
)

// content is the body of an answer: in memory, or, when it is large, a part of
// a file, so that an archive of hundreds of megabytes costs no memory.
type content struct {
	data []byte
	file *os.File // nil: in data
	from int64    // where in the file it begins
	size int64    // of the part of the file
	temp string   // name of a temporary file, to be removed; empty: a file that stays
}

func inMemory(data []byte) content { return content{data: data} }

func (c content) len() int64 {
	if c.file != nil {
		return c.size
	}
	return int64(len(c.data))
}

// reader reads it from its start; several may at a time.
func (c content) reader() io.Reader {
	if c.file != nil {
		return io.NewSectionReader(c.file, c.from, c.size)
	}
	return bytes.NewReader(c.data)
}

// close gives the file back. A content in a file that nobody closes costs a
// file descriptor until it is collected.
func (c content) close() error {
	if c.file == nil {
		return nil
	}
	err := c.file.Close()
	if c.temp != "" {
		_ = os.Remove(c.temp) // gone already where an open file can be removed
	}
	return err
}

// body is what a caller reads and closes.
func (c content) body() io.ReadCloser {
	return &contentReader{Reader: c.reader(), close: sync.OnceValue(c.close)}
}

type contentReader struct {
	io.Reader
	close func() error
}

func (r *contentReader) Close() error { return r.close() }

// spill takes what is written into a temporary file in dir (empty: the
// system's). Where the system lets it, the file has no name from the start, so
// that a run that is killed leaves nothing behind.
type spill struct{ content }

// errNoRoom is about this machine and not about the host.
type errNoRoom struct{ err error }

func (e *errNoRoom) Error() string {
	return "no room for a large body on this machine: " + e.err.Error()
}
func (e *errNoRoom) Unwrap() error { return e.err }

func newSpill(dir string) (*spill, error) {
	file, err := os.CreateTemp(dir, ".landscape-body-*")
	if err != nil {
		return nil, &errNoRoom{err}
	}
	_ = os.Remove(file.Name()) // Windows removes it when it is closed
	return &spill{content{file: file, temp: file.Name()}}, nil
}

// Write implements io.Writer.
func (s *spill) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	s.size += int64(n)
	if err != nil {
		return n, &errNoRoom{fmt.Errorf("after %d bytes: %w", s.size, err)}
	}
	return n, nil
}
