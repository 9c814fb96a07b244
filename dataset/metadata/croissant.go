// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	_ "embed" // for the context
	"encoding/json"
	"fmt"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// croissantContext is the vocabulary's own, of version 1.0.
//
//go:embed croissant_context.json
var croissantContext json.RawMessage

// Croissant is the content of croissant.json, which describes the dataset by Croissant,
// version 1.0: its files, and of each table the columns.
type Croissant struct {
	Context      json.RawMessage `json:"@context"`
	Type         string          `json:"@type"`
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	ConformsTo   string          `json:"conformsTo"`
	License      string          `json:"license"`
	URL          string          `json:"url"`
	Version      string          `json:"version,omitempty"`
	Published    string          `json:"datePublished,omitempty"`
	CiteAs       string          `json:"citeAs"`
	Creator      creatorJSON     `json:"creator"`
	Publisher    creatorJSON     `json:"publisher"`
	Keywords     []string        `json:"keywords"`
	Live         bool            `json:"isLiveDataset"`
	Distribution []fileObject    `json:"distribution"`
	RecordSet    []recordSetJSON `json:"recordSet"`
}

type creatorJSON struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

type fileObject struct {
	Type        string `json:"@type"`
	ID          string `json:"@id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Size        string `json:"contentSize"`
	URL         string `json:"contentUrl"`
	Encoding    string `json:"encodingFormat"`
	SHA256      string `json:"sha256"`
}

type idJSON struct {
	ID string `json:"@id"`
}

type recordSetJSON struct {
	Type        string         `json:"@type"`
	ID          string         `json:"@id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Key         []idJSON       `json:"key"`
	Field       []recordColumn `json:"field"`
}

type recordColumn struct {
	Type        string        `json:"@type"`
	ID          string        `json:"@id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	DataType    string        `json:"dataType"`
	Repeated    bool          `json:"repeated,omitempty"`
	References  *refersJSON   `json:"references,omitempty"`
	Source      extractedJSON `json:"source"`
}

type refersJSON struct {
	Field idJSON `json:"field"`
}

type extractedJSON struct {
	FileObject idJSON            `json:"fileObject"`
	Extract    map[string]string `json:"extract"`
}

// croissantTypes are the data types of columns.
var croissantTypes = map[string]string{
	table.TypeString: "sc:Text", table.TypeBoolean: "sc:Boolean", table.TypeInteger: "sc:Integer", table.TypeNumber: "sc:Float", table.TypeDatetime: "sc:DateTime", table.TypeArray: "sc:Text",
}

// croissantEncodings are the media types by the vocabulary's examples.
var croissantEncodings = map[string]string{"parquet": "application/x-parquet", "csv": "text/csv", "json": "application/json"}

// newCroissant is the content of croissant.json: every file, and the rows of the
// Parquet files, of which the others are twins.
func newCroissant(e edition, parts []File) ([]byte, error) {
	maker := creatorJSON{"sc:Organization", publisher, publisherURL}
	c := Croissant{
		Context: croissantContext, Type: "sc:Dataset", Name: packageName, Description: e.describeEdition(),
		ConformsTo: "http://mlcommons.org/croissant/1.0", License: licenseURL, URL: Homepage, Version: e.version,
		CiteAs: citeAs(e), Creator: maker, Publisher: maker, Keywords: keywords,
	}
	if !e.looked.IsZero() {
		c.Published = e.looked.Format(time.DateOnly)
	}
	for _, p := range parts {
		if p.Table == nil {
			continue
		}
		c.Distribution = append(c.Distribution, fileObject{
			Type: "cr:FileObject", ID: p.Path, Name: p.Path, Description: p.Table.About(), Size: fmt.Sprintf("%d B", len(p.Data)),
			URL: p.Path, Encoding: croissantEncodings[p.Format], SHA256: HexSum(p.Data),
		})
		if p.Format == "parquet" {
			c.RecordSet = append(c.RecordSet, recordSet(p))
		}
	}
	return indentJSON(c)
}

func recordSet(p File) recordSetJSON {
	name := p.Table.Name()
	set := recordSetJSON{Type: "cr:RecordSet", ID: name, Name: name, Description: p.Table.About()}
	for _, key := range p.Table.Key() {
		set.Key = append(set.Key, idJSON{name + "/" + key})
	}
	for _, c := range table.Columns(p.Table) {
		field := recordColumn{
			Type: "cr:Field", ID: name + "/" + c.Name, Name: name + "/" + c.Name, Description: c.Doc, DataType: croissantTypes[c.Type],
			Repeated: c.Type == table.TypeArray, Source: extractedJSON{idJSON{p.Path}, map[string]string{"column": c.Name}},
		}
		if to, ok := c.References(p.Table); ok {
			field.References = &refersJSON{idJSON{to + "/" + c.Name}}
		}
		set.Field = append(set.Field, field)
	}
	return set
}

// citeAs is the citation as BibTeX.
func citeAs(e edition) string {
	year, version := "", ""
	if !e.looked.IsZero() {
		year = fmt.Sprintf(", year = {%d}", e.looked.Year())
	}
	if e.version != "" {
		version = fmt.Sprintf(", version = {%s}", e.version)
	}
	return fmt.Sprintf("@misc{%s, author = {{%s}}, title = {%s}%s%s, url = {%s}}", packageName, publisher, Title, version, year, Homepage)
}
