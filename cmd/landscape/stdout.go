// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// stdout is standard output, which remembers the first error: what could not be
// written is lost, and the status has to say so. After it nothing more is written.
// Where the system ends a program that writes into a closed pipe, it does.
type stdout struct {
	to  io.Writer
	err error
}

func (s *stdout) Write(data []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		s.err = lostOutput(err)
	}
	return n, s.err
}

// lostOutput is the one line about it.
func lostOutput(err error) error {
	var inPath *os.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	return fmt.Errorf("standard output: %w: what was to be printed is lost", err)
}

// whole is how a command ended: that its output is lost outweighs that it was done,
// and that a person should look at something.
func (s *stdout) whole(err error) error {
	if code := exitStatus(err); s.err != nil && (code == exitDone || code == exitNeedsReview) {
		return s.err
	}
	return err
}
