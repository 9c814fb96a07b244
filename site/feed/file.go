// SPDX-License-Identifier: Apache-2.0

package feed

import "github.com/ossf/package-manager-landscape/site/model"

// File is one file of the site. Its bytes are made when it is written, by several
// workers at once.
type File struct {
	Path string // within the site
	Make func() ([]byte, error)
}

// Files lists every file for machines that belongs to a model, but the sitemap.
func Files(m *model.Model) []File {
	list := append(feedFiles(m), badgeFiles(m)...)
	list = append(list, apiFiles(m)...)
	return append(list, File{"card.png", func() ([]byte, error) { return drawCard(m) }})
}
