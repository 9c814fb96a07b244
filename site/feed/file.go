// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"encoding/xml"

	"github.com/ossf/package-manager-landscape/site/model"
)

// File is one file of the site. Make writes its content to an empty buffer, whose
// memory another file used before; several files are made at once.
type File struct {
	Path string // within the site
	Make func(b *bytes.Buffer) error
}

// Files lists every file for machines that belongs to a model, but the sitemap.
func Files(m *model.Model) []File {
	list := append(feedFiles(m), badgeFiles(m)...)
	list = append(list, apiFiles(m)...)
	return append(list, File{"card.png", func(b *bytes.Buffer) error { return drawCard(b, m) }})
}

// Sitemap lists the addresses of the pages for search engines.
func Sitemap(b *bytes.Buffer, m *model.Model, addresses []string) error {
	type location struct {
		Loc string `xml:"loc"`
		Mod string `xml:"lastmod,omitempty"`
	}
	set := struct {
		XMLName   xml.Name   `xml:"urlset"`
		Namespace string     `xml:"xmlns,attr"`
		URLs      []location `xml:"url"`
	}{Namespace: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, address := range addresses {
		set.URLs = append(set.URLs, location{address, m.Observed})
	}
	return writeXML(b, set)
}

func writeXML(b *bytes.Buffer, value any) error {
	out, err := xml.MarshalIndent(value, "", " ")
	b.WriteString(xml.Header)
	b.Write(out)
	b.WriteByte('\n')
	return err
}
