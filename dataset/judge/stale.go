// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// judgeKeepingStale judges by the last look, and again with carried rows in the place of
// what that look missed. Where the two differ, the verdict before stands, marked
// stale, unless
//
//   - the verdict of the last look rests on new evidence: an item of its rule has
//     come to match in the look that first missed the carried rows, or later;
//   - a review accepts the loss: carried rows last seen up to its date do not count;
//   - it has been so for more than StaleDays: then nothing is known.
func (j *judge) judgeKeepingStale(e *ecosystems.Ecosystem, judgement ecosystems.Judgement, row *table.VerdictRow) {
	carried, review := j.missedRows(e, judgement)
	plain := *row
	j.dates = carried
	matched := j.byRules(judgement.Rules, row)
	held := j.staleVerdict(judgement.Rules, plain, *row, carried, matched)
	j.dates = nil
	switch {
	case held != nil && history.PastStaleLimit(held.missedAt(), j.looked[e.ID]):
		j.expireVerdict(held, row)
		return
	case held != nil:
		*row = held.row
		row.Stale, row.LastSeen = true, table.DateOf(held.lastSeen())
		row.Observations = joinKeys(row.Observations, keysOf(held.needs))
		row.Note = endSentence(row.Note) + fmt.Sprintf("Stale since %s: evidence last seen on %s %s.", table.DateOf(held.missedAt()), row.LastSeen, j.describeLoss(held.needs))
		return
	}
	if review != nil {
		row.Method = vocabulary.Reviewed
		row.Note = endSentence(row.Note) + fmt.Sprintf("Reviewed %s (%s): %s", review.Date, review.Role, review.Note)
	}
}

// missedRows lists the carried rows of a feature by question. Those that a review
// has accepted as lost are left out; the review is returned when it left out any.
func (j *judge) missedRows(e *ecosystems.Ecosystem, judgement ecosystems.Judgement) (carried map[string]table.Observation, accepts *ecosystems.Review) {
	review := e.Review(judgement.Feature)
	carried = make(map[string]table.Observation)
	for _, rule := range judgement.Rules {
		for _, p := range slices.Concat(rule.Evidence, rule.SinceEvidence) {
			o, ok := j.carried[p.Key]
			if now, seen := j.seen[p.Key]; !ok || seen && history.OutcomeRank(now.Outcome) >= history.OutcomeRank(o.Outcome) {
				continue
			}
			if review != nil && table.DateOf(o.RetrievedAt) <= review.Date {
				accepts = review
				continue
			}
			carried[p.Key] = o
		}
	}
	return carried, accepts
}

func missedAt(o table.Observation) int64 { return cmp.Or(o.MissedAt, o.RetrievedAt) }

// held is a verdict that stands on carried rows.
type held struct {
	row   table.VerdictRow
	needs []table.Observation // the fewest carried rows with which it stands, the earliest missed first
}

func (h *held) missedAt() int64 { return missedAt(h.needs[0]) }

func (h *held) lastSeen() int64 {
	return slices.MinFunc(h.needs, func(a, b table.Observation) int { return cmp.Compare(a.RetrievedAt, b.RetrievedAt) }).RetrievedAt
}

// staleVerdict gives the verdict with carried rows, when it says something else than
// that of the last look, and that does not rest on new evidence. plain is a row
// before it is judged, matched what earned the verdict of the last look.
func (j *judge) staleVerdict(rules []ecosystems.Rule, plain, now table.VerdictRow, carried map[string]table.Observation, matched []table.Observation) *held {
	if len(carried) == 0 {
		return nil
	}
	with := func(rows map[string]table.Observation) table.VerdictRow {
		again, row := *j, plain
		again.instead = rows
		again.byRules(rules, &row)
		return row
	}
	before := with(carried)
	if before.Verdict == vocabulary.Unknown || SameVerdict(before, now) {
		return nil
	}
	needs := slices.SortedFunc(maps.Values(carried), func(a, b table.Observation) int {
		return cmp.Or(cmp.Compare(missedAt(a), missedAt(b)), cmp.Compare(a.RetrievedAt, b.RetrievedAt), strings.Compare(a.Observation, b.Observation))
	})
	rest := maps.Clone(carried)
	needs = slices.DeleteFunc(needs, func(o table.Observation) bool {
		key := history.Question(o.Observation)
		delete(rest, key)
		if SameVerdict(with(rest), before) {
			return true
		}
		rest[key] = o
		return false
	})
	h := &held{with(rest), needs}
	if now.Verdict != vocabulary.Unknown && slices.ContainsFunc(matched, func(o table.Observation) bool { return history.MatchedSince(o) >= h.missedAt() }) {
		return nil
	}
	return h
}

// SameVerdict compares what was judged: the verdict and its enforcement. Dates, notes
// and observations may differ.
func SameVerdict(a, b table.VerdictRow) bool {
	return a.Verdict == b.Verdict && a.Enforcement == b.Enforcement
}

// expireVerdict turns a verdict that was stale too long into unknown.
func (j *judge) expireVerdict(h *held, row *table.VerdictRow) {
	row.Verdict, row.Reason, row.Enforcement, row.Confidence, row.OldSource, row.Disputed = vocabulary.Unknown, vocabulary.Expired, "", "", "", false
	row.Since, row.SinceLatest = "", false
	row.LastSeen = table.DateOf(h.lastSeen())
	row.Note = fmt.Sprintf("Was %s; stale since %s, which is more than %d days: evidence last seen on %s %s.",
		h.row.Verdict.With(h.row.Enforcement), table.DateOf(h.missedAt()), history.StaleDays, row.LastSeen, j.describeLoss(h.needs))
	row.Observations = joinKeys(row.Observations, joinKeys(h.row.Observations, keysOf(h.needs)))
}

// joinKeys joins keys in their order, each once.
func joinKeys(a, b []string) []string {
	joined := make([]string, 0, len(a)+len(b))
	for _, key := range slices.Concat(a, b) {
		if !slices.Contains(joined, key) {
			joined = append(joined, key)
		}
	}
	return joined
}

// describeLoss says what became of carried rows at the last look.
func (j *judge) describeLoss(needs []table.Observation) string {
	words := make(map[string]bool)
	for _, o := range needs {
		switch now, ok := j.seen[history.Question(o.Observation)]; {
		case !ok:
			words["was not looked for again"] = true
		case now.Outcome == probes.Unmatched:
			words["is not in its source any more"] = true
		default:
			words["could not be read ("+string(now.Outcome)+")"] = true
		}
	}
	return table.JoinWords(table.SortedKeys(words))
}

// endSentence ends a note so that another can follow.
func endSentence(note string) string {
	if note == "" {
		return ""
	}
	if !strings.HasSuffix(note, ".") {
		note += "."
	}
	return note + " "
}
