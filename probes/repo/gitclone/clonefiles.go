// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Largest files of a clone's administration that are read, in bytes.
const (
	maxSmall      = 64 << 10 // HEAD, references, .git, alternates
	maxConfig     = 1 << 20
	maxShallow    = 16 << 20
	maxPackedRefs = 128 << 20
)

// readRegular reads a file of a clone that must be a plain one of bounded size:
// a pipe or a device in its place would hold the run for ever.
func readRegular(name string, limit int64) ([]byte, error) {
	file, err := openRegular(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s has more than %d bytes", filepath.Base(name), limit)
	}
	return data, err
}

func openRegular(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = file.Close()
		return nil, fmt.Errorf("%s is not a regular file", filepath.Base(name))
	}
	return file, nil
}

// isFolder follows links, as git does.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// cloneDir is where a clone keeps its administration. The two differ in a
// linked work tree only.
type cloneDir struct {
	git    string // HEAD
	common string // everything else
	linked bool   // found through a file .git, or in a folder .git: there is a work tree
}

// locateClone finds the clone of the first of names that has one, at NAME.git or
// NAME, bare or with a work tree.
func locateClone(mirror string, names []string) (cloneDir, error) {
	for _, name := range names {
		for _, candidate := range []string{name + ".git", name} {
			dir := filepath.Join(mirror, filepath.FromSlash(candidate))
			if isFolder(dir) {
				return administration(dir, name)
			}
		}
	}
	return cloneDir{}, fmt.Errorf("no clone at %s.git or %s below the mirror: landscape clone makes it", names[0], names[0])
}

func administration(dir, name string) (cloneDir, error) {
	inner := filepath.Join(dir, ".git")
	info, err := os.Stat(inner)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return commonFolder(cloneDir{git: dir}), nil
	case err != nil:
		return cloneDir{}, fmt.Errorf("the clone of %s cannot be read: %w", name, err)
	case info.IsDir():
		return commonFolder(cloneDir{git: inner, linked: true}), nil
	}
	text, err := readRegular(inner, maxSmall)
	target, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir: ")
	if err != nil || !ok {
		return cloneDir{}, fmt.Errorf("the clone of %s is not a git repository: its .git is neither a folder nor a file that names one", name)
	}
	if target = resolvePath(dir, target); !isFolder(target) {
		return cloneDir{}, fmt.Errorf("the clone of %s cannot be read: its file .git names a folder that is not there", name)
	}
	return commonFolder(cloneDir{git: target, linked: true}), nil
}

// commonFolder finds the part that linked work trees share.
func commonFolder(c cloneDir) cloneDir {
	c.common = c.git
	text, err := readRegular(filepath.Join(c.git, "commondir"), maxSmall)
	if err == nil {
		c.common = resolvePath(c.git, strings.TrimSpace(string(text)))
	}
	return c
}

func resolvePath(dir, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
