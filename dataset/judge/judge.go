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

// Methods says how each question that rules ask is looked at, by key.
func Methods(all []*ecosystems.Ecosystem) map[string]probes.Method {
	methods := make(map[string]probes.Method)
	for _, e := range all {
		for _, p := range e.Probes() {
			methods[p.Key] = p.Method
		}
	}
	return methods
}

// Asked lists the questions that rules ask, by key.
func Asked(all []*ecosystems.Ecosystem) map[string]bool {
	asked := make(map[string]bool)
	for key := range Methods(all) {
		asked[key] = true
	}
	return asked
}

// Answers are the observations that answer a question of the rules, under the
// names that repositories have at present, in the order of their keys. Those of
// questions that no rule asks any more decide nothing.
func Answers(all []*ecosystems.Ecosystem, seen []table.Observation) []table.Observation {
	methods := Methods(all)
	presentName, presentAddress := ecosystems.PresentNames(all)
	var rows []table.Observation
	for _, o := range seen {
		o.Repository, o.URL = presentName(o.Repository), presentAddress(o.URL)
		if method, asked := methods[history.Question(o.Observation)]; asked {
			o.Method = method // files from before the column do not have it
			rows = append(rows, o)
		}
	}
	table.SortByKey(rows, func(o table.Observation) []string { return []string{o.Wave, o.Observation} })
	return rows
}

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
	case len(j.carried) == 0:
		j.byRules(judgement.Rules, &row)
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
