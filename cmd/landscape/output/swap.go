// SPDX-License-Identifier: Apache-2.0

package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// inspection looks at what was in a place, and finds what may be removed of it.
type inspection func(old, name string) (contents, error)

func inspectAll(old, _ string) (contents, error) { return inspectFolder(old) }

// replaceWithWork lets what was written into the work folder take its place, and removes
// what was there before.
func (p Place) replaceWithWork(work *workFolder, name string, look inspection) error {
	ready, place := filepath.Join(work.dir, readyDir, name), filepath.Join(p.Dir, name)
	if err := os.Rename(filepath.Join(work.dir, name), ready); err != nil {
		return err
	}
	var found contents
	old, err := swapIntoPlace(ready, place, filepath.Join(work.dir, name+oldSuffix), func(old string) error {
		var err error
		found, err = look(old, name)
		return renameInError(err, old, place)
	})
	if err != nil || old == "" {
		return err
	}
	if err := found.removeFound(old); err != nil {
		return fmt.Errorf("files came into %s as it was replaced: they are kept in %s: %w", name, filepath.ToSlash(old), err)
	}
	return nil
}

// oneStep is exchange; tests take it away.
var oneStep = exchangePlaces

// swapIntoPlace puts what is ready in a place: in one step where the system can, so that
// something whole is there at every moment. own looks at what was there once more
// when nobody finds it by its name any longer; what is not the program's own goes
// back. It gives where the old one is now: "" when there was none.
func swapIntoPlace(ready, place, aside string, own func(old string) error) (old string, err error) {
	if err := renameNew(ready, place); err == nil {
		return "", nil
	}
	if oneStep(ready, place) == nil {
		if err := own(ready); err != nil {
			return "", joinErrors(err, oneStep(ready, place))
		}
		return ready, nil
	}
	if err := os.Rename(place, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := own(aside); err != nil {
		return "", joinErrors(err, renameNew(aside, place))
	}
	if err := renameNew(ready, place); err != nil {
		return "", joinErrors(err, renameNew(aside, place)) // put back what was there
	}
	return aside, nil
}

// joinErrors tells of both in one line.
func joinErrors(err, other error) error {
	if other == nil {
		return err
	}
	return fmt.Errorf("%w; and %w", err, other)
}

// renameInError tells of a thing by the place to which it goes back.
func renameInError(err error, from, to string) error {
	if foreign, ok := errors.AsType[*Foreign](err); ok {
		if name, failed := filepath.Rel(from, foreign.Place); failed == nil {
			return &Foreign{Place: filepath.Join(to, name), What: foreign.What}
		}
	}
	return err
}

// workFolder is a folder of the program's own, on the same file system.
type workFolder struct {
	dir   string
	place Place
}

func (p Place) makeWorkFolder() (*workFolder, error) {
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return nil, err
	}
	p.putBack(time.Now().Add(-time.Hour))
	dir, err := os.MkdirTemp(p.Dir, workPrefix)
	if err != nil {
		return nil, err
	}
	return &workFolder{dir, p}, os.Mkdir(filepath.Join(dir, readyDir), 0o700)
}

// close removes what was being written. What was there before, and is not the
// program's own, is never below any other name than ready or .old, and stays.
func (w *workFolder) close() { w.place.removeWorkFolder(w.dir) }

// renameChecked renames to a name that nothing has, by two steps: a file is linked
// there first, which never replaces; a folder never takes a file's place.
func renameChecked(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		err := os.Link(from, to)
		if err == nil {
			return os.Remove(from)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
