// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/site/model"
)

// citationText is a line that cites the dataset.
func citationText(m *model.Model) string {
	return m.Texts.Must("cite.text", model.Publisher, m.Year, m.Name, m.Version, m.Absolute(m.VersionPath), m.Digest16, m.License)
}

func bibTeX(m *model.Model) string {
	return fmt.Sprintf(`@misc{package-manager-landscape,
  title  = {%s},
  author = {{%s}},
  year   = {%s},
  version = {%s},
  note   = {Observed %s. SHA-256 of the tables begins %s. %s},
  howpublished = {%s}
}
`, plainTeX(m.Name), model.Publisher, m.Year, plainTeX(m.Version), m.Observed, m.Digest16, m.License, m.Absolute(m.VersionPath))
}

// plainTeX drops what means something to TeX.
func plainTeX(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\{}$&#^_~%`, r) {
			return '-'
		}
		return r
	}, s)
}

// datasetLD is the schema.org description of the dataset.
func datasetLD(m *model.Model) map[string]any {
	var downloads []map[string]string
	for _, t := range m.Tables {
		for _, format := range []struct{ ext, mime string }{{"parquet", "application/vnd.apache.parquet"}, {"csv", "text/csv"}, {"json", "application/json"}} {
			downloads = append(downloads, map[string]string{
				"@type": "DataDownload", "name": t.Name, "encodingFormat": format.mime, "contentUrl": m.Absolute("data/" + t.Name + "." + format.ext),
			})
		}
	}
	return map[string]any{
		"@context": "https://schema.org", "@type": "Dataset", "name": m.Name,
		"description": m.About, "version": m.Version, "license": m.LicenseURL, "isAccessibleForFree": true,
		"dateModified": m.Observed, "creator": map[string]string{"@type": "Organization", "name": model.Publisher},
		"url": cmp.Or(m.BaseURL, model.Home), "identifier": "sha256:" + m.Digest, "distribution": downloads,
		"keywords": []string{"package registries", "software supply chain security", "package managers"},
	}
}
