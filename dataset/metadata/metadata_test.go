// SPDX-License-Identifier: Apache-2.0

package metadata_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/release"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// bothFolders are the files of landscape survey, and of a release.
func bothFolders(t *testing.T) map[string]map[string]string {
	t.Helper()
	d, dir := datasettest.Built(t), t.TempDir()
	if err := dataset.Write(d, dir, ""); err != nil {
		t.Fatal(err)
	}
	published := t.TempDir()
	if err := release.Write(d, published, "2026.11", datasettest.Catalog(t), nil); err != nil {
		t.Fatal(err)
	}
	return map[string]map[string]string{"dataset": datasettest.Files(t, dir), "release": datasettest.Files(t, published)}
}

func TestSums(t *testing.T) {
	for name, files := range bothFolders(t) {
		listed := make(map[string]bool)
		for line := range strings.Lines(files["SHA256SUMS"]) {
			digest, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
			sum := sha256.Sum256([]byte(files[path]))
			if listed[path] = true; hex.EncodeToString(sum[:]) != digest {
				t.Errorf("%s: %s", name, line)
			}
		}
		if len(listed) != len(files)-1 {
			t.Errorf("%s: %d of %d files are listed", name, len(listed), len(files))
		}
	}
}

func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("testdata/frictionless/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestDataPackageIsValid(t *testing.T) {
	whole, tabular := schemaOf(t, "data-package.json"), schemaOf(t, "tabular-data-resource.json")
	for name, files := range bothFolders(t) {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(files["datapackage.json"]))
		if err != nil {
			t.Fatal(err)
		}
		if err := whole.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, resource := range doc.(map[string]any)["resources"].([]any) {
			// The schema of a table is the same whatever the file's format.
			r := resource.(map[string]any)
			r["profile"] = "tabular-data-resource"
			if err := tabular.Validate(r); err != nil {
				t.Errorf("%s: %v: %v", name, r["name"], err)
			}
		}
	}
	if err := whole.Validate(map[string]any{"resources": []any{map[string]any{"name": "Not A Name", "path": "x"}}}); err == nil {
		t.Error("the schema accepts anything")
	}
}

func TestDataPackage(t *testing.T) {
	for name, files := range bothFolders(t) {
		var p metadata.Package
		if err := json.Unmarshal([]byte(files["datapackage.json"]), &p); err != nil {
			t.Fatal(err)
		}
		names := make(map[string]metadata.Resource)
		for _, r := range p.Resources {
			if _, twice := names[r.Name]; twice {
				t.Errorf("%s: two resources %s", name, r.Name)
			}
			names[r.Name] = r
			sum := sha256.Sum256([]byte(files[r.Path]))
			if r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || r.Bytes != len(files[r.Path]) || r.Bytes == 0 {
				t.Errorf("%s: %s: %s, %d bytes", name, r.Path, r.Hash, r.Bytes)
			}
			checkFields(t, r)
		}
		for _, r := range p.Resources {
			for _, key := range r.Schema.ForeignKeys {
				if !slices.Contains(names[key.Reference.Resource].Schema.PrimaryKey, key.Reference.Fields) {
					t.Errorf("%s: %s refers to %v", name, r.Name, key.Reference)
				}
			}
		}
		if !regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$`).MatchString(p.Created) {
			t.Errorf("%s: created %q", name, p.Created)
		}
	}
}

func checkFields(t *testing.T, r metadata.Resource) {
	t.Helper()
	var columns []string
	for _, f := range r.Schema.Fields {
		if columns = append(columns, f.Name); f.Description == "" {
			t.Errorf("%s.%s has no description", r.Name, f.Name)
		}
	}
	for _, key := range r.Schema.PrimaryKey {
		if !slices.Contains(columns, key) {
			t.Errorf("%s: key %s is no column", r.Name, key)
		}
	}
}

func TestFieldTypes(t *testing.T) {
	types := make(map[string]string)
	for _, one := range table.Tables {
		for _, c := range table.Columns(one) {
			types[one.Name()+"."+c.Name] = fmt.Sprint(c.Type, " ", metadata.PackageField(c, "csv").Type)
		}
	}
	for column, want := range map[string]string{
		"observations.retrieved_at": "datetime datetime", "observations.committed_at": "datetime datetime", "observations.http_status": "integer integer",
		"observations.digest_sha256": "string string", "verdicts.observations": "array string", "verdicts.disputed": "boolean boolean", "verdicts.note": "string string",
	} {
		if types[column] != want {
			t.Errorf("%s is %s, want %s", column, types[column], want)
		}
	}
}

// Every property is one of the vocabulary's, every @id is there once, and
// whatever is referred to exists.
func TestCroissant(t *testing.T) {
	for name, files := range bothFolders(t) {
		var c metadata.Croissant
		if err := json.Unmarshal([]byte(files["croissant.json"]), &c); err != nil {
			t.Fatal(err)
		}
		ids := make(map[string]bool)
		for _, f := range c.Distribution {
			if ids[f.ID] = true; f.SHA256 != metadata.HexSum([]byte(files[f.URL])) || f.Size != fmt.Sprintf("%d B", len(files[f.URL])) {
				t.Errorf("%s: %s", name, f.ID)
			}
		}
		for _, set := range c.RecordSet {
			for _, field := range set.Field {
				if ids[field.ID] {
					t.Errorf("%s: %s is there twice", name, field.ID)
				}
				ids[field.ID] = true
			}
		}
		for _, set := range c.RecordSet {
			for _, key := range set.Key {
				if !ids[key.ID] {
					t.Errorf("%s: key %s", name, key.ID)
				}
			}
			for _, field := range set.Field {
				if !ids[field.Source.FileObject.ID] || field.DataType == "" || field.References != nil && !ids[field.References.Field.ID] {
					t.Errorf("%s: %+v", name, field)
				}
			}
		}
		if diff := cmp.Diff([]string(nil), unknownProperties(t, files["croissant.json"])); diff != "" {
			t.Errorf("%s: no properties of the vocabulary: %s", name, diff)
		}
	}
}

// schemaOrg are the properties taken from schema.org.
var schemaOrg = []string{
	"name", "description", "license", "url", "version", "datePublished", "creator", "publisher", "keywords", "distribution",
	"contentSize", "contentUrl", "encodingFormat", "sha256", "@context", "@type", "@id",
}

func unknownProperties(t *testing.T, text string) []string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	context := doc["@context"].(map[string]any)
	delete(doc, "@context")
	var unknown []string
	var walk func(any)
	walk = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, each := range x {
				walk(each)
			}
		case map[string]any:
			for key, value := range x {
				if _, ok := context[key]; !ok && !slices.Contains(schemaOrg, key) {
					unknown = append(unknown, key)
				}
				walk(value)
			}
		}
	}
	walk(doc)
	return unknown
}

func TestGoldenCitation(t *testing.T) {
	d := &table.Dataset{Verdicts: []table.VerdictRow{datasettest.Row("2026", "npm", "a.b", "supported")}, Observations: []table.Observation{{RetrievedAt: datasettest.At(2026, 11, 24)}, {RetrievedAt: datasettest.At(2026, 8, 1)}}}
	datasettest.Golden(t, "testdata/CITATION.cff", metadata.Citation(metadata.EditionOf(d, "2026.11")))
	if empty := metadata.Citation(metadata.EditionOf((&table.Dataset{}), "")); strings.Contains(empty, "date-released") || strings.Contains(empty, "\nversion") {
		t.Errorf("a date or version from nowhere: %s", empty)
	}
}

func TestDictionary(t *testing.T) {
	text := report.Dictionary()
	for _, one := range table.Tables {
		for _, c := range table.Columns(one) {
			if !strings.Contains(text, "\n| "+c.Name+" | ") {
				t.Errorf("%s.%s is not in the dictionary", one.Name(), c.Name)
			}
		}
	}
}
