// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

func (l *loader) readJudgements(data []byte) {
	if onlyComments(data) {
		return
	}
	entries, err := record.Entries(l.file, data)
	if !l.noError(err) {
		return
	}
	for _, entry := range entries {
		feature, ok := l.knownFeature(entry.Key, entry.At)
		if !ok {
			continue
		}
		if trait, ok := l.ecosystem.Missing(feature); ok {
			l.addProblem(entry.At, "%s is not-applicable already, since the trait %s is false: remove the entry or correct the trait", entry.Key, trait)
		}
		l.ecosystem.Judgements = l.readJudgement(l.ecosystem.Judgements, entry)
	}
}

// checks reads checklists.yml, which a folder need not have: rules for items of
// checklists that no feature answers, keyed CHECKLIST.ITEM.
func (l *loader) checks() {
	if !l.isThere("checklists.yml") {
		return
	}
	data, ok := l.openFile("checklists.yml")
	if !ok {
		return
	}
	entries, err := record.Entries(l.file, data)
	if !l.noError(err) {
		return
	}
	known := l.catalog.Checks()
	for _, entry := range entries {
		if !slices.Contains(known, entry.Key) {
			l.addProblem(entry.At, "unknown checklist item %q: %s", entry.Key, closestWord(entry.Key, known))
			continue
		}
		l.ecosystem.Checks = l.readJudgement(l.ecosystem.Checks, entry)
	}
}

// onlyComments says whether a file holds no rule yet, as landscape new makes it.
func onlyComments(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// Missing names the trait that a feature needs and the ecosystem lacks, if any.
func (e *Ecosystem) Missing(f catalog.Feature) (trait string, missing bool) {
	for _, need := range f.Needs {
		if !e.Traits[need] {
			return need, true
		}
	}
	return "", false
}

// readJudgement adds what an entry says to a list.
func (l *loader) readJudgement(list []Judgement, entry record.Entry) []Judgement {
	j := Judgement{Feature: entry.Key, Line: entry.At.Line}
	if entry.IsMapping() {
		l.readUnprobed(entry, &j)
		return append(list, j)
	}
	var rules []record.Item[ruleRecord]
	if !l.noError(entry.Decode(l.file, &rules)) {
		return list
	}
	if len(rules) == 0 {
		l.addProblem(entry.At, "%s has no rule: write one, or unprobed with its reason", entry.Key)
	}
	for _, item := range rules {
		j.Rules = append(j.Rules, l.readRule(entry.Key, item))
	}
	return append(list, j)
}

func (l *loader) readUnprobed(entry record.Entry, j *Judgement) {
	var r unprobedRecord
	if !l.noError(entry.Decode(l.file, &r)) {
		return
	}
	j.Unprobed, j.NotApplicable, j.Note = r.Unprobed.Value, r.NotApplicable.Value, r.Note.Value
	switch {
	case (j.Unprobed == "") == (j.NotApplicable == ""):
		l.addProblem(entry.At, "%s needs a list of rules, or one of unprobed and not_applicable", entry.Key)
	case j.Unprobed != "" && Unprobed[j.Unprobed] == "":
		l.addProblem(r.Unprobed.At, "unknown reason %q: %s", j.Unprobed, closestWord(j.Unprobed, sortedKeys(Unprobed)))
	case j.NotApplicable != "":
		if value, ok := l.ecosystem.Traits[j.NotApplicable]; !ok || value {
			l.addProblem(r.NotApplicable.At, "not_applicable names %q, which is not a trait that is false in ecosystem.yml", j.NotApplicable)
		}
	}
	l.require(strings.TrimSpace(j.Note), entry.At, "%s needs a note: say why in one sentence", entry.Key)
}

var sinceForm = regexp.MustCompile(`^20\d\d(-(0[1-9]|1[0-2]))?$`)

func (l *loader) readRule(feature string, item record.Item[ruleRecord]) Rule {
	r := item.Value
	rule := Rule{
		Line: item.At.Line, Verdict: vocabulary.Verdict(r.Verdict.Value), Enforcement: vocabulary.Enforcement(r.Enforcement.Value),
		Since: r.Since.Value, SinceLatest: r.SinceLatest, Until: r.Until.Value, Note: strings.TrimSpace(r.Note.Value), Every: r.Every,
	}
	l.checkVerdict(item.At, r)
	if rule.Since != "" && !sinceForm.MatchString(rule.Since) {
		l.addProblem(r.Since.At, "since %q must be a month such as \"2023-04\", or a year", rule.Since)
	}
	if rule.Until != "" && !sinceForm.MatchString(rule.Until) {
		l.addProblem(r.Until.At, "until %q must be a month such as \"2023-04\", or a year", rule.Until)
	}
	if (rule.Since == "") != (len(r.SinceEvidence) == 0) {
		l.addProblem(item.At, "since and since_evidence go together: a date needs evidence of its own")
	}
	if r.SinceLatest && rule.Since == "" {
		l.addProblem(item.At, "since_latest goes only with since: it says that the date is the latest possible one")
	}
	if len(r.Evidence) == 0 {
		l.addProblem(item.At, "the rule has no evidence: a verdict needs an observation behind it")
	}
	for _, each := range r.Evidence {
		p := l.probeOf(feature, each, r)
		if p.Method == probes.Commit {
			l.addProblem(each.At, "a commit dates a feature but does not show it: move it to since_evidence")
		}
		rule.Evidence = append(rule.Evidence, p)
	}
	if l.onlyRequests(rule) {
		l.addProblem(item.At, "the rule rests on issues alone, which earn planned or exploring: give %s evidence of another kind", rule.Verdict)
	}
	for _, each := range r.SinceEvidence {
		rule.SinceEvidence = append(rule.SinceEvidence, l.probeOf(feature, each, r))
	}
	return rule
}

// onlyRequests says whether a rule takes an issue's word for what its project
// offers or refuses.
func (l *loader) onlyRequests(rule Rule) bool {
	if len(rule.Evidence) == 0 || rule.Verdict.Intended() {
		return false
	}
	requests := 0
	for _, p := range rule.Evidence {
		_, thread := p.Thread()
		switch {
		case thread || p.Kind == probes.Issue:
			requests++
		case p.Method != probes.Absent || rule.Verdict == vocabulary.Unsupported:
			return false
		}
	}
	return requests > 0
}

func (l *loader) checkVerdict(at record.Position, r ruleRecord) {
	verdict, enforcement := vocabulary.Verdict(r.Verdict.Value), vocabulary.Enforcement(r.Enforcement.Value)
	if !slices.Contains(vocabulary.Earned, verdict) {
		l.addProblem(r.Verdict.At, "unknown verdict %q: %s", verdict, closestWord(verdict, vocabulary.Earned))
		return
	}
	offered := verdict.Offered()
	switch {
	case offered && enforcement == "":
		l.addProblem(at, "enforcement is missing: %s needs required, default or optional", verdict)
	case offered && !enforcement.Known():
		l.addProblem(r.Enforcement.At, "unknown enforcement %q: it is required, default or optional", enforcement)
	case !offered && enforcement != "":
		l.addProblem(r.Enforcement.At, "enforcement goes only with supported and partial: remove it")
	}
	if verdict == vocabulary.Partial && strings.TrimSpace(r.Note.Value) == "" {
		l.addProblem(at, "partial needs a note: say what is missing")
	}
}
