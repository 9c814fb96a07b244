// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"bytes"
	"io"
	"os"
	"sync"
	"time"
)

// Screen is standard error. What is written to it is cleaned, whoever wrote it; a
// line that comes in parts is cleaned as a whole. Its methods may be called from
// several goroutines.
type Screen struct {
	mu     sync.Mutex
	to     io.Writer
	rest   []byte // of a line that has not ended
	began  time.Time
	bars   *bars // nil where lines tell of progress
	colour bool
}

// NewScreen writes to a terminal, or to anything else.
func NewScreen(to io.Writer) *Screen {
	s := &Screen{to: to, began: time.Now()}
	if terminalOf(to) != nil {
		s.bars = &bars{to: to, began: s.began, after: shortWork}
		s.colour = os.Getenv("NO_COLOR") == ""
	}
	return s
}

// HasBars says whether progress is shown as bars, so that lines need not tell it.
func (s *Screen) HasBars() bool { return s.bars != nil }

// Step says how far a work has come, such as 3 of 12 repositories.
func (s *Screen) Step(work string, done, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bars != nil {
		s.bars.step(work, done, total)
	}
}

// Write implements io.Writer.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest = append(s.rest, p...)
	end := bytes.LastIndexByte(s.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	err := s.put(cleanText(string(s.rest[:end])))
	s.rest = s.rest[end:]
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

const yellow, plain = "\x1b[33m", "\x1b[0m"

// line writes a line that is clean.
func (s *Screen) line(text string, warning bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if warning && s.colour {
		text = yellow + text + plain
	}
	return s.put(text + "\n")
}

// put writes lines above the bars, if there are any.
func (s *Screen) put(lines string) error {
	if s.bars != nil && s.bars.above(lines) {
		return nil
	}
	_, err := io.WriteString(s.to, lines)
	return err
}

// EndBars leaves the bars as they are: what follows is written below them.
func (s *Screen) EndBars() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bars != nil {
		s.bars.end()
	}
}

// Close ends the bars, and passes on a last line without an end.
func (s *Screen) Close() {
	s.EndBars()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rest) > 0 {
		_ = s.put(cleanText(string(s.rest))) // there is nobody left to tell
		s.rest = nil
	}
}
