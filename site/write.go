// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
)

// write makes and writes files on all processors. Every file stands alone, so
// the order does not show.
func write(dir string, list []file) error {
	folders := make(map[string]bool)
	names := make(map[string]bool)
	for _, f := range list {
		if names[f.path] {
			return fmt.Errorf("two files of the site would be %s", f.path)
		}
		names[f.path] = true
		folders[path.Dir(f.path)] = true
	}
	for folder := range folders {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(folder)), 0o755); err != nil {
			return err
		}
	}
	var (
		group sync.WaitGroup
		next  = make(chan file)
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
	feed(list, next, stop)
	group.Wait()
	return first
}

func feed(list []file, next chan<- file, stop <-chan struct{}) {
	defer close(next)
	for _, f := range list {
		select {
		case next <- f:
		case <-stop:
			return
		}
	}
}

func writeOne(dir string, f file) error {
	data, err := f.make()
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	return os.WriteFile(filepath.Join(dir, filepath.FromSlash(f.path)), data, 0o644)
}
