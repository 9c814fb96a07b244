// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	"fmt"
	"strings"
	"time"
)

// Citation is the content of CITATION.cff, version 1.2.0 of the format. Its
// list of licences ends before ours was written, so the address stands for it.
func Citation(e edition) string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			// A JSON string without control characters is a YAML string.
			fmt.Fprintf(&b, "%s: %q\n", key, value)
		}
	}
	b.WriteString("cff-version: 1.2.0\n")
	line("message", "If you use this dataset, please cite it as below.")
	b.WriteString("type: dataset\n")
	line("title", Title)
	if version := e.version; version == "" && !e.looked.IsZero() {
		line("version", e.looked.Format(time.DateOnly)) // the day tells datasets outside of releases apart
	} else {
		line("version", version)
	}
	if !e.looked.IsZero() {
		line("date-released", e.looked.Format(time.DateOnly))
	}
	line("abstract", e.describeEdition())
	fmt.Fprintf(&b, "authors:\n  - name: %q\n    website: %q\n", publisher, publisherURL)
	b.WriteString("keywords:\n")
	for _, word := range keywords {
		fmt.Fprintf(&b, "  - %q\n", word)
	}
	line("license-url", licenseURL)
	line("repository-code", Homepage)
	return b.String()
}

// ProjectCitation is the CITATION.cff at the top of the repository: the dataset as
// such, of no version. A release has its own.
func ProjectCitation(wave string) string { return Citation(edition{wave: wave}) }
