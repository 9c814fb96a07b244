// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// What matched and does not any more names its repository once; what still matches, what
// was never there and what nobody could read name none.
func TestRepositoriesOfLost(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, "npm", "basalt")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := dataset.Release(catalog.Wave)
	if err != nil {
		t.Fatal(err)
	}
	fresh := slices.Clone(rows)
	names, err := repositoriesOfLost(features, all, fresh)
	if err != nil || len(names) > 0 {
		t.Fatalf("nothing is lost: %v %v", names, err)
	}
	lost := 0
	for i, o := range fresh {
		switch {
		case o.Ecosystem == "basalt": // nothing of it could be read
			fresh[i].Outcome = probes.Unreachable
		case o.Repository == "npm/documentation" && o.Outcome == probes.Matched && lost < 2:
			fresh[i].Outcome = probes.Unmatched
			lost++
		}
	}
	names, err = repositoriesOfLost(features, all, fresh)
	if err != nil || !slices.Equal(names, []string{"npm/documentation"}) {
		t.Errorf("%v: %v", names, err)
	}
}
