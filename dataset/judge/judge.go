// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Judge gives one verdict for every feature of every ecosystem. asOf is the
// date that the sources were read at; zero when they were read as they are.
// Rows come sorted by ecosystem and feature.
func Judge(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) []table.VerdictRow {
	j := newJudge(wave, asOf, seen)
	var rows []table.VerdictRow
	for _, e := range all {
		for _, f := range features.Features {
			rows = append(rows, j.feature(e, f))
		}
	}
	slices.SortFunc(rows, func(a, b table.VerdictRow) int {
		return cmp.Or(strings.Compare(a.Ecosystem, b.Ecosystem), strings.Compare(a.Feature, b.Feature))
	})
	return rows
}

// Checks gives one verdict for every checklist item that has rules of its own; its
// Feature is CHECKLIST.ITEM. Such rows are part of no table: derive takes them over.
func Checks(wave string, asOf time.Time, features *catalog.Catalog, all []*ecosystems.Ecosystem, seen []table.Observation) []table.VerdictRow {
	j := newJudge(wave, asOf, seen)
	var rows []table.VerdictRow
	for _, e := range all {
		for _, id := range features.Checks() {
			rows = append(rows, j.feature(e, catalog.Feature{ID: id}))
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

// look finds what was seen for a question, or what stands in its place.
func (j *judge) look(key string) (table.Observation, bool) {
	if o, ok := j.instead[key]; ok {
		return o, true
	}
	o, ok := j.seen[key]
	return o, ok
}

func (j *judge) feature(e *ecosystems.Ecosystem, f catalog.Feature) table.VerdictRow {
	row := table.VerdictRow{Wave: j.wave, Ecosystem: e.ID, Feature: f.ID, Verdict: table.Unknown, Method: "probed", Observations: []string{}}
	judgement, ok := e.Judgement(f.ID)
	trait, missing := e.Missing(f)
	switch {
	case missing:
		row.Verdict, row.Note = table.NotApplicable, "Trait "+trait+" is false: not so that "+catalog.Traits[trait]+"."
	case judgement.NotApplicable != "":
		row.Verdict, row.Note = table.NotApplicable, judgement.Note+" (Trait "+judgement.NotApplicable+" is false.)"
	case judgement.Unprobed != "":
		row.Note = "Not probed, " + judgement.Unprobed + ": " + judgement.Note
	case !ok:
		row.Note = "No rule names it yet."
	default:
		j.settle(e, judgement, &row)
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
		w := j.weigh(rule)
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
		j.take(rule, w, row)
		return w.matched
	}
	row.Observations = j.asked(rules)
	row.Note = j.whyUnknown(rules, undecided)
	return nil
}

// take writes a rule that holds into the row.
func (j *judge) take(rule ecosystems.Rule, w weighed, row *table.VerdictRow) {
	row.Verdict, row.Enforcement, row.Note = rule.Verdict, rule.Enforcement, rule.Note
	row.Disputed, row.Confidence, row.OldSource = w.disputed, confidence(w), oldestSource(w.matched)
	row.Observations = keysOf(w.read)
	for _, p := range rule.SinceEvidence {
		if o, ok := j.dating(p.Key); ok {
			row.Since = rule.Since
			row.Observations = append(row.Observations, o.Observation)
		}
	}
	slices.Sort(row.Observations)
	row.Observations = slices.Compact(row.Observations)
}

// dating finds what dates a feature: a date stays true when its page is gone.
func (j *judge) dating(key string) (table.Observation, bool) {
	if o, ok := j.look(key); ok && o.Outcome == string(probes.Matched) {
		return o, true
	}
	o, ok := j.dates[key]
	return o, ok && o.Outcome == string(probes.Matched)
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

// weigh decides one rule. It holds when its strongest items that were read
// matched, and fails when they did not. With an item unread that is at least
// as strong as those that did not match, it stays open.
func (j *judge) weigh(rule ecosystems.Rule) weighed {
	var (
		w               weighed
		unread, topRead int
		topMatched      bool
		missing         int
	)
	if j.before(rule.Since) || j.after(rule.Until) {
		return w
	}
	for _, p := range rule.Evidence {
		o, ok := j.look(p.Key)
		if !ok || !probes.Outcome(o.Outcome).Reached() || requestUnseen(p, o) {
			unread = max(unread, p.Kind.Strength())
			missing++
			continue
		}
		w.read = append(w.read, o)
		matched := earns(rule, p, o)
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
		w.standing = every(len(w.matched), len(w.read), missing)
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
		case isRequest(p) && !requestAloneEarns(rule.Verdict):
			requests++
			continue
		case p.Method == probes.Absent && rule.Verdict != "unsupported":
			continue
		}
		others++
		o, ok := j.look(p.Key)
		switch {
		case !ok || !probes.Outcome(o.Outcome).Reached() || requestUnseen(p, o):
			unread++
		case earns(rule, p, o):
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

func every(matched, read, missing int) standing {
	switch {
	case matched < read:
		return fails
	case missing > 0:
		return open
	}
	return holds
}

// before says whether the rule's date lies after the date of reading: what
// came later cannot have been there.
func (j *judge) before(since string) bool {
	if since == "" || j.asOf.IsZero() {
		return false
	}
	return since > j.asOf.UTC().Format("2006-01")[:len(since)]
}

// after says whether the date of reading lies after the rule's last month. Only
// a run as of a past date can lie before it.
func (j *judge) after(until string) bool {
	return until != "" && (j.asOf.IsZero() || j.asOf.UTC().Format("2006-01")[:len(until)] > until)
}

// confidence follows from the kinds and the number of independent sources that
// matched: high with two kinds, medium with two sources or one that is source
// code or behaviour, low otherwise; one step less when items disagree. What was
// read from an old copy adds nothing.
func confidence(w weighed) string {
	kinds, sources, strongest := map[string]bool{}, map[string]bool{}, 0
	for _, o := range withoutOld(w.matched) {
		kinds[o.Kind] = true
		sources[table.SourceOf(o)] = true
		strongest = max(strongest, probes.Kind(o.Kind).Strength())
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
	return [...]string{"low", "medium", "high"}[max(level, 0)]
}

// asked lists what was observed for any of the rules.
func (j *judge) asked(rules []ecosystems.Rule) []string {
	keys := []string{}
	for _, rule := range rules {
		for _, p := range rule.Evidence {
			if o, ok := j.look(p.Key); ok {
				keys = append(keys, o.Observation)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// whyUnknown names the outcome that left the feature undecided.
func (j *judge) whyUnknown(rules, undecided []ecosystems.Rule) string {
	for _, rule := range undecided {
		for _, p := range rule.Evidence {
			if o, ok := j.look(p.Key); ok && !probes.Outcome(o.Outcome).Reached() {
				return o.Outcome + ": " + o.Detail
			}
		}
	}
	if len(undecided) > 0 {
		return "not asked: this run does not reach the sources that decide it (" + string(undecided[0].Evidence[0].Method) + ")."
	}
	for _, rule := range rules {
		if j.before(rule.Since) {
			return "unmatched: the evidence dates it to " + rule.Since + ", after the date that was asked for."
		}
	}
	return j.unearned(rules) + "unmatched: the sources were read and no rule holds."
}

// keysOf lists the keys of observations, in their order.
func keysOf(list []table.Observation) []string {
	keys := make([]string, len(list))
	for i, o := range list {
		keys[i] = o.Observation
	}
	return keys
}
