// SPDX-License-Identifier: Apache-2.0

package output

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

const (
	workPrefix = ".landscape-new-"
	readyDir   = "ready" // below a work folder: what is whole, and after a swap what was there before
	oldSuffix  = ".old"  // what was set aside, where a swap takes two steps
)

// Place is where a command writes, and what it reads meanwhile.
type Place struct {
	Flag string   // how the user named it: --out DIR, say
	Dir  string   // the folder that results go into; it is made when it is absent
	Read []string // files and folders that the command reads; empty ones do not count

	// Own knows a file by its content, without a mark; nil: none.
	Own func(name string, data []byte) bool

	parent bool // the user named something in Dir, and not Dir
}

// Beside is the place of one folder or file that is named itself, and its name there.
func Beside(flag, path string, read ...string) (p Place, name string) {
	shown := flag + " " + path
	path = filepath.Clean(path)
	if name = filepath.Base(path); name == "." || name == ".." {
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
	}
	return Place{Flag: shown, Dir: filepath.Dir(path), Read: read, parent: true}, filepath.Base(path)
}

// Check says before a long run whether folders of these names could be written.
func (p Place) Check(names ...string) error { return p.check(names, inspectAll) }

// CheckFile says before a long run whether a file of this name could be written.
func (p Place) CheckFile(name string) error { return p.check([]string{name}, p.inspectFile) }

func (p Place) check(names []string, look inspection) error {
	if err := p.checkDir(); err != nil {
		return p.failed(err)
	}
	for _, name := range names {
		place := filepath.Join(p.Dir, name)
		if err := p.refuseTaken(place); err != nil {
			return p.failed(err)
		}
		if _, err := look(place, name); err != nil {
			return p.failed(err)
		}
	}
	return nil
}

// failed names the flag in an error, if there is one.
func (p Place) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", p.Flag, withoutCallName(err))
}

// withoutCallName leaves the system call's name out of an error.
func withoutCallName(err error) error {
	if inPath, ok := errors.AsType[*fs.PathError](err); ok && err.Error() == inPath.Error() {
		return fmt.Errorf("%s: %w", filepath.ToSlash(inPath.Path), inPath.Err)
	}
	return err
}

// checkDir refuses a folder that is a link or no folder.
func (p Place) checkDir() error {
	info, err := os.Lstat(p.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0 && p.parent:
		return nil // a parent of what the user named
	case !info.IsDir():
		return &Foreign{Place: p.Dir, What: kindOf(info.Mode())}
	}
	return nil
}

// Folder makes one folder, as Folders does.
func (p Place) Folder(name string, write func(dir string) error) error {
	return p.Folders(map[string]func(dir string) error{name: write})
}

// Folders makes folders by name: each is written whole into a new folder first,
// and takes the old one's place only when all could be written.
func (p Place) Folders(parts map[string]func(dir string) error) error {
	names := slices.Sorted(maps.Keys(parts))
	if err := p.Check(names...); err != nil {
		return err
	}
	work, err := p.makeWorkFolder()
	if err != nil {
		return p.failed(err)
	}
	defer work.close()
	for _, name := range names {
		dir := filepath.Join(work.dir, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			return p.failed(err)
		}
		if err := parts[name](dir); err != nil {
			return fmt.Errorf("writing %s failed, what was there stays: %w", filepath.ToSlash(filepath.Join(p.Dir, name)), err)
		}
		if err := putMark(dir); err != nil {
			return p.failed(err)
		}
	}
	for _, name := range names {
		if err := p.replaceWithWork(work, name, inspectAll); err != nil {
			return p.failed(err)
		}
	}
	return nil
}
