// SPDX-License-Identifier: Apache-2.0

package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Foreign is something that the program did not write, or that is no longer as it
// wrote it: it stays. Its text is one line that says what stands where.
type Foreign struct {
	Place string // the file, folder or link
	What  string // what is the matter with it
}

func (f *Foreign) Error() string {
	return fmt.Sprintf("%s %s, so nothing is replaced: move it away, or write to another place", filepath.ToSlash(f.Place), f.What)
}

// kindOf names what is neither a plain file nor a folder.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "is a symbolic link, which is not followed"
	case mode.IsDir():
		return "is a folder"
	case mode.IsRegular():
		return "is a file"
	}
	return "is a special file"
}

// contents is what is in a folder that is wholly the program's own.
type contents struct {
	files []string // paths below it
	dirs  []string // each before the folders within it; "." comes first
}

// inspectFolder looks whether a folder is absent, empty or wholly the program's own. An
// error of type *Foreign names the first thing that is not.
func inspectFolder(dir string) (contents, error) {
	var found contents
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return found, nil
	case err != nil:
		return found, err
	case !info.IsDir():
		return found, &Foreign{Place: dir, What: kindOf(info.Mode())}
	}
	list, record, err := knownFiles(dir)
	if err != nil {
		return found, err
	}
	err = filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, place)
		if err == nil {
			err = found.takeIn(place, filepath.ToSlash(name), entry, list, record)
		}
		return err
	})
	if err == nil {
		err = found.emptyFolder(dir)
	}
	return found, err
}

// takeIn takes in one file or folder, if it is as the record says.
func (c *contents) takeIn(place, name string, entry fs.DirEntry, list written, record string) error {
	switch {
	case entry.IsDir():
		c.dirs = append(c.dirs, name)
		return nil
	case !entry.Type().IsRegular():
		return &Foreign{Place: place, What: kindOf(entry.Type())}
	case name == record:
	case list[name] == nil:
		return &Foreign{Place: place, What: "was not written by landscape"}
	default:
		digest, err := digestOf(place)
		if err != nil {
			return err
		}
		if !slices.Contains(list[name], digest) {
			return &Foreign{Place: place, What: "was changed after landscape wrote it"}
		}
	}
	c.files = append(c.files, name)
	return nil
}

// emptyFolder finds a folder within that holds no file: the program makes none.
func (c *contents) emptyFolder(dir string) error {
	used := map[string]bool{".": true}
	for _, file := range c.files {
		for at := path.Dir(file); at != "."; at = path.Dir(at) {
			used[at] = true
		}
	}
	for _, name := range c.dirs {
		if !used[name] {
			return &Foreign{Place: filepath.Join(dir, filepath.FromSlash(name)), What: "was not made by landscape"}
		}
	}
	return nil
}

// removeFound deletes exactly what inspect found. What came since stays, and is an error.
func (c *contents) removeFound(dir string) error {
	folders := slices.Clone(c.dirs)
	slices.Reverse(folders)
	for _, name := range slices.Concat(c.files, folders) {
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
