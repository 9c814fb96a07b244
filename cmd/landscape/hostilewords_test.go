// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
)

// nothingActs fails when a log holds what a terminal or a workflow would obey.
func nothingActs(t *testing.T, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if line = strings.TrimSpace(line); terminal.CleanLine(line) != line {
			t.Errorf("%q", line)
		}
	}
}

// A hostile server's words reach the log of a look as words.
func TestHostileWordsInLogs(t *testing.T) {
	hurry(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header()["Content-Encoding"] = []string{"##[error]\u202e::x::"}
		w.Header()["Content-Type"] = []string{"::error::##[add-path]/tmp"}
		w.Header()["Location"] = []string{"https://docs.made.example/##[x]\u202e"}
		w.WriteHeader(http.StatusOK)
	}))
	defer server.Close()
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"probe", "--ecosystems", worldRules(t), "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--out", t.TempDir()}, &out, &errs)
	if code == 0 || errs.Len() == 0 {
		t.Errorf("status %d: %s", code, errs.String())
	}
	nothingActs(t, errs.String()+out.String())
}
