// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// ReadFresh reads the observations of a look that was taken before, all of one
// wave and of public registries alone. others counts the rows that answer no
// question of the rules, and are left out.
func ReadFresh(file string, all []*ecosystems.Ecosystem) (fresh []table.Observation, others int, err error) {
	rows, err := table.ReadObservations(file)
	if err != nil {
		return nil, 0, fmt.Errorf("--observations: %w", err)
	}
	rows = table.PublicOnly(history.Look(rows))
	if len(rows) == 0 {
		return nil, 0, fmt.Errorf("--observations %s: no observation is in it", file)
	}
	fresh, others = refresh.Fitting(rows, all)
	if len(fresh) == 0 {
		return nil, others, fmt.Errorf("--observations %s: no row answers a question of the rules", file)
	}
	for _, o := range fresh {
		if o.Wave != fresh[0].Wave {
			return nil, others, fmt.Errorf("--observations %s: holds waves %s and %s: give one", file, fresh[0].Wave, o.Wave)
		}
	}
	return fresh, others, nil
}
