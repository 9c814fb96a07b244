// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/ossf/package-manager-landscape/site/feed"
)

// writeFiles makes and writes files on all processors. Every file stands alone, so
// the order does not show.
func writeFiles(dir string, list []feed.File) error {
	folders := make(map[string]bool)
	names := make(map[string]bool)
	for _, f := range list {
		if names[f.Path] {
			return fmt.Errorf("two files of the site would be %s", f.Path)
		}
		names[f.Path] = true
		folders[path.Dir(f.Path)] = true
	}
	for folder := range folders {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(folder)), 0o755); err != nil {
			return err
		}
	}
	var (
		group sync.WaitGroup
		next  = make(chan feed.File)
		stop  = make(chan struct{})
		once  sync.Once
		first error
	)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for f := range next {
				if err := writeOne(dir, f); err != nil {
					once.Do(func() { first = err; close(stop) })
					return
				}
			}
		})
	}
	handOut(list, next, stop)
	group.Wait()
	return first
}

// handOut gives the files to the workers, until one of them fails.
func handOut(list []feed.File, next chan<- feed.File, stop <-chan struct{}) {
	defer close(next)
	for _, f := range list {
		select {
		case next <- f:
		case <-stop:
			return
		}
	}
}

func writeOne(dir string, f feed.File) error {
	data, err := f.Make()
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	return os.WriteFile(filepath.Join(dir, filepath.FromSlash(f.Path)), data, 0o644)
}

// writeFile writes one file, making its folder.
func writeFile(dir, name string, data []byte) error {
	target := filepath.Join(dir, filepath.FromSlash(path.Clean(name)))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, data, 0o644)
}
