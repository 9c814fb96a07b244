// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// Methods says how each question that rules ask is looked at, by key.
func Methods(all []*ecosystems.Ecosystem) map[string]probes.Method {
	methods := make(map[string]probes.Method)
	for _, e := range all {
		for _, p := range e.Probes() {
			methods[p.Key] = p.Method
		}
	}
	return methods
}

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
