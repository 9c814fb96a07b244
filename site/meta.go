// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

const publisher = "OpenSSF Securing Software Repositories Working Group"

// meta lists the files for machines that read the whole site.
func (m *model) meta(pages []*page) []file {
	list := []file{{"card.png", m.card}}
	if m.BaseURL != "" {
		list = append(list, file{"sitemap.xml", func() ([]byte, error) { return m.sitemap(pages) }})
	}
	return list
}

// FrozenPath is the address of this version that never changes.
func (m *model) FrozenPath() string { return "v/" + m.frozen() + "/index.html" }

// frozen names a version's folder: by its day, or as whoever published it said.
func (m *model) frozen() string { return slug(clean(cmp.Or(m.named, m.Observed, "undated"))) + m.again }

// Year is that of the last look.
func (m *model) Year() string {
	return cmp.Or(m.Observed, m.Wave+"-")[:max(0, min(4, len(cmp.Or(m.Observed, m.Wave+"-"))))]
}

func (m *model) citation() string {
	return m.words.Must("cite.text", publisher, m.Year(), m.Name, m.Version, m.Absolute(m.FrozenPath()), m.Digest16(), m.License)
}

func (m *model) bibtex() string {
	return fmt.Sprintf(`@misc{package-manager-landscape,
  title  = {%s},
  author = {{%s}},
  year   = {%s},
  version = {%s},
  note   = {Observed %s. SHA-256 of the tables begins %s. %s},
  howpublished = {%s}
}
`, tex(m.Name), publisher, m.Year(), tex(m.Version), m.Observed, m.Digest16(), m.License, m.Absolute(m.FrozenPath()))
}

// tex drops what means something to TeX.
func tex(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\{}$&#^_~%`, r) {
			return '-'
		}
		return r
	}, s)
}

// datasetLD is the schema.org description of the dataset.
func (m *model) datasetLD() map[string]any {
	var files []map[string]string
	for _, name := range dataset.TableNames() {
		for _, format := range []struct{ ext, mime string }{{"parquet", "application/vnd.apache.parquet"}, {"csv", "text/csv"}, {"json", "application/json"}} {
			files = append(files, map[string]string{
				"@type": "DataDownload", "name": name, "encodingFormat": format.mime, "contentUrl": m.Absolute("data/" + name + "." + format.ext),
			})
		}
	}
	return map[string]any{
		"@context": "https://schema.org", "@type": "Dataset", "name": m.Name,
		"description": m.About, "version": m.Version, "license": m.LicenseURL, "isAccessibleForFree": true,
		"dateModified": m.Observed, "creator": map[string]string{"@type": "Organization", "name": publisher},
		"url": cmp.Or(m.BaseURL, home), "identifier": "sha256:" + m.Digest, "distribution": files,
		"keywords": []string{"package registries", "software supply chain security", "package managers"},
	}
}

func (m *model) sitemap(pages []*page) ([]byte, error) {
	type location struct {
		Loc string `xml:"loc"`
		Mod string `xml:"lastmod,omitempty"`
	}
	set := struct {
		XMLName   xml.Name   `xml:"urlset"`
		Namespace string     `xml:"xmlns,attr"`
		URLs      []location `xml:"url"`
	}{Namespace: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, p := range pages {
		if !p.NoIndex {
			set.URLs = append(set.URLs, location{p.Canonical(), m.Observed})
		}
	}
	out, err := xml.MarshalIndent(set, "", " ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}

// card is the picture that other sites show beside a link: the whole comparison
// as a grid, a row for each registry and a column for each feature.
func (m *model) card() ([]byte, error) {
	const width, height, margin = 1200, 630, 60
	names := []string{"", "yes", "part", "plan", "expl", "no", "na", "unk"}
	shades := color.Palette{color.RGBA{0xfb, 0xfa, 0xf8, 0xff}}
	for _, rgb := range []uint32{0x2f8f5b, 0xd9a93f, 0x5c8fd6, 0x9d86d1, 0xcf6f66, 0xe3e1dc, 0xb9bec5} {
		shades = append(shades, color.RGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 0xff})
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), shades)
	across, down := max(1, len(m.Features)), max(1, len(m.Ecosystems))
	for i, f := range m.Features {
		for k, c := range f.Cells {
			shade := uint8(0)
			for n, name := range names {
				if name == c.Class {
					shade = uint8(n)
				}
			}
			x0, x1 := margin+i*(width-2*margin)/across, margin+(i+1)*(width-2*margin)/across-2
			y0, y1 := margin+k*(height-2*margin)/down, margin+(k+1)*(height-2*margin)/down-4
			fill(img, image.Rect(x0, y0, x1, y1), shade)
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

// fill paints a rectangle, row by row.
func fill(img *image.Paletted, r image.Rectangle, shade uint8) {
	r = r.Intersect(img.Rect)
	if r.Empty() {
		return
	}
	first := img.Pix[img.PixOffset(r.Min.X, r.Min.Y):][:r.Dx()]
	for x := range first {
		first[x] = shade
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(img.Pix[img.PixOffset(r.Min.X, y):], first)
	}
}
