// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Repository is a local clone, bare or not, and the remote that it proposes to.
type Repository struct {
	Dir    string
	Remote string // such as origin
	Base   string // the branch that proposals are for
	Author string // NAME <MAIL>; empty: the identity that git is configured with

	heads   map[string]string // branches of the remote: name to commit
	pushURL string            // by address git does not note in the clone what was pushed
}

// errNotThere is a file that a commit does not hold.
var errNotThere = errors.New("not there")

// plumbed are settings that hold in every call: nothing that the checkout's own
// configuration names for people at work in it, a hook, a signature program, a
// monitor of files or an alias, has a part in what is proposed. How to reach the
// remote stays the business of whoever pushes: addresses, keys and credentials.
var plumbed = []string{
	"core.hooksPath=" + os.DevNull, "core.fsmonitor=false", "core.editor=false", "core.pager=cat", "core.attributesFile=" + os.DevNull,
	"commit.gpgSign=false", "push.gpgSign=false", "gpg.program=false", "log.showSignature=false", "gc.auto=0", "maintenance.auto=false",
	"submodule.recurse=false", "push.recurseSubmodules=no", "fetch.recurseSubmodules=false", "protocol.ext.allow=never", "core.alternateRefsCommand=false",
}

// prepareCommand prepares a call of git. git's
// variables in our environment would point it at another repository.
func (r *Repository) prepareCommand(ctx context.Context, args ...string) *exec.Cmd {
	full := []string{"--no-replace-objects", "-C", r.Dir}
	for _, setting := range plumbed {
		full = append(full, "-c", setting)
	}
	cmd := exec.CommandContext(ctx, "git", append(full, args...)...)
	speaks := args[0] == "ls-remote" || args[0] == "fetch" || args[0] == "push"
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !slices.Contains(withheld, name) && (speaks || !slices.Contains(tokens, name)) {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	// A push that is asked to stop may still tell the other side.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// tokens go to the commands that speak to the remote: a helper that git is
// configured with may take its password from there.
var tokens = []string{"GITHUB_TOKEN", "GH_TOKEN"}

// withheld are variables that git does not get from us.
var withheld = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
	"GIT_NAMESPACE", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_TRACE", "GIT_TRACE_CURL",
}

// runGit runs one command and gives what it printed.
func (r *Repository) runGit(ctx context.Context, env []string, input []byte, args ...string) (string, error) {
	cmd := r.prepareCommand(ctx, args...)
	cmd.Env = append(cmd.Env, env...)
	cmd.Stdin = bytes.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return out.String(), fmt.Errorf("git %s: %s", args[0], redactToken(gitComplaint(errs.String()+"\n"+out.String(), err), os.Getenv("GITHUB_TOKEN")))
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// gitComplaint is what git complained of, in one line, without what it would hint.
func gitComplaint(said string, err error) string {
	var lines []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "hint:") || strings.HasPrefix(line, "To ") || line == "Done" {
			continue
		}
		lines = append(lines, strings.ReplaceAll(line, "\t", " "))
	}
	if len(lines) == 0 {
		return err.Error()
	}
	return userInfo.ReplaceAllString(strings.Join(lines, "; "), "://")
}

// userInfo is where an address may hold a password.
var userInfo = regexp.MustCompile(`://[^/@\s]+@`)

// Open reads which branches the remote has, and fetches the base and the
// branches below prefix. It writes objects, and no reference.
func (r *Repository) Open(ctx context.Context, prefix string) error {
	if _, err := r.runGit(ctx, nil, nil, "rev-parse", "--git-dir"); err != nil {
		return fmt.Errorf("%s: no git repository: %w", r.Dir, err)
	}
	var err error
	if r.pushURL, err = r.runGit(ctx, nil, nil, "remote", "get-url", "--push", r.Remote); err != nil {
		return fmt.Errorf("%s: no remote %s: add it with git remote add, or name another", r.Dir, r.Remote)
	}
	said, err := r.runGit(ctx, nil, nil, "ls-remote", r.Remote, "refs/heads/"+r.Base, "refs/heads/"+prefix+"*")
	if err != nil {
		return err
	}
	r.heads = make(map[string]string)
	fetch := []string{"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-auto-maintenance", r.Remote}
	for line := range strings.Lines(said) {
		commit, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		name = strings.TrimPrefix(name, "refs/heads/")
		r.heads[name] = commit
		fetch = append(fetch, "refs/heads/"+name)
	}
	if r.heads[r.Base] == "" {
		return fmt.Errorf("%s: remote %s has no branch %s", r.Dir, r.Remote, r.Base)
	}
	_, err = r.runGit(ctx, nil, nil, fetch...)
	return err
}

// Head is the commit of a branch of the remote, or "" when it has none.
func (r *Repository) Head(branch string) string { return r.heads[branch] }

// File reads a file of a commit; nil when it is not there.
func (r *Repository) File(ctx context.Context, commit, path string) ([]byte, error) {
	blob, err := r.blobAt(ctx, commit, path)
	if errors.Is(err, errNotThere) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	data, err := r.prepareCommand(ctx, "cat-file", "blob", blob).Output()
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %s of %.12s cannot be read: %w", path, commit, err)
	}
	return data, nil
}

// blobAt is the object of a file of a commit.
func (r *Repository) blobAt(ctx context.Context, commit, path string) (string, error) {
	said, err := r.runGit(ctx, nil, nil, "ls-tree", "-z", commit, "--", path)
	if err != nil {
		return "", err
	}
	fields := strings.Fields(strings.TrimSuffix(said, "\x00"))
	if len(fields) < 4 || fields[1] != "blob" {
		return "", errNotThere
	}
	return fields[2], nil
}

// commitFiles makes a commit with files on a parent, or on nothing. The same files,
// message and time give the same commit.
func (r *Repository) commitFiles(ctx context.Context, parent string, files map[string][]byte, message string, at time.Time) (string, error) {
	work, err := os.MkdirTemp("", "landscape-index-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	index := []string{"GIT_INDEX_FILE=" + filepath.Join(work, "index")}
	start := []string{"read-tree", "--empty"}
	if parent != "" {
		start = []string{"read-tree", parent}
	}
	if _, err := r.runGit(ctx, index, nil, start...); err != nil {
		return "", err
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		blob, err := r.runGit(ctx, nil, files[path], "hash-object", "-w", "--stdin")
		if err != nil {
			return "", err
		}
		if _, err := r.runGit(ctx, index, nil, "update-index", "--add", "--cacheinfo", "100644,"+blob+","+path); err != nil {
			return "", err
		}
	}
	tree, err := r.runGit(ctx, index, nil, "write-tree")
	if err != nil {
		return "", err
	}
	return r.commitTree(ctx, tree, parent, message, at)
}

func (r *Repository) commitTree(ctx context.Context, tree, parent, message string, at time.Time) (string, error) {
	name, mail, err := r.signerIdentity(ctx)
	if err != nil {
		return "", err
	}
	when := fmt.Sprintf("%d +0000", at.Unix())
	env := []string{
		"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + mail, "GIT_AUTHOR_DATE=" + when,
		"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + mail, "GIT_COMMITTER_DATE=" + when,
	}
	args := []string{"commit-tree", tree}
	if parent != "" {
		args = append(args, "-p", parent)
	}
	message = strings.TrimSpace(message) + "\n\n" + trailer + "\nSigned-off-by: " + name + " <" + mail + ">\n"
	return r.runGit(ctx, env, []byte(message), append(args, "-F", "-")...)
}

// trailer marks a commit that this package made, and may replace.
const trailer = "Refreshed-by: landscape refresh"

// signerIdentity is who signs off.
func (r *Repository) signerIdentity(ctx context.Context) (name, mail string, err error) {
	ident := r.Author
	if ident == "" {
		if ident, err = r.runGit(ctx, nil, nil, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"); err != nil {
			return "", "", errors.New("nobody to sign off: set user.name and user.email of git, or name one with --author")
		}
	}
	name, rest, ok := strings.Cut(ident, " <")
	mail, _, closed := strings.Cut(rest, ">")
	if !ok || !closed || name == "" || !strings.Contains(mail, "@") || strings.ContainsAny(ident, "\n\r") {
		return "", "", fmt.Errorf("author %q: write NAME <MAIL>", ident)
	}
	return name, mail, nil
}

// Identity checks that commits can be signed off.
func (r *Repository) Identity(ctx context.Context) error {
	_, _, err := r.signerIdentity(ctx)
	return err
}

// pushBranch moves a branch of the remote to a commit, or removes it ("" as commit),
// if it still is where it was read.
func (r *Repository) pushBranch(ctx context.Context, branch, commit string) error {
	ref := "refs/heads/" + branch
	_, err := r.runGit(ctx, nil, nil, "push", "--porcelain", "--no-verify", "--force-with-lease="+ref+":"+r.heads[branch], r.pushURL, commit+":"+ref)
	if err != nil {
		return fmt.Errorf("branch %s was not pushed: %w", branch, err)
	}
	r.heads[branch] = commit
	return nil
}

// madeHere says whether a commit was made here on a commit of the base, and what it
// was made on. What others added to a branch is not replaced.
func (r *Repository) madeHere(ctx context.Context, commit string) (parent string, ok bool, err error) {
	said, err := r.runGit(ctx, nil, nil, "cat-file", "commit", commit)
	if err != nil {
		return "", false, err
	}
	head, message, _ := strings.Cut(said, "\n\n")
	parents := 0
	for line := range strings.Lines(head) {
		if of, is := strings.CutPrefix(strings.TrimSpace(line), "parent "); is {
			parent = of
			parents++
		}
	}
	return parent, strings.Contains("\n"+message+"\n", "\n"+trailer+"\n") && parents <= 1, nil
}

func (r *Repository) sameFile(ctx context.Context, a, b, path string) bool {
	one, errA := r.blobAt(ctx, a, path)
	other, errB := r.blobAt(ctx, b, path)
	return one == other && errors.Is(errA, errNotThere) == errors.Is(errB, errNotThere) &&
		(errA == nil || errors.Is(errA, errNotThere)) && (errB == nil || errors.Is(errB, errNotThere))
}
