// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// PackageName describes every table's files by Frictionless Data Package, version 1.
const PackageName = "datapackage.json"

// Package is the content of datapackage.json: what the dataset is, and its files.
type Package struct {
	Profile      string     `json:"profile"`
	Name         string     `json:"name"`
	Title        string     `json:"title"`
	Description  string     `json:"description"`
	Version      string     `json:"version,omitempty"`
	Created      string     `json:"created,omitempty"`
	Homepage     string     `json:"homepage"`
	Wave         string     `json:"wave,omitempty"`
	Rules        string     `json:"rules_sha256,omitempty"`
	Keywords     []string   `json:"keywords"`
	Licenses     []linkJSON `json:"licenses"`
	Contributors []linkJSON `json:"contributors"`
	Sources      []linkJSON `json:"sources"`
	Resources    []Resource `json:"resources"`
}

// linkJSON is a licence, which has a name, a contributor, who has a role, or a source.
type linkJSON struct {
	Name  string `json:"name,omitempty"`
	Title string `json:"title"`
	Path  string `json:"path"`
	Role  string `json:"role,omitempty"`
}

// Resource is one file of a package: one table in one format. Hash is sha256: and the
// digest in hexadecimal.
type Resource struct {
	Profile     string     `json:"profile"`
	Name        string     `json:"name"`
	Path        string     `json:"path"`
	Description string     `json:"description"`
	Format      string     `json:"format"`
	MediaType   string     `json:"mediatype"`
	Encoding    string     `json:"encoding,omitempty"`
	Bytes       int        `json:"bytes"`
	Hash        string     `json:"hash"`
	Schema      schemaJSON `json:"schema"`
}

type schemaJSON struct {
	Fields      []fieldJSON      `json:"fields"`
	PrimaryKey  []string         `json:"primaryKey"`
	ForeignKeys []foreignKeyJSON `json:"foreignKeys,omitempty"`
}

type fieldJSON struct {
	Name        string            `json:"name"`
	Type        string            `json:"type"`
	Description string            `json:"description"`
	Constraints map[string]string `json:"constraints,omitempty"`
}

type foreignKeyJSON struct {
	Fields    string        `json:"fields"`
	Reference referenceJSON `json:"reference"`
}

type referenceJSON struct {
	Resource string `json:"resource"`
	Fields   string `json:"fields"`
}

var mediaTypes = map[string]string{"parquet": "application/vnd.apache.parquet", "csv": "text/csv", "json": "application/json"}

func dataPackage(e edition, parts []File) ([]byte, error) {
	p := Package{
		Profile: "data-package", Name: packageName, Title: Title, Description: e.describeEdition(), Version: e.version,
		Homepage: Homepage, Wave: e.wave, Rules: e.rules, Keywords: keywords,
		Licenses:     []linkJSON{{Name: License, Title: licenseTitle, Path: licenseURL}},
		Contributors: []linkJSON{{Title: publisher, Path: publisherURL, Role: "publisher"}},
		Sources:      []linkJSON{{Title: "Survey of 2022, published answers", Path: surveyURL}},
	}
	if !e.looked.IsZero() {
		p.Created = e.looked.Format(time.RFC3339)
	}
	for _, each := range parts {
		if each.Table != nil {
			p.Resources = append(p.Resources, resource(each))
		}
	}
	return indentJSON(p)
}

func resource(p File) Resource {
	r := Resource{
		Profile: "data-resource", Name: resourceName(p.Table.Name(), p.Format), Path: p.Path, Description: p.Table.About(), Format: p.Format,
		MediaType: mediaTypes[p.Format], Bytes: len(p.Data), Hash: "sha256:" + HexSum(p.Data),
		Schema: schemaJSON{PrimaryKey: p.Table.Key(), ForeignKeys: foreignKeys(p.Table, p.Format)},
	}
	if p.Format != "parquet" {
		r.Encoding = "utf-8"
	}
	if p.Format == "csv" {
		r.Profile = "tabular-data-resource"
	}
	for _, c := range table.Columns(p.Table) {
		r.Schema.Fields = append(r.Schema.Fields, PackageField(c, p.Format))
	}
	return r
}

// resourceName is the table's name for its Parquet file, and tells the twins apart.
func resourceName(table, format string) string {
	if format == "parquet" {
		return table
	}
	return table + "." + format
}

// PackageField describes the column as it is in a file of a format.
func PackageField(c table.Column, format string) fieldJSON {
	f := fieldJSON{Name: c.Name, Type: c.Type, Description: c.Doc}
	switch {
	case c.Type == table.TypeArray && format == "csv":
		f.Type, f.Description = table.TypeString, c.Doc+"; separated by blanks"
	case c.Name == table.DigestColumn && format == "parquet":
		f.Description += "; 32 bytes"
	case c.Name == table.DigestColumn:
		f.Description += "; hexadecimal"
		f.Constraints = map[string]string{"pattern": "[0-9a-f]{64}"}
	}
	return f
}

func foreignKeys(t table.Table, format string) []foreignKeyJSON {
	var list []foreignKeyJSON
	for _, c := range table.Columns(t) {
		if to, ok := c.References(t); ok {
			list = append(list, foreignKeyJSON{c.Name, referenceJSON{resourceName(to, format), c.Name}})
		}
	}
	return list
}
