// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset"
)

// formats are those of the downloads, beside Parquet.
var formats = []string{"csv", "json"}

// writeTables puts the Parquet files and the metadata into dir, by the dataset's
// own code: there is no second pipeline. It gives the digest of the Parquet
// files.
func writeTables(d *dataset.Dataset, dir string, o Options) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	write := func(dir, version string) error { return dataset.WriteVersion(d, dir, version) }
	if o.Tables != "" {
		write = func(dir, _ string) error { return os.CopyFS(dir, os.DirFS(o.Tables)) }
	}
	if err := write(dir, o.Version); err != nil {
		return "", err
	}
	all := sha256.New()
	for _, name := range dataset.TableNames() {
		data, err := os.ReadFile(filepath.Join(dir, name+".parquet"))
		if err != nil {
			return "", err
		}
		all.Write(data)
	}
	return fmt.Sprintf("%x", all.Sum(nil)), nil
}

// exports lists the tables in the other formats.
func (m *model) exports() []file {
	var list []file
	for _, name := range dataset.TableNames() {
		list = append(list,
			file{"data/" + name + ".csv", func() ([]byte, error) {
				var out bytes.Buffer
				err := m.raw.Export(&out, name, "csv")
				return out.Bytes(), err
			}},
			file{"data/" + name + ".json", func() ([]byte, error) {
				var out bytes.Buffer
				out.Grow(size(m.rows[name]))
				array(&out, m.rows[name])
				return out.Bytes(), nil
			}})
	}
	return list
}

// packageInfo is what the dataset's own description says of it: the pages cite
// with the same words as its metadata files.
type packageInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Licenses    []struct {
		Name string `json:"name"`
		Path string `json:"path"`
	} `json:"licenses"`
}

// readPackage reads datapackage.json, which the dataset wrote beside its tables.
func (m *model) readPackage(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "datapackage.json"))
	if err != nil {
		return err
	}
	var p packageInfo
	if err := json.Unmarshal(data, &p); err != nil {
		return fmt.Errorf("datapackage.json: %w", err)
	}
	m.Name, m.About = cmp.Or(p.Title, m.words.must("site.name")), p.Description
	if len(p.Licenses) > 0 {
		m.License, m.LicenseURL = p.Licenses[0].Name, p.Licenses[0].Path
	}
	return nil
}
