// SPDX-License-Identifier: Apache-2.0

package pullrequesttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Git runs git in a folder, as a made person, and gives what it printed.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), Identity()...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Identity is the environment of a made person with a git of their own.
func Identity() []string {
	return []string{
		"GIT_AUTHOR_NAME=Made", "GIT_AUTHOR_EMAIL=made@example.org", "GIT_COMMITTER_NAME=Made", "GIT_COMMITTER_EMAIL=made@example.org",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
	}
}

// Repository makes a bare repository with files on main, and a clone of it.
func Repository(t testing.TB, files map[string][]byte) (bare, clone string) {
	t.Helper()
	root := t.TempDir()
	bare, clone = filepath.Join(root, "bare.git"), filepath.Join(root, "clone")
	Git(t, root, "init", "--quiet", "--bare", "--initial-branch=main", bare)
	Git(t, root, "clone", "--quiet", bare, clone)
	Git(t, clone, "checkout", "--quiet", "-B", "main")
	Commit(t, clone, files)
	return bare, clone
}

// Commit writes files in a clone's work tree, and pushes them to main.
func Commit(t testing.TB, clone string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		place := filepath.Join(clone, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(place, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	Git(t, clone, "add", "--all")
	Git(t, clone, "commit", "--quiet", "--message", "Files")
	Git(t, clone, "push", "--quiet", "origin", "HEAD:main")
}

// Hook makes the bare repository run a script before it takes a push; the
// script reads OLD NEW REF lines, and refuses by failing.
func Hook(t testing.TB, bare, script string) {
	t.Helper()
	place := filepath.Join(bare, "hooks", "pre-receive")
	if script == "" {
		_ = os.Remove(place)
		return
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// Refs lists references and what they point at, one per line.
func Refs(t testing.TB, dir string) string {
	t.Helper()
	return Git(t, dir, "for-each-ref", "--format=%(refname) %(objectname)")
}

// Show gives the bytes of a file on a branch.
func Show(t testing.TB, dir, branch, path string) []byte {
	t.Helper()
	out, err := exec.Command("git", "-C", dir, "cat-file", "blob", branch+":"+path).Output()
	if err != nil {
		t.Fatalf("%s:%s: %v", branch, path, err)
	}
	return out
}
