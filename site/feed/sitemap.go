// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"encoding/xml"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Sitemap lists the addresses of the pages for search engines.
func Sitemap(m *model.Model, addresses []string) ([]byte, error) {
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
	out, err := xml.MarshalIndent(set, "", " ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}
