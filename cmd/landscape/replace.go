// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	workPrefix = ".landscape-new-"
	oldSuffix  = ".old"
)

// replace makes folders below out: each is written whole into a new folder
// first, and takes the old one's place only when all could be written.
func replace(out string, parts map[string]func(dir string) error) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	putBack(out, time.Now().Add(-time.Hour))
	work, err := os.MkdirTemp(out, workPrefix)
	if err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	defer os.RemoveAll(work)
	names := slices.Sorted(maps.Keys(parts))
	for _, name := range names {
		dir := filepath.Join(work, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		if err := parts[name](dir); err != nil {
			return fmt.Errorf("writing %s failed, what was there stays: %w", shown(out, name), err)
		}
	}
	for _, name := range names {
		if err := swap(filepath.Join(work, name), filepath.Join(out, name), filepath.Join(work, name+oldSuffix)); err != nil {
			return err
		}
	}
	return nil
}

// swap puts the fresh folder in place: in one step where the system can, so
// that there is a whole one at every moment.
func swap(fresh, place, aside string) error {
	switch err := os.Rename(fresh, place); { // over nothing, or an empty folder
	case err == nil:
		return nil
	case exchange(fresh, place) == nil:
		return nil
	}
	if err := os.Rename(place, aside); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, place); err != nil {
		_ = os.Rename(aside, place) // put back what was there
		return err
	}
	return nil
}

// putBack undoes what a process left that was killed as it wrote: a folder set
// aside goes back to its place when that is empty, and the rest goes away, once
// it is so old that no other process can be at work in it.
func putBack(out string, before time.Time) {
	left, err := filepath.Glob(filepath.Join(out, workPrefix+"*"))
	if err != nil {
		return
	}
	for _, work := range left {
		info, err := os.Stat(work)
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		olds, _ := filepath.Glob(filepath.Join(work, "*"+oldSuffix)) // the pattern is well formed
		for _, old := range olds {
			name := filepath.Base(old)
			_ = os.Rename(old, filepath.Join(out, name[:len(name)-len(oldSuffix)])) // not over a folder with files
		}
		_ = os.RemoveAll(work)
	}
}
