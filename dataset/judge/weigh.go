// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

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

// isRequest says whether an item reads an issue or a pull request: what anyone
// may write.
func isRequest(p probes.Probe) bool {
	_, thread := p.Thread()
	return thread || p.Method == probes.Page && p.Kind == probes.Issue
}

// requestUnseen says whether a request's words matched, and its state is not
// known: only the API of its host tells that.
func requestUnseen(p probes.Probe, o table.Observation) bool {
	return isRequest(p) && o.Outcome == probes.Matched && o.State == ""
}

// earnsVerdict says whether an item that was read is evidence for its rule: its words
// matched and, of a request, its state is one that can earn the verdict.
func earnsVerdict(rule ecosystems.Rule, p probes.Probe, o table.Observation) bool {
	return o.Outcome == probes.Matched && (!isRequest(p) || o.State.Earns(rule.Verdict))
}

// describeUnearned tells of a request whose words match and whose state earns nothing.
func (j *judge) describeUnearned(rules []ecosystems.Rule) string {
	for _, rule := range rules {
		for _, p := range rule.Evidence {
			if o, ok := j.findObservation(p.Key); ok && o.Outcome == probes.Matched && !requestUnseen(p, o) && !earnsVerdict(rule, p, o) {
				return fmt.Sprintf("a request is in state %s, which earns no %s; ", o.State, rule.Verdict)
			}
		}
	}
	return ""
}
