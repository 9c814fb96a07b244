// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
)

// drawn is a screen that draws its bars into a buffer.
func drawn(after time.Duration) (*Screen, *bytes.Buffer) {
	var out bytes.Buffer
	s := NewScreen(&out)
	s.bars = &bars{to: &out, began: time.Now().Add(-time.Minute), after: after, force: true}
	return s, &out
}

// A work that goes on has a bar with rate and time left; one that is done says
// so, one that was stopped does too, and lines stand above both.
func TestBars(t *testing.T) {
	s, out := drawn(0)
	s.Step("repositories", 1, 4)
	s.Step("pages", 1, 2)
	s.Log(false).Warn("cannot read made/one\x1b[2J")
	s.Step("repositories", 2, 5)
	s.Step("pages", 2, 2)
	s.Close()
	text := out.String()
	for _, want := range []string{`cannot read made/one\x{FFFD}\[2J\n`, `repositories +2/5 .* 2 a minute +not all`, `pages +2/2 .* 2 a minute +done`} {
		if !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("%s is not in %q", want, text)
		}
	}
	s.Step("later", 1, 2) // new bars may follow what was printed
	s.Close()
	if !strings.Contains(out.String()[len(text):], "later") {
		t.Errorf("no bar after the end of others: %q", out.String()[len(text):])
	}
}

// A short work has no bar, and nothing but a terminal has one.
func TestNoBars(t *testing.T) {
	s, out := drawn(time.Hour)
	s.Step("repositories", 1, 4)
	s.Close()
	plain := NewScreen(out)
	plain.Step("repositories", 1, 4)
	plain.Close()
	if out.Len() > 0 || plain.HasBars() {
		t.Errorf("%q", out.String())
	}
}

// Warnings have a colour where there are colours.
func TestColour(t *testing.T) {
	for _, colour := range []bool{false, true} {
		var out bytes.Buffer
		s := NewScreen(&out)
		s.colour = colour
		s.Log(false).Info("read")
		s.Log(false).Warn("cannot read")
		want := "read\ncannot read\n"
		if colour {
			want = "read\n\x1b[33mcannot read\x1b[0m\n"
		}
		if out.String() != want {
			t.Errorf("%q", out.String())
		}
	}
}
