// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"
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

// terminalOf is what is written to where that is a terminal, and nil elsewhere.
func terminalOf(to io.Writer) *os.File {
	if file, ok := to.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		return file
	}
	return nil
}

// HasColour says whether marks may be in colour: on a terminal, unless NO_COLOR is set.
func (s *Stdout) HasColour() bool { return terminalOf(s.To) != nil && os.Getenv("NO_COLOR") == "" }

// Page shows a text through the program that PAGER names, or less, when standard
// output is a terminal and the text is longer than it is high. Otherwise, and where
// there is no such program or PAGER is cat, it writes the text.
func (s *Stdout) Page(text []byte) error {
	if file := terminalOf(s.To); file != nil && s.err == nil {
		_, height, err := term.GetSize(int(file.Fd()))
		if err == nil && bytes.Count(text, []byte("\n")) >= height && throughPager(file, text) {
			return nil
		}
	}
	_, err := s.Write(text)
	return err
}

// throughPager says whether a pager could be started. How it ends does not matter: a
// person may close it before the end of the text.
func throughPager(to *os.File, text []byte) bool {
	name, set := os.LookupEnv("PAGER")
	if !set {
		name = "less -FRX"
	}
	words := strings.Fields(name)
	if len(words) == 0 || words[0] == "cat" {
		return false
	}
	pager := exec.Command(words[0], words[1:]...)
	pager.Stdin, pager.Stdout, pager.Stderr = bytes.NewReader(text), to, os.Stderr
	pager.Env = append(os.Environ(), "LESSCHARSET=utf-8")
	if _, ok := os.LookupEnv("LESS"); !ok {
		pager.Env = append(pager.Env, "LESS=FRX")
	}
	if pager.Start() != nil {
		return false
	}
	_ = pager.Wait()
	return true
}
