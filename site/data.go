// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset"
)

// formats are those of the downloads, beside Parquet.
var formats = []string{"csv", "json"}

// writeTables writes every table in every format, by the dataset's own code:
// there is no second pipeline. It gives the digest of the Parquet files.
func writeTables(d *dataset.Dataset, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := d.Write(dir); err != nil {
		return "", err
	}
	all := sha256.New()
	for _, name := range dataset.TableNames() {
		data, err := os.ReadFile(filepath.Join(dir, name+".parquet"))
		if err != nil {
			return "", err
		}
		all.Write(data)
		if err := export(d, dir, name); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", all.Sum(nil)), nil
}

func export(d *dataset.Dataset, dir, name string) error {
	for _, format := range formats {
		var out bytes.Buffer
		if err := d.Export(&out, name, format); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+"."+format), out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
