// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset/table"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/feed"
	"github.com/ossf/package-manager-landscape/site/model"
)

// writeTables puts the Parquet files and the metadata into dir, by the dataset's
// own code: there is no second pipeline.
func writeTables(d *table.Dataset, dir string, o Options) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if o.Tables != "" {
		return os.CopyFS(dir, os.DirFS(o.Tables))
	}
	return dataset.Write(d, dir, o.Version)
}

// exportFiles lists the tables in the other formats.
func exportFiles(d *table.Dataset, m *model.Model) []feed.File {
	var list []feed.File
	for _, t := range m.Tables {
		list = append(list,
			feed.File{Path: "data/" + t.Name + ".csv", Make: func(b *bytes.Buffer) error { return d.Export(b, t.Name, "csv") }},
			feed.File{Path: "data/" + t.Name + ".json", Make: func(b *bytes.Buffer) error {
				b.Grow(model.ArraySize(m.Rows[t.Name]))
				model.WriteArray(b, m.Rows[t.Name])
				return nil
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

// describeTables tells the model the digest of the Parquet files in dir, which
// names the dataset on every page, and what datapackage.json beside them says.
func describeTables(m *model.Model, dir string) error {
	all := sha256.New()
	for _, t := range m.Tables {
		data, err := os.ReadFile(filepath.Join(dir, t.Name+".parquet"))
		if err != nil {
			return err
		}
		all.Write(data)
	}
	data, err := os.ReadFile(filepath.Join(dir, "datapackage.json"))
	if err != nil {
		return err
	}
	var p packageInfo
	if err := json.Unmarshal(data, &p); err != nil {
		return fmt.Errorf("datapackage.json: %w", err)
	}
	license, licenseURL := "", ""
	if len(p.Licenses) > 0 {
		license, licenseURL = p.Licenses[0].Name, p.Licenses[0].Path
	}
	m.SetTables(fmt.Sprintf("%x", all.Sum(nil)), p.Title, p.Description, license, licenseURL)
	return nil
}
