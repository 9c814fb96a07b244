// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"os"
	"path"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// part is one file of a dataset or a release.
type part struct {
	path   string // with / between names
	data   []byte
	table  table.Table // whose rows it holds; nil for everything else
	format string      // parquet, csv or json, with a table
}

// tableParts makes the files of every table below dir, in the given formats.
func tableParts(d *table.Dataset, dir string, formats ...string) ([]part, error) {
	var parts []part
	for _, t := range table.Tables {
		for _, format := range formats {
			data, err := bytesOf(d, t, format)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part{path.Join(dir, t.Name()+"."+format), data, t, format})
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

func text(path, content string) part { return part{path: path, data: []byte(content)} }

// writeParts writes the files below dir, which must exist.
func writeParts(dir string, parts []part) error {
	for _, p := range parts {
		place := filepath.Join(dir, filepath.FromSlash(p.path))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(place, p.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
