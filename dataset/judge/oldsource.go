// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// OldSourceDays is how much older than the look the head of a repository may be
// before what was read from it counts as old.
const OldSourceDays = 180

// OldSource is the month (YYYY-MM) of the commit that an observation was read
// at, when that is more than OldSourceDays older than the look; else "". A
// commit that only dates a feature has no path, and is not a copy of anything.
func OldSource(o table.Observation) string {
	const day = int64(24 * time.Hour / time.Millisecond)
	reached := o.Outcome.Reached()
	if !reached || o.Path == "" || o.CommittedAt == 0 || o.RetrievedAt/day-o.CommittedAt/day <= OldSourceDays {
		return ""
	}
	return time.UnixMilli(o.CommittedAt).UTC().Format("2006-01")
}

// oldestSource is the earliest month of the old sources among observations.
func oldestSource(list []table.Observation) (month string) {
	for _, o := range list {
		if old := OldSource(o); old != "" && (month == "" || old < month) {
			month = old
		}
	}
	return month
}

// withoutOld leaves out what was read from old sources.
func withoutOld(list []table.Observation) (fresh []table.Observation) {
	for _, o := range list {
		if OldSource(o) == "" {
			fresh = append(fresh, o)
		}
	}
	return fresh
}

// sourceTime is when a source said what was read from it: the time of its
// commit, or that of the look where there is none.
func sourceTime(o table.Observation) int64 {
	if o.CommittedAt != 0 {
		return o.CommittedAt
	}
	return o.RetrievedAt
}

// outdatedAbsence says whether a rule for unsupported rests on old copies alone,
// on a search that found nothing in one of them, while a newer source speaks of
// the feature: an item of another rule, read from it, matched.
func (j *judge) outdatedAbsence(rules []ecosystems.Rule, rule ecosystems.Rule, w weighed) (newer table.Observation, outdated bool) {
	if rule.Verdict != vocabulary.Unsupported || len(withoutOld(w.matched)) > 0 {
		return table.Observation{}, false
	}
	searched := int64(0)
	for _, p := range rule.Evidence {
		if o, ok := j.findObservation(p.Key); ok && p.Method == probes.Absent && o.Outcome == probes.Matched {
			searched = max(searched, sourceTime(o))
		}
	}
	for _, other := range rules {
		if searched == 0 || other.Verdict == rule.Verdict || j.notYetInForce(other.Since) || j.noLongerInForce(other.Until) {
			continue
		}
		for _, p := range other.Evidence {
			o, ok := j.findObservation(p.Key)
			if ok && p.Method != probes.Absent && o.Outcome == probes.Matched && sourceTime(o) > searched {
				return o, true
			}
		}
	}
	return table.Observation{}, false
}

// leaveOpen makes a row unknown, since the copy in which nothing was found is
// older than a source that speaks of the feature.
func (j *judge) leaveOpen(rules []ecosystems.Rule, w weighed, newer table.Observation, row *table.VerdictRow) {
	row.Verdict, row.Reason, row.OldSource = vocabulary.Unknown, vocabulary.NotMatched, oldestSource(w.matched)
	row.Observations = j.observedKeys(rules)
	row.Note = "unmatched: nothing of it is in a copy of " + row.OldSource + ", and a newer source of " + table.DateOf(sourceTime(newer)) +
		" speaks of it: look again at a current copy."
}
