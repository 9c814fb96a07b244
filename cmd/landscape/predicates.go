// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
)

// predicates lists, by ecosystem, the types of the attestations that verified.
func predicates(w io.Writer, d *table.Dataset) {
	types := make(map[string][]string)
	for _, o := range d.Observations {
		if o.Outcome == probes.Matched {
			types[o.Ecosystem] = append(types[o.Ecosystem], attestation.Predicates(o.Locator)...)
		}
	}
	for _, e := range d.Ecosystems {
		if list := slices.Compact(slices.Sorted(slices.Values(types[e.Ecosystem]))); len(list) > 0 {
			fmt.Fprintf(w, "%-8s verified attestations of type: %s\n", e.Ecosystem, strings.Join(list, ", "))
		}
	}
}
