// SPDX-License-Identifier: Apache-2.0

// Package site builds the static comparison site from a dataset.
package site

import (
	"embed"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/messages"
)

//go:embed templates/*.html assets retired.txt corrections.csv
var files embed.FS

// Options are what the dataset does not say. The zero value is a site that may
// lie anywhere.
type Options struct {
	BaseURL  string // where the site will be published; links are relative either way
	Version  string // of the dataset; the day of its last look when empty
	Commit   string // of the program and its records; the site says so when it is unknown
	Tables   string // folder into which the dataset was written with this version already; "" to write it anew
	Versions string // folder v of the site published before, to carry along unchanged; "" for none
}

// file is one file of the site. Its bytes are made when it is written, by
// several workers.
type file struct {
	path string
	make func() ([]byte, error)
}

func fixed(name string, data []byte) file {
	return file{name, func() ([]byte, error) { return data, nil }}
}

// Build writes the site into dir, which must exist. The same dataset gives the
// same bytes.
func Build(d *dataset.Dataset, dir string, o Options) error {
	w, err := messages.Load("en")
	if err != nil {
		return err
	}
	m, err := newModel(d, before(d), o, w)
	if err != nil {
		return err
	}
	// The tables come first: their digest names the dataset on every page.
	if m.Digest, err = writeTables(d, filepath.Join(dir, "data"), o); err != nil {
		return err
	}
	if err := m.nameVersion(filepath.Join(dir, "data")); err != nil {
		return err
	}
	if m.rows, err = encode(d); err != nil {
		return err
	}
	if err := m.readPackage(filepath.Join(dir, "data")); err != nil {
		return err
	}
	t, err := parse(w)
	if err != nil {
		return err
	}
	pages := m.pages()
	list := append(m.feeds(), m.badges()...)
	list = append(list, m.api()...)
	list = append(list, m.exports()...)
	list = append(list, m.meta(pages)...)
	assets, err := assetFiles()
	if err != nil {
		return err
	}
	list = append(list, assets...)
	for _, p := range pages {
		list = append(list, file{p.Path, func() ([]byte, error) { return p.render(t) }})
	}
	if err := write(dir, list); err != nil {
		return err
	}
	return m.freeze(dir, t)
}

// before gives the verdicts of the survey before: those in the dataset, or the
// answers of 2022.
func before(d *dataset.Dataset) []dataset.Verdict {
	return append(dataset.Verdicts2022(), d.Verdicts...)
}

// assetFiles are the styles, scripts and their licences.
func assetFiles() ([]file, error) {
	var list []file
	err := fs.WalkDir(files, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		list = append(list, fixed(name, data))
		return err
	})
	return list, err
}

// put writes one file, making its folder.
func put(dir, name string, data []byte) error {
	target := filepath.Join(dir, filepath.FromSlash(path.Clean(name)))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, data, 0o644)
}
