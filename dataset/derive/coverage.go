// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"slices"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Coverage says, per ecosystem and journey, what rules and evidence there are.
// It counts what is behind the verdicts, and leaves out what only dates them.
func Coverage(wave string, c *catalog.Catalog, all []*ecosystems.Ecosystem, verdicts []table.VerdictRow, seen []table.Observation) []table.CoverageRow {
	found, observed := table.ByPlace(verdicts), make(map[string]table.Observation, len(seen))
	for _, o := range seen {
		observed[o.Observation] = o
	}
	var rows []table.CoverageRow
	for _, e := range all {
		for _, j := range c.Journeys {
			k := &covering{row: table.CoverageRow{Wave: wave, Ecosystem: e.ID, Journey: j.ID, Kinds: []string{}, UnprobedReasons: []string{}}}
			for _, f := range c.Of(j.ID) {
				v := found[table.Cell{Ecosystem: e.ID, Feature: f.ID}]
				judgement, _ := e.Judgement(f.ID)
				k.countVerdict(v)
				k.countRules(judgement)
				k.countEvidence(v, evidenceOf(judgement, v, observed))
			}
			rows = append(rows, k.finishRow())
		}
	}
	table.SortByKey(rows, func(r table.CoverageRow) []string { return []string{r.Wave, r.Ecosystem, r.Journey} })
	return rows
}

// covering adds up one row.
type covering struct {
	row    table.CoverageRow
	kinds  map[probes.Kind]bool
	oldest int64
}

func (k *covering) countVerdict(v table.VerdictRow) {
	r := &k.row
	r.Features++
	count := map[vocabulary.Verdict]*int32{
		vocabulary.Supported: &r.Supported, vocabulary.Partial: &r.Partial, vocabulary.Planned: &r.Planned, vocabulary.Exploring: &r.Exploring,
		vocabulary.Unsupported: &r.Unsupported, vocabulary.NotApplicable: &r.NotApplicable,
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

func (k *covering) countRules(j ecosystems.Judgement) {
	k.row.Rules += int32(len(j.Rules))
	if j.Unprobed != "" {
		k.row.Unprobed++
		k.row.UnprobedReasons = append(k.row.UnprobedReasons, j.Unprobed)
	}
}

// evidenceOf lists the matched observations behind a verdict: those of the
// rules' evidence, and not those that only date it.
func evidenceOf(j ecosystems.Judgement, v table.VerdictRow, observed map[string]table.Observation) []table.Observation {
	if v.Verdict.Rank() == 0 {
		return nil
	}
	behind := make(map[string]table.Observation)
	for _, key := range v.Observations {
		if o, ok := observed[key]; ok && o.Outcome == probes.Matched {
			behind[history.Question(key)] = o
		}
	}
	var list []table.Observation
	for _, rule := range j.Rules {
		for _, p := range rule.Evidence {
			if o, ok := behind[p.Key]; ok && rule.Verdict == v.Verdict {
				list = append(list, o)
			}
		}
	}
	return list
}

func (k *covering) countEvidence(v table.VerdictRow, behind []table.Observation) {
	if k.kinds == nil {
		k.kinds = make(map[probes.Kind]bool)
	}
	kinds, sources := make(map[probes.Kind]bool), make(map[string]bool)
	for _, o := range behind {
		kinds[o.Kind], k.kinds[o.Kind], sources[table.SourceOf(o)] = true, true, true
		if o.CommittedAt != 0 && (k.oldest == 0 || o.CommittedAt < k.oldest) {
			k.oldest = o.CommittedAt
		}
	}
	if len(sources) == 1 && v.Verdict.Offered() {
		k.row.SingleSource++
	}
	if len(kinds) > 1 && v.Verdict == vocabulary.Supported {
		k.row.TwoKinds++
	}
}

func (k *covering) finishRow() table.CoverageRow {
	for _, kind := range probes.Kinds {
		if k.kinds[kind] {
			k.row.Kinds = append(k.row.Kinds, string(kind))
		}
	}
	slices.Sort(k.row.UnprobedReasons)
	k.row.UnprobedReasons = slices.Compact(k.row.UnprobedReasons)
	if k.oldest != 0 {
		k.row.OldestEvidence = table.DateOf(k.oldest)
	}
	return k.row
}
