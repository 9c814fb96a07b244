// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"fmt"
)

// File is one file of a repository, as it stands at the commit that is read.
type File struct {
	Path string
	Data []byte // valid only while the file is shown
	Err  error  // why it could not be read; Data is nil then
	in   *snapshot
}

// At is where a person can open the file, at the commit and at a line (from 1;
// 0: none).
func (f File) At(line int) string {
	if line < 1 {
		return f.in.webFile(f.Path, nil)
	}
	return f.in.webFile(f.Path, []span{{line, line}})
}

// Files shows files of a clone in the order of their paths. choose picks them
// from the paths of all regular files. The error is for a clone that cannot be
// read, or a context that ended.
func (m *Mirror) Files(ctx context.Context, name string, choose func(paths []string) []string, see func(File)) error {
	repo, err := m.openClone(ctx, name)
	if err != nil {
		return err
	}
	defer repo.close()
	return show(ctx, repo, choose, see)
}

// Files is Mirror's on GitHub: two requests, and one a file, or one archive
// when they are many.
func (g *GitHub) Files(ctx context.Context, name string, choose func(paths []string) []string, see func(File)) error {
	if err := g.start(); err != nil {
		return err
	}
	repo, err := g.open(ctx, name)
	if err != nil {
		return err
	}
	return show(ctx, repo, choose, see)
}

func show(ctx context.Context, repo opened, choose func([]string) []string, see func(File)) error {
	t, err := repo.list(ctx)
	if err != nil {
		return err
	}
	paths := make([]string, len(t.files))
	for i, f := range t.files {
		paths[i] = f.path
	}
	var objects []string
	byObject := make(map[string][]string) // one content may have several names
	for _, path := range choose(paths) {
		f, ok := t.first([]string{path})
		if !ok {
			return fmt.Errorf("%s has no file %s", repo.at().name, path)
		}
		if byObject[f.object] == nil {
			objects = append(objects, f.object)
		}
		byObject[f.object] = append(byObject[f.object], path)
	}
	return repo.cat(ctx, objects, func(i int, _ string, data []byte, err error) {
		for _, path := range byObject[objects[i]] {
			see(File{Path: path, Data: data, Err: err, in: repo.at()})
		}
	})
}
