// SPDX-License-Identifier: Apache-2.0

package output

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// fileLimit is how much of a file Own is asked about.
const fileLimit = 1 << 30

// File writes a file, which takes the old one's place when it is whole.
func (p Place) File(name string, data []byte) error {
	if err := p.CheckFile(name); err != nil {
		return err
	}
	work, err := p.makeWorkFolder()
	if err != nil {
		return p.failed(err)
	}
	defer work.close()
	if err := writeNew(filepath.Join(work.dir, name), data); err != nil {
		return p.failed(err)
	}
	return p.placeFile(work, name, p.Own != nil && p.Own(name, data))
}

// Move lets a file that a command has written take its place under its name. When
// that fails, it is where it was.
func (p Place) Move(from, name string) error {
	if err := p.CheckFile(name); err != nil {
		return err
	}
	work, err := p.makeWorkFolder()
	if err != nil {
		return p.failed(err)
	}
	defer work.close()
	info, err := os.Lstat(from)
	if err == nil {
		err = os.Rename(from, filepath.Join(work.dir, name))
	}
	if err != nil {
		return p.failed(err)
	}
	if err := p.placeFile(work, name, false); err != nil {
		for _, at := range []string{name, filepath.Join(readyDir, name)} {
			at = filepath.Join(work.dir, at)
			if now, failed := os.Lstat(at); failed == nil && os.SameFile(info, now) {
				err = joinErrors(err, renameNew(at, from))
			}
		}
		return err
	}
	return nil
}

// placeFile places a file. One that cannot be known by its content is marked before, so
// that a kill leaves either file known.
func (p Place) placeFile(work *workFolder, name string, known bool) error {
	if !known {
		if err := p.addToMark(work, name, filepath.Join(work.dir, name)); err != nil {
			return p.failed(err)
		}
	}
	return p.failed(p.replaceWithWork(work, name, p.inspectFile))
}

// inspectFile looks whether what is at a place is absent, empty, or what the
// program wrote under the name.
func (p Place) inspectFile(place, name string) (contents, error) {
	info, err := os.Lstat(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return contents{}, nil
	case err != nil:
		return contents{}, err
	case !info.Mode().IsRegular():
		return contents{}, &Foreign{Place: place, What: kindOf(info.Mode())}
	case info.Size() == 0 || p.isOwnFile(place, name):
		return contents{files: []string{"."}}, nil
	}
	return contents{}, &Foreign{Place: place, What: "was not written by landscape, or was changed since"}
}

// isOwnFile says whether a plain file is as the program wrote it under the name.
func (p Place) isOwnFile(place, name string) bool {
	if name == markName {
		data, err := readRegular(place, markLimit)
		return err == nil && bytes.HasPrefix(data, []byte(markTitle))
	}
	if list, err := readMark(p.Dir); err == nil && list[name] != nil {
		if digest, err := digestOf(place); err == nil && slices.Contains(list[name], digest) {
			return true
		}
	}
	if p.Own == nil {
		return false
	}
	data, err := readRegular(place, fileLimit)
	return err == nil && p.Own(name, data)
}

// addToMark adds a file to the folder's mark, beside the digest of the one that it replaces.
func (p Place) addToMark(work *workFolder, name, fresh string) error {
	digest, err := digestOf(fresh)
	if err != nil {
		return err
	}
	list, err := readMark(p.Dir)
	if err != nil {
		return err
	}
	if list == nil {
		list = make(written)
	}
	last := list[name]
	if n := len(last); n > 0 && last[n-1] == digest {
		return nil
	}
	list[name] = append(slices.Clone(last[max(0, len(last)-1):]), digest)
	if err := writeNew(filepath.Join(work.dir, markName), list.bytes()); err != nil {
		return err
	}
	return p.replaceWithWork(work, markName, p.inspectFile)
}

// New writes a file that must not be there yet, into a folder that is.
func (p Place) New(name string, data []byte) error {
	place := filepath.Join(p.Dir, name)
	err := writeNew(place, data)
	if errors.Is(err, fs.ErrExist) {
		err = &Foreign{Place: place, What: "is there already"}
	}
	return p.failed(err)
}
