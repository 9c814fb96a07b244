// SPDX-License-Identifier: Apache-2.0

package judge

import "github.com/ossf/package-manager-landscape/ecosystems"

// Asked lists the questions that rules ask, by key.
func Asked(all []*ecosystems.Ecosystem) map[string]bool {
	asked := make(map[string]bool)
	for _, e := range all {
		for _, p := range e.Probes() {
			asked[p.Key] = true
		}
	}
	return asked
}
