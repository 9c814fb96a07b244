// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"path/filepath"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site/page"
)

// Downloads are what the dataset itself exports, byte by byte.
func TestDownloads(t *testing.T) {
	dir := releaseSite(t)
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range table.Names() {
		for _, format := range page.Formats {
			var want bytes.Buffer
			if err := d.Export(&want, name, format); err != nil {
				t.Fatal(err)
			}
			if read(t, dir, "data/"+name+"."+format) != want.String() {
				t.Errorf("data/%s.%s is not what the dataset exports", name, format)
			}
		}
	}
}
