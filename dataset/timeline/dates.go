// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Disagreement is a rule whose date is not the one that history shows.
type Disagreement struct {
	File    string // of the rule
	Line    int
	Feature string
	Verdict vocabulary.Verdict
	Since   string // as the rule says
	Day     int    // from when its evidence is there
	Says    string // what that means
	Cause   Cause  // the commit that brought it
}

// slackMonths is by how much a rule's date and history may differ.
const slackMonths = 2

// Disagreements compares the since of every rule with the day from which one of its
// items that say something first matches (every one of them, where the rule asks for
// that), up to the rule's last day. A search that finds nothing dates nothing.
func Disagreements(p *Past) (list []Disagreement) {
	for _, e := range p.All {
		for _, j := range e.Judgements {
			for _, rule := range j.Rules {
				if d, ok := p.disagreement(j.Feature, rule); ok {
					list = append(list, d)
				}
			}
		}
	}
	return list
}

func (p *Past) disagreement(feature string, rule ecosystems.Rule) (Disagreement, bool) {
	d := Disagreement{Line: rule.Line, Feature: feature, Verdict: rule.Verdict, Since: rule.Since}
	first, next := startOf(rule.Since, 0), startOf(rule.Since, 1)
	if first < 0 {
		return d, false
	}
	found := false
	for _, item := range rule.Evidence {
		if !Asked(item) || item.Method == probes.Absent {
			continue
		}
		turn, ok := p.firstMatch(item, rule)
		if ok && (!found || (turn.Day > d.Day) == rule.Every) {
			story := p.Stories[item.Repository]
			d.Day, found = turn.Day, true
			d.Cause = Cause{Probe: item, Repository: item.Repository, Path: turn.Path}
			if turn.Moment >= 0 {
				d.Cause.Moment = story.Moments[turn.Moment]
			}
		}
		d.File, _, _ = strings.Cut(item.Origin, ":")
	}
	early := time.Unix(int64(first)*86400, 0).UTC().AddDate(0, -slackMonths, 0)
	late := time.Unix(int64(next)*86400, 0).UTC().AddDate(0, slackMonths, 0)
	switch {
	case !found:
		return d, false
	case d.Day < DayOf(early):
		d.Says = "history is earlier"
	case d.Day >= DayOf(late):
		d.Says = "history is later: before that day no item says it, and the verdict is another"
	default:
		return d, false
	}
	return d, true
}

// firstMatch is the first turn at which an item matches, up to the rule's last day.
func (p *Past) firstMatch(item probes.Probe, rule ecosystems.Rule) (past.Turn, bool) {
	story := p.Stories[item.Repository]
	if story == nil {
		return past.Turn{}, false
	}
	end := p.To + 1
	if rule.Until != "" {
		end = startOf(rule.Until, 1)
	}
	turns := story.Turns[item.Key]
	i := slices.IndexFunc(turns, func(t past.Turn) bool { return t.Outcome == probes.Matched && t.Day < end })
	if i < 0 {
		return past.Turn{}, false
	}
	return turns[i], true
}
