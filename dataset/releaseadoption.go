// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// releaseAdoption gives the totals of adoption that a wave's release keeps, of these
// ecosystems. A release without any has none. The file is part of the program, so that
// it cannot be read is a mistake of ours.
func releaseAdoption(wave string, all []*ecosystems.Ecosystem) []table.AdoptionRow {
	name := path.Join(wave, "adoption.parquet")
	data, err := fs.ReadFile(releases.Files, name)
	if err != nil {
		return nil
	}
	d := &table.Dataset{}
	for _, t := range table.Tables {
		if t.Name() != "adoption" {
			continue
		}
		if err := t.Decode(d, data); err != nil {
			panic(fmt.Sprintf("dataset: releases/%s: %v", name, err))
		}
	}
	return slices.DeleteFunc(d.Adoption, func(r table.AdoptionRow) bool {
		return r.Mirror || r.Read < table.LeastRead || !slices.ContainsFunc(all, func(e *ecosystems.Ecosystem) bool { return e.ID == r.Ecosystem })
	})
}
