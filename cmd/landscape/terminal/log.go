// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// Log writes progress to the screen: plain lines for people, or JSON for machines.
func (s *Screen) Log(asJSON bool) *slog.Logger {
	if asJSON {
		return slog.New(slog.NewJSONHandler(s, nil))
	}
	return slog.New(&plainHandler{screen: s})
}

// plainHandler writes "message  key=value …", one line per event.
type plainHandler struct {
	screen *Screen
	attrs  []slog.Attr
}

func (h *plainHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }

func (h *plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &plainHandler{h.screen, append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
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
	return h.screen.line(CleanLine(b.String()), r.Level >= slog.LevelWarn)
}
