// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"encoding/xml"

	"github.com/ossf/package-manager-landscape/site/model"
)

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
