// SPDX-License-Identifier: Apache-2.0

package site

import (
	"github.com/ossf/package-manager-landscape/dataset"
)

// view is the dataset as the pages need it.
type view struct {
	Wave       string
	Ecosystems []dataset.EcosystemRow
	Journeys   []journey
	verdicts   map[string]map[string]dataset.Verdict
	seen       map[string]dataset.Observation
}

type journey struct {
	ID   string
	Rows []row
}

type row struct {
	Feature dataset.FeatureRow
	Cells   []dataset.Verdict
}

// entry is one feature on an ecosystem's page.
type entry struct {
	Feature  dataset.FeatureRow
	Verdict  dataset.Verdict
	Evidence []dataset.Observation
}

type section struct {
	ID      string
	Entries []entry
}

type ecosystemPage struct {
	Wave      string
	Ecosystem dataset.EcosystemRow
	Sections  []section
}

func newView(d *dataset.Dataset) *view {
	v := &view{Ecosystems: d.Ecosystems, verdicts: map[string]map[string]dataset.Verdict{}, seen: map[string]dataset.Observation{}}
	for _, o := range d.Observations {
		v.seen[o.Observation] = o
	}
	for _, each := range d.Verdicts {
		v.Wave = each.Wave
		if v.verdicts[each.Ecosystem] == nil {
			v.verdicts[each.Ecosystem] = map[string]dataset.Verdict{}
		}
		v.verdicts[each.Ecosystem][each.Feature] = each
	}
	for _, f := range d.Features {
		if n := len(v.Journeys); n == 0 || v.Journeys[n-1].ID != f.Journey {
			v.Journeys = append(v.Journeys, journey{ID: f.Journey})
		}
		r := row{Feature: f}
		for _, e := range d.Ecosystems {
			r.Cells = append(r.Cells, v.verdicts[e.Ecosystem][f.Feature])
		}
		last := &v.Journeys[len(v.Journeys)-1]
		last.Rows = append(last.Rows, r)
	}
	return v
}

func (v *view) page(e dataset.EcosystemRow) ecosystemPage {
	p := ecosystemPage{Wave: v.Wave, Ecosystem: e}
	for _, j := range v.Journeys {
		s := section{ID: j.ID}
		for _, r := range j.Rows {
			each := entry{Feature: r.Feature, Verdict: v.verdicts[e.Ecosystem][r.Feature.Feature]}
			for _, key := range each.Verdict.Observations {
				each.Evidence = append(each.Evidence, v.seen[key])
			}
			s.Entries = append(s.Entries, each)
		}
		p.Sections = append(p.Sections, s)
	}
	return p
}
