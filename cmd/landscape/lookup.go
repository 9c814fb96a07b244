// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// waves are those that have a name.
var waves = []string{survey2022.Wave, catalog.Wave}

// oneOf says that a flag names one of a few things, or which are near.
func oneOf(flag, kind, word string, known []string) error {
	if slices.Contains(known, word) {
		return nil
	}
	return fmt.Errorf("%s %q: %s%s are %s", flag, word, nearWord(word, known), kind, strings.Join(known, ", "))
}

// nearWord asks whether a near one was meant; "" when none is near.
func nearWord(word string, known []string) string {
	list := make([]record.Term, len(known))
	for i, each := range known {
		list[i].ID = each
	}
	if text := record.DidYouMean(list, word, ""); text != "" {
		return text + " "
	}
	return ""
}

// ecosystemMeant finds the ecosystem of a dataset that a person names.
func ecosystemMeant(d *table.Dataset, words string) (string, error) {
	list := make([]record.Term, len(d.Ecosystems))
	for i, e := range d.Ecosystems {
		list[i] = record.Term{ID: e.Ecosystem, Names: append([]string{e.Name}, e.Clients...), Titles: []string{e.Registry}}
	}
	if id, ok := record.Meant(list, words); ok {
		return id, nil
	}
	return "", ecosystems.NotFound(list, words)
}
