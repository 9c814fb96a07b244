// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// readReleased decodes WAVE/NAME.parquet of the built-in release; a release without
// the file has no rows. The file is part of the program, so that it cannot be read is
// a mistake of ours.
func readReleased(d *table.Dataset, wave, name string) {
	file := path.Join(wave, name+".parquet")
	data, err := fs.ReadFile(releases.Files, file)
	if err != nil {
		return
	}
	if t, ok := table.Find(name); ok {
		if err := t.Decode(d, data); err != nil {
			panic(fmt.Sprintf("dataset: releases/%s: %v", file, err))
		}
	}
}

func isOneOf(all []*ecosystems.Ecosystem, id string) bool {
	return slices.ContainsFunc(all, func(e *ecosystems.Ecosystem) bool { return e.ID == id })
}

// releaseAdoption gives the totals of adoption that a wave's release keeps, of these
// ecosystems.
func releaseAdoption(wave string, all []*ecosystems.Ecosystem) []table.AdoptionRow {
	d := &table.Dataset{}
	readReleased(d, wave, "adoption")
	return slices.DeleteFunc(d.Adoption, func(r table.AdoptionRow) bool {
		return r.Mirror || r.Read < table.LeastRead || !isOneOf(all, r.Ecosystem)
	})
}

// AddTimeline adds the timeline that a wave's release keeps, of these ecosystems, to a
// dataset that is made from the release: what was read of clones goes with what they
// said then, and not with a look of today.
func AddTimeline(d *table.Dataset, wave string, all []*ecosystems.Ecosystem) {
	readReleased(d, wave, "timeline")
	readReleased(d, wave, "timeline_monthly")
	d.Timeline = slices.DeleteFunc(d.Timeline, func(r table.TimelineRow) bool { return !isOneOf(all, r.Ecosystem) })
	derive.CompareWithHistory(d, d.Survey2022)
	d.TimelineMonthly = slices.DeleteFunc(d.TimelineMonthly, func(r table.TimelineMonthlyRow) bool { return !isOneOf(all, r.Ecosystem) })
}
