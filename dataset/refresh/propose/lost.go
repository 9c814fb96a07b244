// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// RepositoriesOfLost lists the repositories, OWNER/NAME each and sorted, of the evidence
// that the built-in release has and a later look has not any more: their histories say
// which commit took it away.
func RepositoriesOfLost(features *catalog.Catalog, all []*ecosystems.Ecosystem, fresh []table.Observation) ([]string, error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	released, err := dataset.Release(fresh[0].Wave)
	if err != nil {
		return nil, err
	}
	old, new := table.ByEcosystem(released), table.ByEcosystem(fresh)
	var names []string
	for _, e := range all {
		if !history.AnyRead(new[e.ID]) {
			continue
		}
		for _, pair := range refresh.NewRefresh(fresh[0].Wave, features, e, old[e.ID], new[e.ID]).Lost {
			if pair.Was.Repository != "" {
				names = append(names, pair.Was.Repository)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
