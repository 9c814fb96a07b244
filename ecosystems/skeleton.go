// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	_ "embed" // for the templates
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

//go:embed skeleton_ecosystem.tmpl
var ecosystemTemplate string

//go:embed skeleton_probes.tmpl
var probesTemplate string

// skeletonWidth is how many characters a comment of a skeleton has at most.
const skeletonWidth = 110

// Letters, digits, period and dash, beginning with a letter: the syntax that
// the purl specification gives a type, in its canonical lower case.
var purlType = regexp.MustCompile(`^[a-z][a-z0-9.-]*$`)

// GoodID says what is wrong with an id of a new ecosystem, if anything.
func GoodID(id string) error {
	if !purlType.MatchString(id) {
		return fmt.Errorf("%q is not a purl type: lower-case letters, digits, . and -, beginning with a letter, such as pypi", id)
	}
	return nil
}

// Skeleton gives the files of a new ecosystem by name: sound as they stand, and
// commented so that a person can fill them in from the top.
func Skeleton(features *catalog.Catalog, id, name string) (map[string][]byte, error) {
	if err := GoodID(id); err != nil {
		return nil, err
	}
	name = cmp.Or(name, id)
	data := struct {
		ID, Name string
		Traits   []Named
		Catalog  *catalog.Catalog
	}{ID: id, Name: name, Catalog: features}
	for _, trait := range sortedKeys(catalog.Traits) {
		data.Traits = append(data.Traits, Named{trait, catalog.Traits[trait]})
	}
	files := make(map[string][]byte)
	for file, text := range map[string]string{"ecosystem.yml": ecosystemTemplate, "probes.yml": probesTemplate} {
		t, err := template.New(file).Funcs(template.FuncMap{
			"quote": quoted, "comment": comment, "without": notApplicableWithout, "join": strings.Join,
		}).Parse(text)
		if err != nil {
			return nil, err
		}
		var out strings.Builder
		if err := t.Execute(&out, data); err != nil {
			return nil, err
		}
		files[file] = []byte(out.String())
	}
	return files, nil
}

// quoted is a YAML string, whatever a name has in it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// comment breaks a text into comment lines.
func comment(text string) string {
	var lines []string
	line := "#"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > skeletonWidth && line != "#" {
			lines, line = append(lines, line), "#"
		}
		line += " " + word
	}
	return strings.Join(append(lines, line), "\n")
}

// notApplicableWithout lists the features that are not-applicable where a trait is false.
func notApplicableWithout(features *catalog.Catalog, trait string) string {
	var ids []string
	for _, f := range features.Features {
		if slices.Contains(f.Needs, trait) {
			ids = append(ids, f.ID)
		}
	}
	switch {
	case len(ids) == 0:
		return "no feature depends on it"
	case len(ids) > 4:
		return fmt.Sprintf("else %d features are not-applicable, %s the first", len(ids), ids[0])
	}
	return "else not-applicable: " + strings.Join(ids, ", ")
}
