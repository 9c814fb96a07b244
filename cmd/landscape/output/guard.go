// SPDX-License-Identifier: Apache-2.0

package output

import (
	"os"
	"path/filepath"
)

// refuseTaken refuses to replace what the command reads, the working folder, and every
// folder above one of these.
func (p Place) refuseTaken(place string) error {
	target, err := os.Stat(place)
	if err != nil {
		return nil // nothing is there, or nothing that could be read
	}
	for _, read := range append([]string{"."}, p.Read...) {
		if read == "" {
			continue
		}
		held, err := holdsPath(target, read)
		if err != nil || !held {
			continue
		}
		what := "holds what is read: " + filepath.ToSlash(read)
		if read == "." {
			what = "is or holds the working folder"
		}
		return &Foreign{Place: place, What: what}
	}
	return nil
}

// holdsPath says whether a folder is this path, or holds it, whatever links lead there.
func holdsPath(folder os.FileInfo, path string) (bool, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return false, err
	}
	for {
		if info, err := os.Stat(path); err == nil && os.SameFile(folder, info) {
			return true, nil
		}
		parent := filepath.Dir(path)
		if parent == path {
			return false, nil
		}
		path = parent
	}
}
