// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// sorter puts lines in order. What it holds in memory does not grow with them: parts
// that are in order go into temporary files, and are merged at the end.
type sorter struct {
	text  []byte
	lines []int // where each ends in text
	parts []*os.File
	room  int // bytes of text that are held
}

func newSorter() *sorter { return &sorter{room: 16 << 20} }

// add takes a line without its end.
func (s *sorter) add(line []byte) error {
	if bytes.IndexByte(line, '\n') >= 0 {
		return fmt.Errorf("%w: a name with a line end", errDump)
	}
	s.text = append(s.text, line...)
	s.lines = append(s.lines, len(s.text))
	if len(s.text) < s.room {
		return nil
	}
	return s.flush()
}

// flush puts what is held into a file, in order.
func (s *sorter) flush() error {
	held, from := make([][]byte, len(s.lines)), 0
	for i, to := range s.lines {
		held[i], from = s.text[from:to], to
	}
	slices.SortFunc(held, bytes.Compare)
	file, err := os.CreateTemp("", "landscape-sort-*")
	if err != nil {
		return err
	}
	_ = os.Remove(file.Name()) // where the system lets it: a run that is killed leaves nothing
	s.parts = append(s.parts, file)
	out := bufio.NewWriterSize(file, 1<<20)
	for _, line := range held {
		_, _ = out.Write(line)
		_ = out.WriteByte('\n') // Flush says what failed
	}
	s.text, s.lines = s.text[:0], s.lines[:0]
	return out.Flush()
}

// close removes the files.
func (s *sorter) close() {
	for _, file := range s.parts {
		_, _ = file.Close(), os.Remove(file.Name())
	}
	s.parts = nil
}

// part is a file that is merged, at a line.
type part struct {
	in   *bufio.Reader
	line []byte
}

func (p *part) compare(other *part) int { return bytes.Compare(p.line, other.line) }

// each shows the lines in order; a line is good until the next.
func (s *sorter) each(see func(line []byte) error) error {
	if err := s.flush(); err != nil {
		return err
	}
	var open []*part // in the order of their lines
	for _, file := range s.parts {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		one := &part{in: bufio.NewReaderSize(file, 64<<10)}
		if more, err := one.next(); err != nil {
			return err
		} else if more {
			open = append(open, one)
		}
	}
	slices.SortFunc(open, (*part).compare)
	for len(open) > 0 {
		first := open[0]
		if err := see(first.line); err != nil {
			return err
		}
		more, err := first.next()
		if err != nil {
			return err
		}
		open = slices.Delete(open, 0, 1)
		if more {
			at, _ := slices.BinarySearchFunc(open, first, (*part).compare)
			open = slices.Insert(open, at, first)
		}
	}
	return nil
}

// next reads a line; more is false at the end.
func (p *part) next() (more bool, err error) {
	line, err := p.in.ReadBytes('\n')
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	p.line = bytes.TrimSuffix(line, []byte("\n"))
	return true, err
}
