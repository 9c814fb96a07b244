// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Open reads the tables in dir, or in its folder dataset. A table that has no
// file is empty; no table at all is an error.
func Open(dir string) (*table.Dataset, error) {
	d := &table.Dataset{}
	for _, folder := range []string{dir, filepath.Join(dir, "dataset")} {
		found := false
		for _, t := range table.All() {
			file := filepath.Join(folder, t.Name()+".parquet")
			data, err := os.ReadFile(file)
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if err := t.Decode(d, data); err != nil {
				return nil, fmt.Errorf("%s: %w: make it again with landscape survey", file, err)
			}
			found = true
		}
		if found {
			about, err := selfDescription(folder)
			d.Rules = about.Rules
			return d, err
		}
	}
	return nil, fmt.Errorf("%s: no table of a dataset is there: give the folder that landscape survey --out wrote", dir)
}

// OpenOrEmpty is Open, or where no dataset is yet, the rows of ecosystems and features
// alone.
func OpenOrEmpty(dir string, features *catalog.Catalog, all []*ecosystems.Ecosystem) (*table.Dataset, error) {
	left, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(left) == 0 {
		return &table.Dataset{Ecosystems: derive.Ecosystems(all), Features: derive.Features(features)}, nil
	}
	return Open(dir)
}

// Write writes every table into dir, which must exist, and the metadata beside
// them, which name the version; "" when it has none.
func Write(d *table.Dataset, dir, version string) error {
	parts, err := metadata.TableFiles(d, "", "parquet")
	if err != nil {
		return err
	}
	if parts, err = metadata.WithMetadata(metadata.EditionOf(d, version), parts); err != nil {
		return err
	}
	return metadata.WriteFiles(dir, parts)
}

// VersionOf reads the version that a dataset's own description names: "" when it
// names none, or nothing describes the dataset.
func VersionOf(dir string) (string, error) {
	d, err := selfDescription(dir)
	return d.Version, err
}

// selfDescription reads what a dataset says of itself; nothing when no file does.
func selfDescription(dir string) (metadata.Package, error) {
	var d metadata.Package
	file := filepath.Join(dir, metadata.PackageName)
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return d, fmt.Errorf("%s: %w: make it again with landscape survey", file, err)
	}
	return d, nil
}

// ReleaseDir is the folder, in this repository, of the files of observations of
// a wave's release: one an ecosystem, so that two proposals never meet in a file.
func ReleaseDir(wave string) string { return path.Join("dataset", "releases", releaseDir(wave)) }

func releaseDir(wave string) string { return path.Join(wave, "observations") }

// Release reads the observations of a wave's release, built into the program.
func Release(wave string) ([]table.Observation, error) {
	dir := releaseDir(wave)
	if info, err := fs.Stat(releases.Files, dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("no release of wave %s is built in", wave)
	}
	return table.ReadFolder(releases.Files, dir, path.Join("releases", dir))
}
