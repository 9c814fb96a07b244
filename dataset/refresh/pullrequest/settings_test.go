// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
)

// What a checkout's settings and hooks name for those at work in it is not run
// by a proposal, and no program that git starts sees the token.
func TestSettingsOfTheCheckoutDoNothing(t *testing.T) {
	w := newWorld(t)
	top := t.TempDir()
	mark, program := filepath.Join(top, "ran"), filepath.Join(top, "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"$0 $*\" >> "+mark+"\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"pre-commit", "commit-msg", "post-index-change", "reference-transaction", "pre-push", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"} {
		place := filepath.Join(w.clone, ".git", "hooks", hook)
		_ = os.MkdirAll(filepath.Dir(place), 0o755)
		if err := os.Symlink(program, place); err != nil {
			t.Fatal(err)
		}
	}
	for _, setting := range []string{
		"core.fsmonitor", "core.editor", "core.pager", "gpg.program", "gpg.openpgp.program", "diff.external", "core.alternateRefsCommand",
		"filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "merge.evil.driver", "interactive.diffFilter",
	} {
		pullrequesttest.Git(t, w.clone, "config", setting, program)
	}
	for _, setting := range []string{"commit.gpgSign", "log.showSignature", "push.gpgSign", "tag.gpgSign"} {
		pullrequesttest.Git(t, w.clone, "config", setting, "true")
	}
	if err := os.WriteFile(filepath.Join(w.clone, ".git", "info", "attributes"), []byte("* filter=evil diff=evil\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.must("new\n", "opened pull request #1")
	w.must("new\n", "as proposed in pull request #1")
	w.must("newer\n", "updated pull request #1")
	if said, err := os.ReadFile(mark); err == nil {
		t.Errorf("a program was run: %s", said)
	}
	t.Setenv("GITHUB_TOKEN", "secret")
	for _, pair := range (&Repository{Dir: w.clone}).prepareCommand(t.Context(), "version").Env {
		if strings.Contains(pair, "secret") {
			t.Errorf("git sees %s", pair)
		}
	}
}
