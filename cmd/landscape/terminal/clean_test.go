// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestCleanLine(t *testing.T) {
	for text, want := range map[string]string{
		"read https://a.example/x":                   "read https://a.example/x",
		"números – 数 \u00e9":                         "números – 数 \u00e9",
		"\x1b[31mred\x1b[0m":                         "\uFFFD[31mred\uFFFD[0m",
		"\u009b31m":                                  "\uFFFD31m",
		"\x1b]8;;https://evil.example\x07here":       "\uFFFD]8;;https://evil.example\uFFFDhere",
		"bell\a back\b del\x7f nul\x00":              "bell\uFFFD back\uFFFD del\uFFFD nul\uFFFD",
		"one\ntwo\r\nthree\u2028four\u0085five\vsix": "one two three four five six",
		"::error::made up":                           ": :error::made up",
		"  \t::set-output name=a::b":                 "  \t: :set-output name=a::b",
		"\n::error::made up":                         ": :error::made up",
		"\u00a0\u3000::stop-commands::x":             "\u00a0\u3000: :stop-commands::x",
		"http://[::1]:80 refused":                    "http://[::1]:80 refused",
		"why ##[error]made up":                       "why # #[error]made up",
		"###[error]":                                 "# # #[error]",
		"####[error]":                                "# # # #[error]",
		"##vso[task.setvariable variable=a]b":        "# #vso[task.setvariable variable=a]b",
		"\u202egnp.exe\u202c \u2066a\u2069 \u200e":   "\uFFFDgnp.exe\uFFFD \uFFFDa\uFFFD \uFFFD",
		"zero\u200bwidth \ufeff \u2060":              "zero\uFFFDwidth \uFFFD \uFFFD",
		"tags \U000e0041":                            "tags \uFFFD",
		"\xff\xfe":                                   "\uFFFD",
		"\u200b::error::hidden behind a zero width":  "\uFFFD::error::hidden behind a zero width",
		"a\rcovered by what follows":                 "a covered by what follows",
	} {
		if got := CleanLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// nothingActs fails when a log holds what a terminal or a workflow would obey.
func nothingActs(t *testing.T, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") || strings.ContainsFunc(line, acts) {
			t.Errorf("%q", line)
		}
	}
}

// Whatever is written to the log, in whatever parts, comes out cleaned: both
// forms of logs, and messages.
func TestLogsAreCleaned(t *testing.T) {
	const foreign = "a\n::error::b ##[group]c \x1b[2Jd\u202ee"
	for _, asJSON := range []bool{false, true} {
		var out bytes.Buffer
		clean := NewScreen(&out)
		log := clean.Log(asJSON)
		log.Info(foreign, "url", foreign, "failed", errors.New(foreign))
		log.With("more", foreign).Warn("x")
		for _, part := range strings.SplitAfter(foreign+"\nend", "") {
			_, _ = clean.Write([]byte(part))
		}
		clean.Close()
		nothingActs(t, out.String())
		if !strings.HasSuffix(out.String(), "end") || strings.Count(out.String(), "\n") != 4 {
			t.Errorf("%q", out.String())
		}
	}
}
