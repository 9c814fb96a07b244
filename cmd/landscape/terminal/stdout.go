// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Stdout is standard output, which remembers the first error: what could not be
// written is lost, and the status has to say so. After it nothing more is written.
// Where the system ends a program that writes into a closed pipe, it does.
type Stdout struct {
	To     io.Writer
	Before func() // is called before anything is written; may be nil
	err    error
}

func (s *Stdout) Write(data []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.Before != nil {
		s.Before()
	}
	n, err := s.To.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		s.err = LostOutput(err)
	}
	return n, s.err
}

// LostOutput is the one line about it.
func LostOutput(err error) error {
	if inPath, ok := errors.AsType[*os.PathError](err); ok {
		err = inPath.Err
	}
	return fmt.Errorf("standard output: %w: what was to be printed is lost", err)
}

// Err is the one line about what is lost; nil when nothing is.
func (s *Stdout) Err() error { return s.err }
