// SPDX-License-Identifier: Apache-2.0

package ecosystems_test

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// TestNewFolder adds a folder, as landscape new ecosystem makes it, to those
// built in: it is in every table, unknown throughout, and changes no other's
// verdict.
func TestNewFolder(t *testing.T) {
	features := datasettest.Catalog(t)
	files, err := ecosystems.Skeleton(features, "made", "Made")
	if err != nil {
		t.Fatal(err)
	}
	folders := fstest.MapFS{}
	for file, data := range files {
		folders["made/"+file] = &fstest.MapFile{Data: data}
	}
	err = fs.WalkDir(ecosystems.Embedded(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(ecosystems.Embedded(), name)
		folders[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(folders, "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	d, without := dataset.Build(catalog.Wave, time.Time{}, features, all, seen), datasettest.Built(t)
	if len(d.Ecosystems) != len(without.Ecosystems)+1 {
		t.Errorf("%d ecosystems, %d without", len(d.Ecosystems), len(without.Ecosystems))
	}
	type cell struct{ ecosystem, feature string }
	before := make(map[cell]string)
	for _, v := range without.Verdicts {
		before[cell{v.Ecosystem, v.Feature}] = v.Verdict
	}
	unknown := 0
	for _, v := range d.Verdicts {
		switch {
		case v.Ecosystem != "made":
			if want := before[cell{v.Ecosystem, v.Feature}]; v.Verdict != want {
				t.Errorf("%s %s: %s, was %s", v.Ecosystem, v.Feature, v.Verdict, want)
			}
		case v.Verdict != table.Unknown:
			t.Errorf("made %s: %s", v.Feature, v.Verdict)
		default:
			unknown++
		}
	}
	if unknown != len(features.Features) {
		t.Errorf("%d features of %d are unknown", unknown, len(features.Features))
	}
	if err := dataset.Write(d, t.TempDir(), ""); err != nil {
		t.Error(err)
	}
}
