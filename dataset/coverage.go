// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"slices"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Coverage says, per ecosystem and journey, what rules and evidence there are.
// It counts what is behind the verdicts, and leaves out what only dates them.
func Coverage(wave string, c *catalog.Catalog, all []*ecosystems.Ecosystem, verdicts []Verdict, seen []Observation) []CoverageRow {
	found, observed := byPlace(verdicts), make(map[string]Observation, len(seen))
	for _, o := range seen {
		observed[o.Observation] = o
	}
	var rows []CoverageRow
	for _, e := range all {
		for _, j := range c.Journeys {
			k := &covering{row: CoverageRow{Wave: wave, Ecosystem: e.ID, Journey: j.ID, Kinds: []string{}, UnprobedReasons: []string{}}}
			for _, f := range c.Of(j.ID) {
				v := found[place{e.ID, f.ID}]
				judgement, _ := e.Judgement(f.ID)
				k.verdict(v)
				k.rules(judgement)
				k.evidence(v, evidenceOf(judgement, v, observed))
			}
			rows = append(rows, k.done())
		}
	}
	sortByKey(rows, func(r CoverageRow) []string { return []string{r.Wave, r.Ecosystem, r.Journey} })
	return rows
}

// covering adds up one row.
type covering struct {
	row    CoverageRow
	kinds  map[string]bool
	oldest int64
}

func (k *covering) verdict(v Verdict) {
	r := &k.row
	r.Features++
	count := map[string]*int32{
		"supported": &r.Supported, "partial": &r.Partial, "planned": &r.Planned, "exploring": &r.Exploring,
		"unsupported": &r.Unsupported, NotApplicable: &r.NotApplicable,
	}[v.Verdict]
	if count == nil {
		count = &r.Unknown
	}
	*count++
	if v.OldSource != "" {
		r.OldSources++
	}
	if v.Disputed {
		r.Disputed++
	}
}

func (k *covering) rules(j ecosystems.Judgement) {
	k.row.Rules += int32(len(j.Rules))
	if j.Unprobed != "" {
		k.row.Unprobed++
		k.row.UnprobedReasons = append(k.row.UnprobedReasons, j.Unprobed)
	}
}

// evidenceOf lists the matched observations behind a verdict: those of the
// rules' evidence, and not those that only date it.
func evidenceOf(j ecosystems.Judgement, v Verdict, observed map[string]Observation) []Observation {
	if rank[v.Verdict] == 0 {
		return nil
	}
	behind := make(map[string]Observation)
	for _, key := range v.Observations {
		if o, ok := observed[key]; ok && o.Outcome == string(probes.Matched) {
			behind[question(key)] = o
		}
	}
	var list []Observation
	for _, rule := range j.Rules {
		for _, p := range rule.Evidence {
			if o, ok := behind[p.Key]; ok && rule.Verdict == v.Verdict {
				list = append(list, o)
			}
		}
	}
	return list
}

func (k *covering) evidence(v Verdict, behind []Observation) {
	if k.kinds == nil {
		k.kinds = make(map[string]bool)
	}
	kinds, sources := make(map[string]bool), make(map[string]bool)
	for _, o := range behind {
		kinds[o.Kind], k.kinds[o.Kind], sources[sourceOf(o)] = true, true, true
		if o.CommittedAt != 0 && (k.oldest == 0 || o.CommittedAt < k.oldest) {
			k.oldest = o.CommittedAt
		}
	}
	if len(sources) == 1 && rank[v.Verdict] >= offered {
		k.row.SingleSource++
	}
	if len(kinds) > 1 && v.Verdict == "supported" {
		k.row.TwoKinds++
	}
}

func (k *covering) done() CoverageRow {
	for _, kind := range probes.Kinds {
		if k.kinds[string(kind)] {
			k.row.Kinds = append(k.row.Kinds, string(kind))
		}
	}
	slices.Sort(k.row.UnprobedReasons)
	k.row.UnprobedReasons = slices.Compact(k.row.UnprobedReasons)
	if k.oldest != 0 {
		k.row.OldestEvidence = time.UnixMilli(k.oldest).UTC().Format(time.DateOnly)
	}
	return k.row
}
