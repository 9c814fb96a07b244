// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteVersion writes what Write does, and the metadata name a version.
func (d *Dataset) WriteVersion(dir, version string) error {
	parts, err := d.tableParts("", "parquet")
	if err != nil {
		return err
	}
	if parts, err = withMetadata(d.edition(version), parts); err != nil {
		return err
	}
	return writeParts(dir, parts)
}

// VersionOf reads the version that a dataset's own description names: "" when it
// names none, or nothing describes the dataset.
func VersionOf(dir string) (string, error) {
	d, err := selfDescription(dir)
	return d.Version, err
}

// selfDescription reads what a dataset says of itself; nothing when no file does.
func selfDescription(dir string) (packageJSON, error) {
	var d packageJSON
	file := filepath.Join(dir, packageFile)
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
