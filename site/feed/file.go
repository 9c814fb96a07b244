// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"

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
