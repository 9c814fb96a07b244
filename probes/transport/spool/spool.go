// SPDX-License-Identifier: Apache-2.0

package spool

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
)

// Content is a run of bytes in memory, or, when it is large, a part of a file, so
// that an archive of hundreds of megabytes costs no memory. The zero value is empty.
type Content struct {
	data []byte
	file *os.File // nil: in data
	from int64    // where in the file it begins
	size int64    // of the part of the file
	temp string   // name of a temporary file, to be removed; empty: a file that stays
}

// InMemory makes bytes a Content, which keeps them.
func InMemory(data []byte) Content { return Content{data: data} }

// Section is a part of a file, which Close closes.
func Section(file *os.File, from, size int64) Content {
	return Content{file: file, from: from, size: size}
}

// From is the content from an offset on.
func (c Content) From(offset int64) Content {
	if c.file == nil {
		c.data = c.data[offset:]
		return c
	}
	c.from, c.size = c.from+offset, c.size-offset
	return c
}

// Len is its length in bytes.
func (c Content) Len() int64 {
	if c.file != nil {
		return c.size
	}
	return int64(len(c.data))
}

// InFile says whether it takes no memory.
func (c Content) InFile() bool { return c.file != nil }

// Bytes are those in memory: all, or none where it is InFile.
func (c Content) Bytes() []byte { return c.data }

// Reader reads it from its start; several may at a time.
func (c Content) Reader() io.Reader {
	if c.file != nil {
		return io.NewSectionReader(c.file, c.from, c.size)
	}
	return bytes.NewReader(c.data)
}

// Close gives the file back. A content in a file that nobody closes costs a file
// descriptor until it is collected.
func (c Content) Close() error {
	if c.file == nil {
		return nil
	}
	err := c.file.Close()
	if c.temp != "" {
		_ = os.Remove(c.temp) // gone already where an open file can be removed
	}
	return err
}

// Body is what a caller reads and closes. Of one that is in memory, Whole gives the
// bytes without another copy.
func (c Content) Body() io.ReadCloser {
	if c.file == nil {
		return &memoryBody{bytes.NewReader(c.data), c.data}
	}
	return &contentReader{Reader: c.Reader(), close: sync.OnceValue(c.Close)}
}

type memoryBody struct {
	*bytes.Reader
	data []byte
}

// Whole is what was not read yet; whoever takes it may change it.
func (b *memoryBody) Whole() []byte {
	rest := b.data[len(b.data)-b.Len():]
	b.Reset(nil)
	return rest
}

func (*memoryBody) Close() error { return nil }

type contentReader struct {
	io.Reader
	close func() error
}

func (r *contentReader) Close() error { return r.close() }

// NoRoomError is about this machine and not about the host.
type NoRoomError struct{ err error }

func (e *NoRoomError) Error() string {
	return "no room for a large body on this machine: " + e.err.Error()
}

// Unwrap returns what lies under it.
func (e *NoRoomError) Unwrap() error { return e.err }

// Spill keeps what a reader has in a temporary file, in a folder (empty: the system's).
// Where the system lets it, the file has no name from the start, so that a run that is
// killed leaves nothing behind.
func Spill(dir string, r io.Reader) (Content, error) {
	file, err := os.CreateTemp(dir, ".landscape-body-*")
	if err != nil {
		return Content{}, &NoRoomError{err}
	}
	_ = os.Remove(file.Name()) // Windows removes it when it is closed
	c := Content{file: file, temp: file.Name()}
	if c.size, err = io.Copy(&fileWriter{to: file}, r); err != nil {
		_ = c.Close()
		return Content{}, err
	}
	return c, nil
}

// fileWriter tells errors of this machine from those of what is read.
type fileWriter struct {
	to   *os.File
	size int64
}

// Write implements io.Writer.
func (w *fileWriter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.size += int64(n)
	if err != nil {
		return n, &NoRoomError{fmt.Errorf("after %d bytes: %w", w.size, err)}
	}
	return n, nil
}
