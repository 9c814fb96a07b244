// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"cmp"
	_ "embed"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/site/feed"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/page"
	"github.com/ossf/package-manager-landscape/site/past"

	"golang.org/x/sync/errgroup"
)

//go:embed corrections.csv
var correctionsCSV string

//go:embed retired.txt
var retiredTXT string

// Options are what the dataset does not say. The zero value is a site that may
// lie anywhere.
type Options struct {
	BaseURL  string // where the site will be published; links are relative either way
	Version  string // of the dataset; the day of its last look when empty
	Commit   string // of the program and its records; the site says so when it is unknown
	Tables   string // folder into which the dataset was written with this version already; "" to write it anew
	Versions string // folder v of the site published before, to carry along unchanged; "" for none
}

// garbagePercent is when a build collects garbage, in percent of what lives: pages are
// soon forgotten once they are written.
const garbagePercent = 80

// Build writes the site into dir, which must exist. The same dataset gives the
// same bytes.
func Build(d *table.Dataset, dir string, o Options) error {
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	tables := filepath.Join(dir, "data")
	var m *model.Model
	var group errgroup.Group
	group.Go(func() error { return writeTables(d, tables, o) })
	group.Go(func() (err error) { m, err = newModel(d, o); return err })
	if err := group.Wait(); err != nil {
		return err
	}
	if err := nameVersion(m, tables, o); err != nil {
		return err
	}
	if err := describeTables(m, tables); err != nil {
		return err
	}
	pages, err := page.New(m, past.New(m, d))
	if err != nil {
		return err
	}
	list, err := listFiles(d, m, pages)
	if err != nil {
		return err
	}
	frozen := frozenFiles(m, pages, dir)
	if err := writeFiles(dir, append(list, frozen...)); err != nil {
		return err
	}
	return freezeVersion(m, frozen, dir, o.Versions)
}

// newModel makes the model of a dataset; the survey before is in the dataset, or
// its answers of 2022.
func newModel(d *table.Dataset, o Options) (*model.Model, error) {
	texts, err := messages.Load("en")
	if err != nil {
		return nil, err
	}
	features, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	corrections, err := model.ReadCorrections(strings.NewReader(correctionsCSV))
	if err != nil {
		return nil, err
	}
	matched, err := releasedSince()
	if err != nil {
		return nil, err
	}
	return model.New(model.Input{
		Dataset: d, Before: append(survey2022.Verdicts(), d.Verdicts...), Catalog: features, Texts: texts,
		Corrections: corrections, Retired: model.ReadRetired(retiredTXT), Matched: matched,
		BaseURL: o.BaseURL, Version: o.Version, Commit: o.Commit,
	})
}

// releasedSince is since when the evidence of the built-in release matches, in
// milliseconds since 1970, by the key of the observation.
var releasedSince = sync.OnceValues(func() (map[string]int64, error) {
	rows, err := dataset.Release(catalog.Wave)
	since := make(map[string]int64, len(rows))
	for _, o := range rows {
		if o.Outcome == probes.Matched {
			since[o.Observation] = cmp.Or(o.MatchedSince, o.RetrievedAt)
		}
	}
	return since, err
})

// listFiles lists every file of the site but the tables as Parquet and the versions.
func listFiles(d *table.Dataset, m *model.Model, set *page.Set) ([]feed.File, error) {
	// The largest come first, so that no processor waits for one of them at the end.
	list := append(exportFiles(d, m), feed.Files(m)...)
	assets, err := page.Assets()
	if err != nil {
		return nil, err
	}
	for _, name := range assets {
		list = append(list, feed.File{Path: name, Make: copied(func() ([]byte, error) { return page.ReadAsset(name) })})
	}
	var addresses []string
	for _, p := range set.Pages() {
		list = append(list, feed.File{Path: p.Path, Make: p.Render})
		if address := p.Canonical(); address != "" {
			addresses = append(addresses, address)
		}
	}
	if m.BaseURL != "" {
		list = append(list, feed.File{Path: "sitemap.xml", Make: func(b *bytes.Buffer) error { return feed.Sitemap(b, m, addresses) }})
	}
	return list, nil
}
