// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// newLog writes progress: plain lines for people, or JSON for machines.
func newLog(w io.Writer, asJSON bool) *slog.Logger {
	if asJSON {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(&plainHandler{w: w, mu: &sync.Mutex{}})
}

// plainHandler writes "message  key=value …", one line per event.
type plainHandler struct {
	w     io.Writer
	mu    *sync.Mutex
	attrs []slog.Attr
}

func (h *plainHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }

func (h *plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &plainHandler{h.w, h.mu, append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
}

func (h *plainHandler) WithGroup(string) slog.Handler { return h }

func (h *plainHandler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Message)
	add := func(a slog.Attr) bool {
		fmt.Fprintf(&b, "  %s=%v", a.Key, a.Value)
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(add)
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := io.WriteString(h.w, cleanLine(b.String())+"\n")
	return err
}

// Text from elsewhere reaches logs and messages: addresses, error pages, names of
// files. On a terminal control characters would act, in a workflow's log commands
// would, and characters that turn the direction of writing hide what is said.

// cleanLine makes text one line that only says something.
func cleanLine(text string) string {
	return cleanText(strings.Join(strings.FieldsFunc(text, endsLine), " "))
}

// cleanText keeps the lines of a text, and takes from each what acts.
func cleanText(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		if acts(r) {
			r = '\uFFFD'
		}
		b.WriteRune(r)
	}
	return tameCommands(b.String())
}

func endsLine(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// acts says whether a character does something instead of standing for itself.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7f && r < 0xa0: // controls, the escape character among them
		return true
	case r == 0x61c || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
		return true // direction, invisible, line ends
	}
	return r >= 0xe0000 && r <= 0xe007f // tags
}

// tameCommands parts the marks by which services that run workflows know a
// command: "::name::" at the start of a line, "##[name]" and "##vso[" anywhere.
func tameCommands(text string) string {
	if strings.Contains(text, "##") {
		text = strings.ReplaceAll(text, "##", "# #")
		text = strings.ReplaceAll(text, "##", "# #") // of an odd number one pair is left
	}
	if !strings.Contains(text, "::") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		bare := strings.TrimLeft(line, " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
		if strings.HasPrefix(bare, "::") {
			lines[i] = line[:len(line)-len(bare)] + ": :" + bare[2:]
		}
	}
	return strings.Join(lines, "\n")
}

// cleaner passes on cleaned text: what goes to a person or a log does it here,
// whoever wrote it. A line that comes in parts is cleaned as a whole.
type cleaner struct {
	mu   sync.Mutex
	to   io.Writer
	rest []byte // of a line that has not ended
}

// Write implements io.Writer.
func (c *cleaner) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest = append(c.rest, p...)
	end := bytes.LastIndexByte(c.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	_, err := io.WriteString(c.to, cleanText(string(c.rest[:end])))
	c.rest = c.rest[end:]
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// flush passes on a last line without an end.
func (c *cleaner) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.rest) > 0 {
		_, _ = io.WriteString(c.to, cleanText(string(c.rest))) // there is nobody left to tell
		c.rest = nil
	}
}
