// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// What every metadata file says of the dataset.
const (
	packageName  = "package-manager-landscape"
	Title        = "Package Manager Security Landscape"
	Homepage     = table.Homepage
	publisher    = "OpenSSF Securing Software Repositories Working Group"
	publisherURL = "https://repos.openssf.org/"
	License      = "CDLA-Permissive-2.0"
	licenseTitle = "Community Data License Agreement Permissive 2.0"
	licenseURL   = "https://cdla.dev/permissive-2-0/"
	surveyURL    = "https://github.com/" + table.SurveyRepository + "/blob/main/" + table.SurveyPath
)

var keywords = []string{"package managers", "package registries", "software supply chain", "security", "OpenSSF", "survey"}

// edition is what the metadata say beside the tables.
type edition struct {
	version string // "" outside a release
	wave    string
	looked  time.Time // the newest look; zero without observations
	rules   string
}

// EditionOf gathers what the metadata say of a dataset beside its tables. The version
// is that of a release, or "" outside one.
func EditionOf(d *table.Dataset, version string) edition {
	return edition{version: version, wave: d.Wave(), looked: d.Looked(), rules: d.Rules}
}

func (e edition) describeEdition() string {
	what := "Which security features package registries offer, judged by written criteria from their public documentation, source code and interfaces."
	if e.wave != "" {
		what += fmt.Sprintf(" Wave %s, with every observation behind a verdict; the survey of %s in codes as the baseline.", e.wave, survey2022.Wave)
	}
	return what
}

// WithMetadata adds the metadata files and, last, the sums of all.
func WithMetadata(e edition, parts []File) ([]File, error) {
	pack, err := dataPackage(e, parts)
	if err != nil {
		return nil, err
	}
	croissant, err := newCroissant(e, parts)
	if err != nil {
		return nil, err
	}
	parts = append(parts, File{Path: PackageName, Data: pack}, File{Path: "croissant.json", Data: croissant}, TextFile("CITATION.cff", Citation(e)))
	return append(parts, File{Path: SumsName, Data: Sums(parts)}), nil
}

// indentJSON is JSON for people: no escapes of < and >, two blanks a level.
func indentJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(v)
	return out.Bytes(), err
}

// HexSum is the SHA-256 of data, in hexadecimal.
func HexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
