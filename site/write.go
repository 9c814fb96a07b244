// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/ossf/package-manager-landscape/site/feed"

	"golang.org/x/sync/errgroup"
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
	group, stopped := errgroup.WithContext(context.Background())
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range list {
		if stopped.Err() != nil {
			break
		}
		group.Go(func() error { return writeOne(dir, f) })
	}
	return group.Wait()
}

// contents are buffers for the content of files. One file after another uses each,
// so that none has to grow anew.
var contents = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func writeOne(dir string, f feed.File) error {
	b := contents.Get().(*bytes.Buffer)
	defer contents.Put(b)
	b.Reset()
	if err := f.Make(b); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	return os.WriteFile(filepath.Join(dir, filepath.FromSlash(f.Path)), b.Bytes(), 0o644)
}

// copied makes a file of bytes that are read when its turn comes.
func copied(read func() ([]byte, error)) func(*bytes.Buffer) error {
	return func(b *bytes.Buffer) error {
		data, err := read()
		b.Write(data)
		return err
	}
}

// writeFile writes one file, making its folder.
func writeFile(dir, name string, data []byte) error {
	target := filepath.Join(dir, filepath.FromSlash(path.Clean(name)))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, data, 0o644)
}
