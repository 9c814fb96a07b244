// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"maps"
	"path"
	"slices"

	"github.com/ossf/package-manager-landscape/probes/record"
)

func (r *reading) readJourneys() *Catalog {
	var list struct {
		Journeys []record.Item[journeyRecord] `yaml:"journeys"`
	}
	c := &Catalog{byID: make(map[string]int)}
	if !r.decodeFile("journeys.yml", &list) {
		return c
	}
	file := path.Join(r.at, "journeys.yml")
	for _, item := range list.Journeys {
		j := item.Value
		c.Journeys = append(c.Journeys, Journey{j.ID.Value, j.Title.Value, j.Question.Value})
		for _, id := range j.Features {
			f, ok := r.features[id.Value]
			switch {
			case !ok:
				r.problems.Add(file, id.At, "no feature %q: add probes/catalog/features/%s.yml or remove the line", id.Value, id.Value)
			case f.Journey != j.ID.Value:
				r.problems.Add(file, id.At, "feature %s says journey %s, not %s", id.Value, f.Journey, j.ID.Value)
			default:
				if _, twice := c.byID[id.Value]; twice {
					r.problems.Add(file, id.At, "feature %s is listed twice", id.Value)
				}
				c.byID[id.Value] = len(c.Features)
				c.Features = append(c.Features, f)
			}
		}
	}
	r.addUnlisted(c)
	return c
}

// addUnlisted adds the features that no journey puts in order, by id, at the end
// of their journey: a feature is one record and no edit elsewhere.
func (r *reading) addUnlisted(c *Catalog) {
	for _, id := range slices.Sorted(maps.Keys(r.features)) {
		if _, listed := c.byID[id]; !listed {
			c.Features = append(c.Features, r.features[id])
		}
	}
	order := make(map[string]int)
	for i, j := range c.Journeys {
		order[j.ID] = i
	}
	slices.SortStableFunc(c.Features, func(a, b Feature) int { return order[a.Journey] - order[b.Journey] })
	for i, f := range c.Features {
		c.byID[f.ID] = i
		if _, ok := order[f.Journey]; !ok {
			r.problems.Add(path.Join(r.at, "features", f.ID+".yml"), record.Position{Line: 1, Column: 1}, "unknown journey %q", f.Journey)
		}
	}
}
