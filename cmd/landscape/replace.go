// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// replace makes folders below out: each is written whole into a new folder
// first, and takes the old one's place only when all could be written.
func replace(out string, parts map[string]func(dir string) error) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", out, err)
	}
	work, err := os.MkdirTemp(out, ".landscape-")
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
		if err := swap(filepath.Join(work, name), filepath.Join(out, name), filepath.Join(work, name+".old")); err != nil {
			return err
		}
	}
	return nil
}

func swap(fresh, place, aside string) error {
	if err := os.Rename(place, aside); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := os.Rename(fresh, place); err != nil {
		_ = os.Rename(aside, place) // put back what was there
		return err
	}
	return nil
}
