// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"slices"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Judge gives one verdict for every feature of every ecosystem. asOf is the
// date that the sources were read at; zero when they were read as they are.
// Rows come sorted by ecosystem and feature.
func Judge(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) []table.VerdictRow {
	j := newJudge(wave, asOf, seen)
	var rows []table.VerdictRow
	for _, e := range all {
		for _, f := range features.Features {
			rows = append(rows, j.judgeFeature(e, f))
		}
	}
	table.SortByKey(rows, func(r table.VerdictRow) []string { return []string{r.Ecosystem, r.Feature} })
	return rows
}

// Checks gives one verdict for every checklist item that has rules of its own; its
// Feature is CHECKLIST.ITEM. Such rows are part of no table: derive takes them over.
func Checks(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) []table.VerdictRow {
	j := newJudge(wave, asOf, seen)
	var rows []table.VerdictRow
	for _, e := range all {
		for _, id := range features.Checks() {
			rows = append(rows, j.judgeFeature(e, catalog.Feature{ID: id}))
		}
	}
	return rows
}

type judge struct {
	wave    string
	asOf    time.Time
	seen    map[string]table.Observation // the last look, by key
	carried map[string]table.Observation // what it missed, by key of the question
	looked  map[string]int64             // when the last look was, by ecosystem
	instead map[string]table.Observation // carried rows that stand for those of the last look
	dates   map[string]table.Observation // carried rows, which still date a feature
}

func newJudge(wave string, asOf time.Time, seen []table.Observation) *judge {
	j := &judge{
		wave: wave, asOf: asOf, seen: make(map[string]table.Observation, len(seen)),
		carried: make(map[string]table.Observation), looked: make(map[string]int64),
	}
	for _, o := range seen {
		if history.IsCarried(o) {
			j.carried[history.Question(o.Observation)] = o
			continue
		}
		j.seen[o.Observation] = o
		j.looked[o.Ecosystem] = max(j.looked[o.Ecosystem], o.RetrievedAt)
	}
	return j
}

// findObservation finds what was seen for a question, or what takes its place.
func (j *judge) findObservation(key string) (table.Observation, bool) {
	if o, ok := j.instead[key]; ok {
		return o, true
	}
	o, ok := j.seen[key]
	return o, ok
}

func (j *judge) judgeFeature(e *ecosystems.Ecosystem, f catalog.Feature) table.VerdictRow {
	row := table.VerdictRow{Wave: j.wave, Ecosystem: e.ID, Feature: f.ID, Verdict: vocabulary.Unknown, Method: vocabulary.Probed, Observations: []string{}, AsOf: dayOf(j.asOf)}
	judgement, ok := e.Judgement(f.ID)
	trait, missing := e.Missing(f)
	switch {
	case missing:
		row.Verdict, row.MissingTrait, row.Note = vocabulary.NotApplicable, trait, "Trait "+trait+" is false: it does not have "+catalog.Having[trait]+"."
	case judgement.NotApplicable != "":
		row.Verdict, row.MissingTrait, row.Note = vocabulary.NotApplicable, judgement.NotApplicable, judgement.Note+" (Trait "+judgement.NotApplicable+" is false.)"
	case judgement.Unprobed != "":
		row.Reason, row.Note = vocabulary.NotProbed, "Not probed, "+judgement.Unprobed+": "+judgement.Note
	case !ok:
		row.Reason, row.Note = vocabulary.NoRule, "No rule names it yet."
	default:
		j.judgeKeepingStale(e, judgement, &row)
	}
	return row
}

// byRules takes the first rule that holds. A rule that could not be decided,
// since its sources failed or were not asked, lets a later rule stand only
// when that says the same: a failing source may cost a verdict, and never
// make another. It returns the items that earned the verdict.
func (j *judge) byRules(rules []ecosystems.Rule, row *table.VerdictRow) []table.Observation {
	var undecided []ecosystems.Rule
	for _, rule := range rules {
		w := j.weighRule(rule)
		if w.standing == open {
			undecided = append(undecided, rule)
		}
		if w.standing != holds {
			continue
		}
		if slices.ContainsFunc(undecided, func(u ecosystems.Rule) bool {
			return u.Verdict != rule.Verdict || u.Enforcement != rule.Enforcement
		}) {
			break
		}
		if newer, outdated := j.outdatedAbsence(rules, rule, w); outdated {
			j.leaveOpen(rules, w, newer, row)
			return nil
		}
		j.takeRule(rule, w, row)
		return w.matched
	}
	row.Observations = j.observedKeys(rules)
	row.Reason, row.Note = j.whyUnknown(rules, undecided)
	return nil
}

// takeRule writes a rule that holds into the row. Its observations stay in the order
// in which the rule names them, the deciding one first, and what dates it comes last.
func (j *judge) takeRule(rule ecosystems.Rule, w weighed, row *table.VerdictRow) {
	row.Verdict, row.Enforcement, row.Note = rule.Verdict, rule.Enforcement, rule.Note
	row.Disputed, row.Confidence, row.OldSource = w.disputed, confidence(w), oldestSource(w.matched)
	keys := keysOf(w.read)
	for _, p := range rule.SinceEvidence {
		if o, ok := j.findDating(p.Key); ok {
			row.Since, row.SinceLatest = rule.Since, rule.SinceLatest
			keys = append(keys, o.Observation)
		}
	}
	row.Observations = joinKeys(keys, nil)
}

// findDating finds what dates a feature: a date stays true when its page is gone.
func (j *judge) findDating(key string) (table.Observation, bool) {
	if o, ok := j.findObservation(key); ok && o.Outcome == probes.Matched {
		return o, true
	}
	o, ok := j.dates[key]
	return o, ok && o.Outcome == probes.Matched
}

// standing is what the observations say of a rule.
type standing int

const (
	fails standing = iota
	open           // a source that could decide it was not read
	holds
)

type weighed struct {
	standing standing
	disputed bool
	read     []table.Observation // matched and unmatched items
	matched  []table.Observation
}

// weighRule decides one rule. It holds when its strongest items that were read
// matched, and fails when they did not. With an item unread that is at least
// as strong as those that did not match, it stays open.
func (j *judge) weighRule(rule ecosystems.Rule) weighed {
	var (
		w               weighed
		unread, topRead int
		topMatched      bool
		missing         int
	)
	if j.notYetInForce(rule.Since) || j.noLongerInForce(rule.Until) {
		return w
	}
	for _, p := range rule.Evidence {
		o, ok := j.findObservation(p.Key)
		if !ok || !o.Outcome.Reached() || requestUnseen(p, o) {
			unread = max(unread, p.Kind.Strength())
			missing++
			continue
		}
		w.read = append(w.read, o)
		matched := earnsVerdict(rule, p, o)
		if matched {
			w.matched = append(w.matched, o)
		}
		switch strength := p.Kind.Strength(); {
		case strength > topRead:
			topRead, topMatched = strength, matched
		case strength == topRead:
			topMatched = topMatched || matched
		}
	}
	w.disputed = len(w.matched) > 0 && len(w.matched) < len(w.read)
	switch {
	case rule.Every:
		w.standing = standingOfEvery(len(w.matched), len(w.read), missing)
		w.disputed = false
	case topMatched:
		w.standing = j.beyondAbsence(rule)
	case unread >= topRead:
		w.standing = open
	}
	return w
}

// beyondAbsence decides a rule whose strongest items matched. That a search found
// nothing says that something is not there, and never alone that it is planned
// or offered; that somebody asked for something never says that it is offered or
// refused. Another item of the rule, if it has one, must have matched too.
func (j *judge) beyondAbsence(rule ecosystems.Rule) standing {
	found, others, unread, requests := false, 0, 0, 0
	for _, p := range rule.Evidence {
		switch {
		case isRequest(p) && !rule.Verdict.Intended():
			requests++
			continue
		case p.Method == probes.Absent && rule.Verdict != vocabulary.Unsupported:
			continue
		}
		others++
		o, ok := j.findObservation(p.Key)
		switch {
		case !ok || !o.Outcome.Reached() || requestUnseen(p, o):
			unread++
		case earnsVerdict(rule, p, o):
			found = true
		}
	}
	switch {
	case found || others == 0 && requests == 0:
		return holds
	case unread > 0:
		return open
	}
	return fails
}

func standingOfEvery(matched, read, missing int) standing {
	switch {
	case matched < read:
		return fails
	case missing > 0:
		return open
	}
	return holds
}

// notYetInForce says whether the rule's date lies after the date of reading: what
// came later cannot have been there.
func (j *judge) notYetInForce(since string) bool { return table.After(since, dayOf(j.asOf)) }

// noLongerInForce says whether the date of reading lies after the rule's last month.
// Only a run as of a past date can lie before it.
func (j *judge) noLongerInForce(until string) bool {
	return until != "" && (j.asOf.IsZero() || table.Before(until, dayOf(j.asOf)))
}

// confidence follows from the kinds and the number of independent sources that
// matched: high with two kinds, medium with two sources or one that is source
// code or behaviour, low otherwise; one step less when items disagree. What was
// read from an old copy adds nothing.
func confidence(w weighed) vocabulary.Confidence {
	kinds, sources, strongest := map[probes.Kind]bool{}, map[string]bool{}, 0
	for _, o := range withoutOld(w.matched) {
		kinds[o.Kind] = true
		sources[table.SourceOf(o)] = true
		strongest = max(strongest, o.Kind.Strength())
	}
	level := 0
	switch {
	case len(kinds) >= 2:
		level = 2
	case len(sources) >= 2 || strongest >= probes.SourceCode.Strength():
		level = 1
	}
	if w.disputed {
		level--
	}
	return [...]vocabulary.Confidence{vocabulary.Low, vocabulary.Medium, vocabulary.High}[max(level, 0)]
}

// observedKeys lists what was observed for any of the rules.
func (j *judge) observedKeys(rules []ecosystems.Rule) []string {
	keys := []string{}
	for _, rule := range rules {
		for _, p := range rule.Evidence {
			if o, ok := j.findObservation(p.Key); ok {
				keys = append(keys, o.Observation)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// whyUnknown says what left the feature undecided: the outcome of a look, or that
// there was none.
func (j *judge) whyUnknown(rules, undecided []ecosystems.Rule) (reason vocabulary.Reason, note string) {
	for _, rule := range undecided {
		for _, p := range rule.Evidence {
			if o, ok := j.findObservation(p.Key); ok && !o.Outcome.Reached() {
				return vocabulary.Reason(o.Outcome), string(o.Outcome) + ": " + o.Detail
			}
		}
	}
	if len(undecided) > 0 {
		return vocabulary.NotAsked, "not asked: this run does not reach the sources that decide it (" + string(undecided[0].Evidence[0].Method) + ")."
	}
	for _, rule := range rules {
		if j.notYetInForce(rule.Since) {
			return vocabulary.NotMatched, "unmatched: the evidence dates it to " + rule.Since + ", after the date that was asked for."
		}
	}
	return vocabulary.NotMatched, j.describeUnearned(rules) + "unmatched: the sources were read and no rule holds."
}

// dayOf is the day of a time, "" for none.
func dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

// keysOf lists the keys of observations, in their order.
func keysOf(list []table.Observation) []string {
	keys := make([]string, len(list))
	for i, o := range list {
		keys[i] = o.Observation
	}
	return keys
}
