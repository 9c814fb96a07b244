// SPDX-License-Identifier: Apache-2.0

package output

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// putBack undoes what a process left that was killed as it wrote: a folder set
// aside goes back to its place when nothing is there, and the rest goes away, once
// it is so old that no other process can be at work in it.
func (p Place) putBack(before time.Time) {
	out := p.Dir
	left, err := filepath.Glob(filepath.Join(escape(out), workPrefix+"*"))
	if err != nil {
		return
	}
	for _, work := range left {
		info, err := os.Lstat(work)
		if err != nil || !info.IsDir() || !info.ModTime().Before(before) {
			continue
		}
		olds, _ := filepath.Glob(filepath.Join(escape(work), "*"+oldSuffix)) // the pattern is well formed
		for _, old := range olds {
			_ = renameNew(old, filepath.Join(out, strings.TrimSuffix(filepath.Base(old), oldSuffix)))
		}
		p.removeWorkFolder(work)
	}
}

// escape lets a path be in a pattern as it is.
func escape(path string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// removeWorkFolder removes a work folder: what was being written, and of what was there
// before only what is wholly the program's own.
func (p Place) removeWorkFolder(work string) {
	entries, _ := os.ReadDir(work)
	for _, entry := range entries {
		place := filepath.Join(work, entry.Name())
		switch {
		case entry.Name() == readyDir:
			held, _ := os.ReadDir(place)
			for _, one := range held {
				p.removeOwn(filepath.Join(place, one.Name()), one.Name())
			}
			_ = os.Remove(place)
		case strings.HasSuffix(entry.Name(), oldSuffix):
			p.removeOwn(place, strings.TrimSuffix(entry.Name(), oldSuffix))
		default:
			_ = os.RemoveAll(place) // only the program ever wrote there
		}
	}
	_ = os.Remove(work)
}

// removeOwn removes a folder or file that is wholly the program's own.
func (p Place) removeOwn(place, name string) {
	look := p.inspectFile
	if info, err := os.Lstat(place); err == nil && info.IsDir() {
		look = inspectAll
	}
	if found, err := look(place, name); err == nil {
		_ = found.removeFound(place)
	}
}
