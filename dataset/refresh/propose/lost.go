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

// LostRepositories reads the observations of a later look and lists the repositories,
// OWNER/NAME each and sorted, of the evidence that the built-in release has and the look
// has not any more: their histories say which commit took it away. flag is the option
// that named the file.
func LostRepositories(flag, file string, features *catalog.Catalog, all []*ecosystems.Ecosystem) ([]string, error) {
	fresh, _, err := ReadFresh(flag, file, all)
	if err != nil {
		return nil, err
	}
	return repositoriesOfLost(features, all, fresh)
}

func repositoriesOfLost(features *catalog.Catalog, all []*ecosystems.Ecosystem, fresh []table.Observation) ([]string, error) {
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
