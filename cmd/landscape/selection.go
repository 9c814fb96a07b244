// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

// selection is which ecosystems and features a command is about, and where
// the rules come from.
type selection struct {
	dir        string
	ecosystems []string
	features   []string
}

func (s *selection) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.dir, "ecosystems", "", "read ecosystems from this `folder` instead of the built-in ones")
	cmd.Flags().StringSliceVar(&s.ecosystems, "ecosystem", nil, "only these ecosystems (`ID,ID`)")
}

func (s *selection) featureFlag(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&s.features, "feature", nil, "only these features (`ID,ID`)")
}

// load reads the catalog and the chosen ecosystems.
func (s *selection) load() (*catalog.Catalog, []*ecosystems.Ecosystem, error) {
	features, err := catalog.Load()
	if err != nil {
		return nil, nil, err
	}
	files, at := ecosystems.Embedded(), "ecosystems"
	if s.dir != "" {
		if info, err := os.Stat(s.dir); err != nil || !info.IsDir() {
			return nil, nil, fmt.Errorf("--ecosystems %s: not a folder", s.dir)
		}
		files, at = ecosystems.Dir(s.dir), s.dir
	}
	chosen, err := ecosystems.Load(files, at, features, s.ecosystems...)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range s.features {
		if _, ok := features.Feature(id); !ok {
			return nil, nil, fmt.Errorf("--feature %s: no such feature; landscape catalog lists them", id)
		}
	}
	return features, chosen, nil
}

// probes lists the questions of the chosen ecosystems and features.
func (s *selection) probes(chosen []*ecosystems.Ecosystem) []probes.Probe {
	var asked []probes.Probe
	for _, e := range chosen {
		for _, p := range e.Probes() {
			if len(s.features) == 0 || slices.Contains(s.features, p.Feature) {
				asked = append(asked, p)
			}
		}
	}
	return asked
}
