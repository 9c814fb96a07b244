// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Observations reads those of a wave from a file, or takes the built-in ones. A release
// holds public registries alone: what a mirror answered is left out.
func Observations(wave, file string) ([]table.Observation, error) {
	if file == "" {
		seen, err := dataset.Release(wave)
		if err != nil {
			return nil, fmt.Errorf("--wave %s: %w: give --observations FILE", wave, err)
		}
		return seen, nil
	}
	seen, err := table.ReadObservations(file)
	if err != nil {
		return nil, fmt.Errorf("--observations: %w", err)
	}
	held := len(seen)
	if seen = table.PublicOnly(seen); held > 0 && len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: mirrors answered all of it, and a release holds public registries alone: look at those", file)
	}
	for _, o := range seen {
		if o.Wave != wave {
			return nil, fmt.Errorf("--observations %s: holds wave %s: say --wave %s", file, o.Wave, o.Wave)
		}
	}
	if len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: no observation is in it", file)
	}
	return seen, nil
}
