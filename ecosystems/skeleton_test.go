// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

func skeletonOf(t *testing.T, id, name string) (map[string][]byte, *catalog.Catalog) {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := Skeleton(features, id, name)
	if err != nil {
		t.Fatal(err)
	}
	return files, features
}

func loadSkeleton(features *catalog.Catalog, id string, files map[string][]byte) ([]*Ecosystem, error) {
	folder := fstest.MapFS{}
	for file, data := range files {
		folder[id+"/"+file] = &fstest.MapFile{Data: data}
	}
	return Load(folder, "ecosystems", features)
}

func TestSkeleton(t *testing.T) {
	for _, test := range []struct{ id, name, want string }{
		{"made", "", "made"},
		{"made-2.x", "Made: \"it's\" #1", "Made: \"it's\" #1"},
	} {
		files, features := skeletonOf(t, test.id, test.name)
		all, err := loadSkeleton(features, test.id, files)
		if err != nil {
			t.Fatal(err)
		}
		e := all[0]
		if len(files) != 2 || e.Name != test.want || e.PurlType != test.id || len(e.Judgements) != 0 {
			t.Errorf("%d files, %+v", len(files), e)
		}
		for _, f := range features.Features {
			if _, missing := e.Missing(f); missing {
				t.Errorf("%s is not-applicable before anyone looked", f.ID)
			}
		}
		for file, data := range files {
			for line := range strings.Lines(string(data)) {
				// The criteria; the links and examples may be as long as they are.
				if strings.HasPrefix(line, "# supported:") && len(line) > skeletonWidth+1 {
					t.Errorf("%s: long line %q", file, line)
				}
			}
		}
	}
}

// With the # taken away from the examples everything still loads, and every
// feature has its rule, in the catalog's order.
func TestSkeletonUncommented(t *testing.T) {
	files, features := skeletonOf(t, "made", "Made")
	example := regexp.MustCompile(`(?m)^#([^ ]|  )`)
	for file, data := range files {
		files[file] = example.ReplaceAll(data, []byte("$1"))
	}
	all, err := loadSkeleton(features, "made", files)
	if err != nil {
		t.Fatal(err)
	}
	var judged []string
	for _, j := range all[0].Judgements {
		judged = append(judged, j.Feature)
	}
	if got, want := strings.Join(judged, " "), strings.Join(features.IDs(), " "); got != want {
		t.Errorf("rules for %s\nwant %s", got, want)
	}
	if len(all[0].Pages) == 0 || len(all[0].Endpoints) == 0 || len(all[0].Clients) == 0 {
		t.Errorf("examples are missing: %+v", all[0])
	}
}

func TestGoodID(t *testing.T) {
	for id, good := range map[string]bool{
		"pub": true, "made-2.x": true, "": false, "Pub": false, "2pub": false, "a/b": false, "..": false, "a b": false, "a_b": false, "é": false,
	} {
		if err := GoodID(id); (err == nil) != good {
			t.Errorf("%q: %v", id, err)
		}
	}
}
