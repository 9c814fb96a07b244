// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

// defaultBranchTip finds the commit at the tip of the default branch: HEAD's in a bare
// clone or one without a remote; in a clone with a work tree, where HEAD is
// what somebody checked out, that of the branch which the remote has as its head.
func defaultBranchTip(c cloneDir, settings cloneSettings, names []string) (string, error) {
	if isFolder(filepath.Join(c.common, "reftable")) {
		return "", errReftable
	}
	bare := !c.linked
	if settings.bare != nil && !c.linked {
		bare = *settings.bare
	}
	remotes := append(slices.Clone(settings.remotes), leftoverRemotes(c)...)
	if bare || len(remotes) == 0 {
		return resolveRef(c, "HEAD", 0)
	}
	from, err := mainRemote(c, remotes, names)
	if err != nil {
		return "", err
	}
	return resolveRef(c, from, 0)
}

// leftoverRemotes lists the remotes of which only references are left.
func leftoverRemotes(c cloneDir) (remotes []remote) {
	heads, _ := filepath.Glob(filepath.Join(escapeGlob(c.common), "refs", "remotes", "*", "HEAD")) // the pattern is well formed
	for _, name := range heads {
		remotes = append(remotes, remote{name: filepath.Base(filepath.Dir(name))})
	}
	return remotes
}

// mainRemote names the reference for the head of the remote that is the
// repository itself; else origin's, or that of the only remote.
func mainRemote(c cloneDir, remotes []remote, names []string) (string, error) {
	known := make(map[string]bool)
	remotes = slices.DeleteFunc(remotes, func(r remote) bool {
		twice := known[r.name] && !isAddressOf(r.url, names)
		known[r.name] = true
		return twice
	})
	chosen := slices.IndexFunc(remotes, func(r remote) bool { return isAddressOf(r.url, names) })
	if chosen < 0 {
		chosen = slices.IndexFunc(remotes, func(r remote) bool { return r.name == "origin" })
	}
	if chosen < 0 && len(remotes) > 1 {
		return "", fmt.Errorf("it has %d remotes, and none is %s: which branch is the default cannot be told", len(remotes), names[0])
	}
	name := remotes[max(chosen, 0)].name
	if _, err := os.Lstat(filepath.Join(c.common, "refs", "remotes", filepath.FromSlash(name), "HEAD")); err == nil && cleanRef("refs/remotes/"+name) {
		return "refs/remotes/" + name + "/HEAD", nil
	}
	if only, ok := onlyBranch(c, name); ok {
		return only, nil
	}
	return "", fmt.Errorf("it does not say which branch its remote %.60q has as its head: run git remote set-head %.60s --auto in it", name, name)
}

// isAddressOf says whether a remote's address ends in one of the names.
func isAddressOf(url string, names []string) bool {
	url = strings.ToLower(strings.TrimSuffix(strings.TrimRight(url, "/"), ".git"))
	return slices.ContainsFunc(names, func(name string) bool {
		name = strings.ToLower(name)
		return strings.HasSuffix(url, "/"+name) || strings.HasSuffix(url, ":"+name)
	})
}

// onlyBranch finds the one branch of a remote of which no other was fetched.
func onlyBranch(c cloneDir, remote string) (string, bool) {
	prefix := "refs/remotes/" + remote + "/"
	if !cleanRef(prefix + "x") {
		return "", false
	}
	found := make(map[string]bool)
	root := filepath.Join(c.common, filepath.FromSlash(prefix))
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error { // a folder that is not there has none
		if err == nil && entry.Type().IsRegular() {
			if name, err := filepath.Rel(c.common, path); err == nil {
				found[filepath.ToSlash(name)] = true
			}
		}
		if len(found) > 1 {
			return fs.SkipAll
		}
		return nil
	})
	_ = packedRefs(c, func(name, _ string) bool { // a file that cannot be read has none
		if strings.HasPrefix(name, prefix) {
			found[name] = true
		}
		return len(found) <= 1
	})
	for name := range found {
		return name, len(found) == 1
	}
	return "", false
}

// maxSymbolic is how many references may name the next.
const maxSymbolic = 5

// resolveRef follows a reference to a commit's name, in the files of the clone.
func resolveRef(c cloneDir, name string, depth int) (string, error) {
	if depth > maxSymbolic || !cleanRef(name) {
		return "", fmt.Errorf("its reference %.60q leads nowhere", name)
	}
	dir := c.common
	if name == "HEAD" {
		dir = c.git
	}
	place := filepath.Join(dir, filepath.FromSlash(name))
	if target, err := os.Readlink(place); err == nil && strings.HasPrefix(target, "refs/") { // as git wrote HEAD long ago
		return resolveRef(c, target, depth+1)
	}
	text, err := readRegular(place, maxSmall)
	if err != nil {
		return resolvePacked(c, name, err)
	}
	value := strings.TrimSpace(string(text))
	if target, ok := strings.CutPrefix(value, "ref:"); ok {
		if target = strings.TrimSpace(target); target == "refs/heads/.invalid" {
			return "", errReftable
		}
		return resolveRef(c, target, depth+1)
	}
	if !repo.IsHash(value) {
		return "", fmt.Errorf("its reference %.60q holds no commit", name)
	}
	return value, nil
}

// resolvePacked looks for a reference that is not a file of its own.
func resolvePacked(c cloneDir, name string, missing error) (value string, err error) {
	if name == "HEAD" {
		if errors.Is(missing, fs.ErrNotExist) {
			return "", errors.New("it is not a git repository")
		}
		return "", fmt.Errorf("its HEAD cannot be read: %w", missing)
	}
	err = packedRefs(c, func(each, commit string) bool {
		if each == name {
			value = commit
		}
		return value == ""
	})
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("its packed references cannot be read: %w", err)
	case !repo.IsHash(value) && !errors.Is(missing, fs.ErrNotExist):
		return "", fmt.Errorf("its reference %.60s cannot be read: %w", name, missing)
	case !repo.IsHash(value):
		return "", fmt.Errorf("its default branch %.60s has no commit", name)
	}
	return value, nil
}

// packedRefs shows the packed references until see has enough.
func packedRefs(c cloneDir, see func(name, commit string) (more bool)) error {
	file, err := openRegular(filepath.Join(c.common, "packed-refs"))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(io.LimitReader(file, maxPackedRefs))
	for lines.Scan() {
		commit, name, ok := strings.Cut(lines.Text(), " ")
		if ok && repo.IsHash(commit) && !see(name, commit) {
			return nil
		}
	}
	return lines.Err()
}

// cleanRef keeps a reference's name below the clone's folder.
func cleanRef(name string) bool {
	return name == "HEAD" || strings.HasPrefix(name, "refs/") && fs.ValidPath(name) && !strings.Contains(name, `\`)
}
