// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	"bytes"
	"os"
	"path"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// File is one file of a dataset or a release.
type File struct {
	Path   string // with / between names
	Data   []byte
	Table  table.Table // whose rows it holds; nil for everything else
	Format string      // parquet, csv or json, with a table
}

// TableFiles makes the files of every table below dir, in the given formats.
func TableFiles(d *table.Dataset, dir string, formats ...string) ([]File, error) {
	var parts []File
	for _, t := range table.All() {
		if table.IsExtra(t) && t.Len(d) == 0 {
			continue
		}
		for _, format := range formats {
			data, err := bytesOf(d, t, format)
			if err != nil {
				return nil, err
			}
			parts = append(parts, File{path.Join(dir, t.Name()+"."+format), data, t, format})
		}
	}
	return parts, nil
}

func bytesOf(d *table.Dataset, t table.Table, format string) ([]byte, error) {
	if format == "parquet" {
		return t.Encode(d)
	}
	var out bytes.Buffer
	err := d.Export(&out, t.Name(), format)
	return out.Bytes(), err
}

// TextFile is a file that holds no table.
func TextFile(path, content string) File { return File{Path: path, Data: []byte(content)} }

// WriteFiles writes the files below dir, which must exist.
func WriteFiles(dir string, parts []File) error {
	for _, p := range parts {
		place := filepath.Join(dir, filepath.FromSlash(p.Path))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(place, p.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
