// SPDX-License-Identifier: Apache-2.0

package history

import (
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
)

// Mark is in the key of a carried row, between the question and the date at
// which it was last seen.
const Mark = "@"

// Question is the key of the question that a row answers.
func Question(key string) string {
	key, _, _ = strings.Cut(key, Mark)
	return key
}

// IsCarried says whether a row was carried over from an earlier look: the last look
// did not see it.
func IsCarried(o table.Observation) bool { return strings.Contains(o.Observation, Mark) }

// OutcomeRank orders outcomes by how much they say: what was read says more than
// what was not, and what matched says more than what did not.
func OutcomeRank(outcome probes.Outcome) int {
	switch outcome {
	case probes.Matched:
		return 2
	case probes.Unmatched:
		return 1
	}
	return 0
}

// Look gives the rows of the last look alone, without the words that matched.
func Look(rows []table.Observation) []table.Observation {
	var plain []table.Observation
	for _, o := range rows {
		if !IsCarried(o) {
			o.Excerpt, o.MatchedSince = "", 0
			plain = append(plain, o)
		}
	}
	return plain
}

// AnyRead says whether any source of the rows could be read.
func AnyRead(rows []table.Observation) bool {
	return slices.ContainsFunc(rows, func(o table.Observation) bool { return OutcomeRank(o.Outcome) > 0 })
}

// Carry merges what a release holds of one ecosystem with a new look at it. The
// rows of the new look come first; beside each that says less than an earlier
// one did (it does not match any more, or could not be read), a row "key@date"
// carries the earlier one, as it was, with the date at which it was last seen. A
// look that sees it again drops that row. Questions that are no longer asked are
// dropped; those that are asked, and that this look did not put, keep their
// row until it is StaleDays old, and then count as missed. Rows come sorted.
func Carry(old, fresh []table.Observation, asked map[string]bool) []table.Observation {
	m := &merger{before: make(map[string]table.Observation), carried: make(map[string]table.Observation), done: make(map[string]bool)}
	for _, o := range old {
		if IsCarried(o) {
			m.carried[Question(o.Observation)] = o
		} else {
			m.before[o.Observation] = o
		}
	}
	for _, o := range fresh {
		m.now = max(m.now, o.RetrievedAt)
	}
	for _, o := range fresh {
		m.mergeAnswered(o)
	}
	for _, key := range table.SortedKeys(asked) {
		if asked[key] && !m.done[key] {
			m.notPut(key)
		}
	}
	table.SortObservations(m.rows)
	return m.rows
}

type merger struct {
	before, carried map[string]table.Observation // of the release, by question
	now             int64                        // the new look
	done            map[string]bool              // questions that the new look put
	rows            []table.Observation
}

// mergeAnswered takes a row of the new look, and what it makes of earlier ones.
func (m *merger) mergeAnswered(o table.Observation) {
	key := o.Observation
	m.done[key] = true
	was, asked := m.before[key]
	kept, missed := m.carried[key]
	if o.Outcome == probes.Matched {
		switch {
		case missed && kept.Outcome == o.Outcome:
			o.MatchedSince = MatchedSince(kept) // it was away, and is nothing new
		case asked && was.Outcome == o.Outcome:
			o.MatchedSince = MatchedSince(was)
		}
		if o.MatchedSince == o.RetrievedAt {
			o.MatchedSince = 0
		}
	}
	m.rows = append(m.rows, o)
	switch {
	case asked && OutcomeRank(was.Outcome) > OutcomeRank(o.Outcome) && (!missed || OutcomeRank(was.Outcome) >= OutcomeRank(kept.Outcome)):
		m.carryRow(was, o.RetrievedAt)
	case missed && OutcomeRank(kept.Outcome) > OutcomeRank(o.Outcome):
		m.rows = append(m.rows, kept)
	}
}

func (m *merger) carryRow(o table.Observation, missedAt int64) {
	o.Observation = Question(o.Observation) + Mark + table.DateOf(o.RetrievedAt)
	o.MissedAt = missedAt
	m.rows = append(m.rows, o)
}

// notPut keeps what the release has on a question that is asked, but was not put
// in this look, such as that to an API in a look at clones.
func (m *merger) notPut(key string) {
	was, asked := m.before[key]
	kept, missed := m.carried[key]
	old := asked && OutcomeRank(was.Outcome) > 0 && PastStaleLimit(was.RetrievedAt, m.now)
	switch {
	case old && (!missed || OutcomeRank(was.Outcome) >= OutcomeRank(kept.Outcome)):
		m.carryRow(was, m.now)
		return
	case asked && !old:
		m.rows = append(m.rows, was)
	}
	if missed {
		m.rows = append(m.rows, kept)
	}
}

// MatchedSince is the first look since which an item has matched.
func MatchedSince(o table.Observation) int64 {
	if o.MatchedSince != 0 {
		return o.MatchedSince
	}
	return o.RetrievedAt
}

// Missed takes over, from a proposal that is still open, when rows were first
// missed: the proposal is older than the look that renews it.
func Missed(rows, proposed []table.Observation) {
	first := make(map[string]int64)
	for _, o := range proposed {
		if IsCarried(o) && o.MissedAt != 0 {
			first[o.Observation] = o.MissedAt
		}
	}
	for i, o := range rows {
		if at := first[o.Observation]; at != 0 && at < o.MissedAt {
			rows[i].MissedAt = at
		}
	}
}
